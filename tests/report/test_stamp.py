"""The stamp of a report changes with everything that the page shows, and with nothing else."""

from dataclasses import replace

import pytest

from xstilts.base import files
from xstilts.graph import recipe
from xstilts.graph.plain import canonical
from xstilts.graph.store import Store
from xstilts.report import stamp as stamps
from xstilts.study.data_folder import DataFolder
from xstilts.study.expansion import expand as expansions
from xstilts.study.settings import study as studies


@pytest.fixture
def study(small_study):
    return studies.read(small_study)


@pytest.fixture
def expansion(study, small_data):
    return expansions.expand(study, DataFolder(small_data))


@pytest.fixture
def store(expansion, tmp_path):
    """A store in which the first score and all under it are finished."""
    made = Store(tmp_path / "store")
    for stage in expansions.closure([expansion.cells[0].score]):
        made.put_spec(stage)
        folder = made.folder(stage)
        folder.mkdir(parents=True)
        files.write_json(folder / recipe.NAME, {"seconds": 1.0})
        files.write_json(folder / "manifest.json", {})
    assert made.has(expansion.cells[0].score)
    return made


def stamp(study, expansion, store, **options):
    return stamps.stamp(study, expansion, store, **{"command": "xstilts run s.yaml", "figures": True, **options})


def test_the_same_results_have_the_same_stamp(study, expansion, store):
    assert stamp(study, expansion, store) == stamp(study, expansion, store)


def test_what_the_page_shows_is_in_the_stamp(study, expansion, store, monkeypatch):
    first = stamp(study, expansion, store)
    found = {
        "question": stamp(replace(study, question="Another?"), expansion, store),
        "command": stamp(study, expansion, store, command="xstilts report s.yaml"),
        "figures": stamp(study, expansion, store, figures=False),
        "notes": stamp(study, replace(expansion, notes=("a stand-in",)), store),
        "missing": stamp(study, replace(expansion, cells=expansion.cells[:-1]), store),
    }
    files.write_json(store.folder(expansion.cells[0].score) / recipe.NAME, {"seconds": 2.0})
    found["provenance"] = stamp(study, expansion, store)
    monkeypatch.setattr(stamps, "_code", lambda: "changed")
    found["code"] = stamp(study, expansion, store)
    assert len({first, *found.values()}) == 1 + len(found), canonical(found)


def test_a_tasks_notes_are_in_the_stamp(study, expansion, store, monkeypatch):
    first = stamp(study, expansion, store)
    kind = type(expansion.cells[0])
    declared = expansion.cells[0].declared
    monkeypatch.setattr(kind, "declared", property(lambda cell: replace(declared, notes=("read with care",))))
    assert stamp(study, expansion, store) != first


def test_templates_and_code_are_read(tmp_path):
    (tmp_path / "a.py").write_text("x = 1")
    first = stamps._digest(tmp_path.rglob("*.*"))
    (tmp_path / "a.py").write_text("x = 2")
    assert stamps._digest(tmp_path.rglob("*.*")) != first
    folders = {path.suffix for name in stamps.CODE for path in stamps.sources(name)}
    assert {".py", ".j2", ".css", ".js"} <= folders


def test_a_page_is_unchanged_only_beside_its_own_stamp(tmp_path):
    assert stamps.unchanged(tmp_path, "a") is None
    (tmp_path / stamps.PAGE).write_text("page")
    stamps.note(tmp_path, "a")
    assert stamps.unchanged(tmp_path, "a") == tmp_path / stamps.PAGE
    assert stamps.unchanged(tmp_path, "b") is None
