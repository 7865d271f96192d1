"""The store: whole or not at all, checked when read, kept small, and plain-spoken when the disk is full."""

import json
import multiprocessing
import os
from pathlib import Path

import pytest
from toys import Fails, Number, Rule, Sum

from xstilts.base.errors import UserError
from xstilts.graph.stage import Context
from xstilts.graph.store import Store
from xstilts.graph.worker import run_stage


def break_off(store: Store, stage: Number, leftovers: dict[str, str]) -> None:
    """Fill the stage's folder with `leftovers` and fail."""

    def fail() -> None:
        with store.filling(stage) as part:
            for name, text in leftovers.items():
                (part / name).write_text(text)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()


def put_specs(store: Store, count: int) -> None:
    for value in range(count):
        store.put_spec(Number(value=value))


def test_a_folder_is_named_by_kind_and_key(store, chain):
    assert store.folder(chain) == store.root / "sum" / chain.key[:20]
    store.put_spec(chain)
    assert store.folder(chain.key) == store.folder(chain)


def test_a_folder_appears_whole_with_a_manifest_of_every_file(store):
    stage = Number(value=1)
    with store.filling(stage) as part:
        (part / "deep").mkdir()
        (part / "deep/a.txt").write_text("abc")
        assert not store.folder(stage).exists()
        assert not store.has(stage)
    manifest = json.loads((store.folder(stage) / "manifest.json").read_text())
    assert manifest["key"] == stage.key
    assert manifest["files"] == {
        "deep/a.txt": {"size": 3, "sha256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"}
    }
    assert store.has(stage)
    assert not store.part(stage).exists()


def test_after_an_exception_the_part_stays_for_the_next_attempt(store):
    stage = Number(value=1)
    break_off(store, stage, {"state.txt": "step 7"})
    assert not store.has(stage)
    with store.filling(stage) as part:
        assert (part / "state.txt").read_text() == "step 7"


def test_what_tells_of_an_attempt_is_not_part_of_the_result(store):
    stage = Number(value=1)
    leftovers = ("error.json", "traceback.txt", "progress.json", "manifest.json", ".state.json.ab1_9xyz", ".tmpPxL8Sz")
    break_off(store, stage, dict.fromkeys(leftovers, "{}"))
    with store.filling(stage) as part:
        assert list(part.iterdir()) == []
        (part / "progress.json").write_text("{}")
    assert [path.name for path in store.folder(stage).iterdir()] == ["manifest.json"]


def test_filling_a_finished_folder_yields_none(store):
    stage = Number(value=1)
    with store.filling(stage) as part:
        (part / "a").write_text("first")
    with store.filling(stage) as part:
        assert part is None
    assert (store.folder(stage) / "a").read_text() == "first"


def test_a_folder_without_a_manifest_is_made_anew(store):
    stage = Number(value=1)
    store.folder(stage).mkdir(parents=True)
    (store.folder(stage) / "junk").write_text("half of a removed folder")
    assert not store.has(stage)
    with store.filling(stage) as part:
        (part / "a").write_text("whole")
    assert sorted(path.name for path in store.folder(stage).iterdir()) == ["a", "manifest.json"]


def _fill_and_log(root: Path, log: Path) -> None:
    with Store(root).filling(Number(value=1)) as part, log.open("a") as stream:
        stream.write("found\n" if part is None else "filled\n")
        if part is not None:
            (part / "a").write_text("x")


def test_of_many_processes_at_once_one_fills_and_the_others_find(store, tmp_path):
    fork = multiprocessing.get_context("fork")
    log = tmp_path / "log"
    workers = [fork.Process(target=_fill_and_log, args=(store.root, log)) for _ in range(12)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
        assert worker.exitcode == 0
    assert sorted(log.read_text().split()) == ["filled"] + ["found"] * 11
    assert list((store.root / "locks").iterdir()) == []


def test_a_stage_is_rebuilt_from_its_key_with_nested_values_and_inputs(store):
    one = Number(value=1, rule=Rule("outer", 1.0, Rule("inner")), weights=(("nli", 0.25), ("mlm", 2.0)))
    top = Sum(terms=(one, Number(value=2)), first=one, pause=0.5)
    store.put_spec(top)
    again = store.rebuild(top.key)
    assert again == top
    assert again.key == top.key
    assert isinstance(again.first.rule.inner, Rule)
    assert isinstance(again.terms, tuple)
    assert again.first.weights == (("nli", 0.25), ("mlm", 2.0))


def test_a_whole_float_given_as_an_int_has_the_same_key_and_rebuilds(store):
    stage = Number(value=1, seconds=2)
    assert stage.key == Number(value=1, seconds=2.0).key
    store.put_spec(stage)
    assert store.rebuild(stage.key).seconds == 2.0


def test_rebuilding_an_unknown_key_names_the_store(store):
    with pytest.raises(UserError, match=r"specs/abc\.json: no such stage in this store\. Is --store"):
        store.rebuild("abc")


def test_rebuilding_another_version_says_both_versions(store, monkeypatch):
    stage = Number(value=1)
    store.put_spec(stage)
    monkeypatch.setattr(Number, "VERSION", 3)
    with pytest.raises(UserError, match="Number: planned as version 1, but the code here is version 3"):
        store.rebuild(stage.key)


def test_an_altered_spec_is_refused(store):
    stage = Number(value=1)
    store.put_spec(stage)
    path = store.root / "specs" / f"{stage.key}.json"
    path.write_text(path.read_text().replace('"value":1', '"value":2'))
    with pytest.raises(UserError, match="gives another key"):
        store.rebuild(stage.key)
    store.put_spec(stage)
    assert store.rebuild(stage.key) == stage


def test_an_old_spec_takes_added_fields_at_their_earlier_value(store, monkeypatch):
    stage = Number(value=1)
    monkeypatch.setattr(Number, "ADDED", {"seconds": 0.25})
    old = Number(value=1, seconds=0.25)
    store.put_spec(old)
    path = store.root / "specs" / f"{old.key}.json"
    spec = json.loads(path.read_text())
    del spec["fields"]["seconds"]
    path.write_text(json.dumps(spec))
    assert store.rebuild(old.key) == old
    assert stage.seconds == 0.0


def test_a_stage_class_of_the_running_script_is_refused(store, monkeypatch):
    monkeypatch.setattr(Number, "__module__", "__main__")
    with pytest.raises(UserError, match="Number is defined in the script that is being run"):
        store.put_spec(Number(value=1))


@pytest.mark.parametrize(
    ("damage", "problem"),
    [
        (lambda f: (f / "number.txt").write_text("9"), "altered: its SHA-256 is"),
        (lambda f: (f / "number.txt").write_text("99"), "2 bytes, but 1 were written"),
        (lambda f: (f / "number.txt").unlink(), "missing"),
        (lambda f: (f / "new.txt").write_text(""), "not in the manifest"),
        (lambda f: (f / "manifest.json").unlink(), "missing, so the folder never was finished"),
        (lambda f: (f / "manifest.json").write_text('{"files": 3}'), "damaged"),
        (lambda f: (f / "manifest.json").write_text('{"files":'), "not JSON"),
    ],
)
def test_verify_finds_every_sort_of_damage(store, finish, damage, problem):
    finish(Number(value=1), Number(value=2))
    assert list(store.verify()) == []
    folder = store.folder(Number(value=1))
    damage(folder)
    found = list(store.verify())
    assert [entry.folder for entry in found] == [folder]
    assert problem in found[0].problem
    assert str(found[0]).startswith(str(folder / found[0].file))


def test_an_input_with_an_altered_byte_stops_the_stage_that_reads_it(store, scratch, finish, chain):
    finish(*chain.terms)
    (store.folder(chain.terms[0]) / "number.txt").write_text("7")
    with pytest.raises(UserError, match=r"number\.txt: altered.*Remove the folder .* and run again"):
        finish(chain)
    assert not store.has(chain)


def test_opening_checks_sizes_at_little_cost_and_bytes_on_demand(store, finish):
    stage = Number(value=1)
    finish(stage)
    (store.folder(stage) / "number.txt").write_text("7")
    assert store.open(stage) == store.folder(stage)
    with pytest.raises(UserError, match="altered"):
        store.open(stage, thorough=True)


def test_opening_what_is_not_there_is_refused(store):
    with pytest.raises(UserError, match=r"manifest\.json: missing"):
        store.open(Number(value=1))


def test_prune_removes_what_is_not_kept_and_tells_how_much(store, finish, chain):
    finish(*chain.terms, chain)
    break_off(store, Number(value=9), {"state": "x" * 5000})
    keep = {chain.key, chain.terms[0].key}
    expected = 5000 + sum(path.stat().st_size for path in store.folder(chain.terms[1]).iterdir())
    assert store.prune(keep, dry_run=True) == expected
    assert store.has(chain.terms[1])
    assert store.prune(keep) == expected
    assert {path.name for path in store.finished()} == {key[:20] for key in keep}
    assert not store.part(Number(value=9)).exists()
    assert store.prune(keep) == 0


def test_prune_leaves_a_folder_that_is_being_filled(store):
    stage = Number(value=1)
    with store.filling(stage) as part:
        (part / "a").write_text("x")
        assert store.prune(()) == 0
    assert store.has(stage)


def test_a_full_disk_is_a_user_error_and_loses_nothing_finished(small_disk, scratch):
    store = Store(small_disk / "store")
    good, big = Number(value=1), Fails(how="fill")
    for stage in (good, big):
        store.put_spec(stage)
    run_stage(good.key, store.root, Context(data=scratch))
    with pytest.raises(UserError, match=rf"^{store.root}: the disk is full: [\d,]+ bytes free.*store prune"):
        run_stage(big.key, store.root, Context(data=scratch))
    assert list(store.verify()) == []
    assert store.has(good)
    assert not store.has(big)


def test_a_full_disk_when_the_spec_is_written_is_a_user_error(small_disk):
    store = Store(small_disk / "store")
    (small_disk / "filler").write_bytes(bytes((4 << 20) - os.sysconf("SC_PAGE_SIZE") * 2))
    with pytest.raises(UserError, match="the disk is full"):
        put_specs(store, 10)


def test_what_is_cached_is_no_result(store, chain, finish):
    finish(*chain.terms, chain)
    (store.root / "cache/encoded").mkdir(parents=True)
    assert list(store.verify()) == []
    assert store.prune({stage.key for stage in (*chain.terms, chain)}) == 0
    assert (store.root / "cache/encoded").is_dir()
