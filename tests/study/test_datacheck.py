import gzip
import hashlib
import json

import pytest

from xstilts.base.errors import UserError
from xstilts.study.datacheck import Absent, Count, check_data


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def data(tmp_path):
    write(tmp_path / "xnli/dev-en.tsv", "A cat.\tA dog.\tneutral\nA cat.\tA bird.\tentailment\n")
    write(tmp_path / "xnli/test-de.tsv", "Eine Katze.\tEin Hund.\tneutral\n")
    write(tmp_path / "mlm_text/web/en.txt", "a cat\nsomething else\n")
    return tmp_path


def listed(data, **changes):
    entries = [
        {"file": str(path.relative_to(data)), "sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "rows": rows}
        for path, rows in ((data / "xnli/dev-en.tsv", 2), (data / "mlm_text/web/en.txt", 2))
    ]
    entries[0].update(changes)
    write(data / "index.json", json.dumps({"files": entries}))


def test_rows_are_counted_by_task_split_and_language(data):
    report = check_data(data, ["xnli", "mlm_text"])
    assert report.mistakes == ()
    assert report.counts == (
        Count(task="xnli", split="dev", language="en", rows=2, files=1),
        Count(task="xnli", split="test", language="de", rows=1, files=1),
        Count(task="mlm_text", split="train", language="en", rows=2, files=1),
    )
    absent = next(entry for entry in report.absent if entry.split == "dev")
    assert absent == Absent(
        task="xnli", split="dev", languages=tuple("ar bg de el es fr hi ru sw th tr ur vi zh".split())
    )


def test_evaluation_text_in_training_text_is_reported(data):
    [overlap] = check_data(data, ["xnli", "mlm_text"]).overlaps
    assert (overlap.train, overlap.task, overlap.split, overlap.language) == ("mlm_text", "xnli", "dev", "en")
    assert (overlap.texts, overlap.total, overlap.sample) == (1, 3, "A cat.")


def test_files_are_compared_with_the_index(data):
    listed(data)
    report = check_data(data, ["xnli", "mlm_text"])
    assert report.mistakes == ()
    assert {f.file: f.listed for f in report.fingerprints} == {
        "xnli/dev-en.tsv": True,
        "xnli/test-de.tsv": False,
        "mlm_text/web/en.txt": True,
    }


@pytest.mark.parametrize(
    ("change", "message"),
    [({"sha256": "0" * 64}, "but index.json lists 00000000"), ({"rows": 3}, "2 rows, but index.json lists 3")],
)
def test_a_file_that_is_not_the_listed_one_is_a_mistake(data, change, message):
    listed(data, **change)
    [mistake] = check_data(data, ["xnli", "mlm_text"]).mistakes
    assert mistake.startswith(f"{data / 'xnli/dev-en.tsv'}: ")
    assert message in mistake
    assert mistake.endswith("Copy the file again.")


def test_all_files_mistakes_are_collected_and_the_rest_is_read(data):
    write(data / "xnli/dev-fr.tsv", "a\tb\n")
    write(data / "xnli/dev-ru.tsv", "a\tb\tneutrl\n")
    (data / "xnli/dev-zh.tsv.gz").write_bytes(gzip.compress(b"a\tb\tneutral\n" * 50)[:-9])
    write(data / "tatoeba/v1/tatoeba.deu-eng.deu", "Hallo\n")
    report = check_data(data, ["xnli", "mlm_text", "tatoeba"])
    parts = ("side by side", "2 columns, expected 3", "no such label 'neutrl'", "cannot be read to its end")
    assert [part in mistake for part, mistake in zip(parts, report.mistakes, strict=True)] == [True] * 4
    assert sum(count.rows for count in report.counts) == 5


def test_repairs_are_counted(data):
    write(data / "pawsx/dev-ko.tsv", '"a ""b"""\tc\t1\n')
    [count] = check_data(data, ["pawsx"]).counts
    assert count.repairs == (("file with CSV quotes around texts: quotes taken off", 1),)


def test_progress_is_told(data):
    steps = []
    check_data(data, ["xnli", "mlm_text"], progress=steps.append)
    assert [(step.done, step.total) for step in steps] == [(0, 3), (1, 3), (2, 3)]
    assert steps[2].note == "mlm_text train en"


def test_evaluation_sets_of_different_tasks_are_compared_as_well(data):
    write(data / "pawsx/dev-en.tsv", "A cat.\tB\t1\n")
    found = {(o.train, o.task, o.split): o.texts for o in check_data(data, ["xnli", "pawsx"]).overlaps}
    assert found == {("pawsx (dev)", "xnli", "dev"): 1, ("xnli (dev)", "pawsx", "dev"): 1}


def test_two_processes_find_what_one_does(data):
    write(data / "xnli/dev-ru.tsv", "a\tb\tneutrl\n")
    assert check_data(data, ["xnli", "mlm_text"], processes=2) == check_data(data, ["xnli", "mlm_text"])


def test_a_missing_or_empty_folder_is_refused(tmp_path):
    with pytest.raises(UserError, match=r"gone: no such folder\. Pass the folder of data sets with --data"):
        check_data(tmp_path / "gone")
    with pytest.raises(UserError, match="no file of xnli is in it"):
        check_data(tmp_path, ["xnli"])


def test_an_index_of_another_form_is_refused(data):
    write(data / "index.json", "[]")
    with pytest.raises(UserError, match=r"index\.json: expected an object with `files`"):
        check_data(data, ["xnli"])


def test_real_data_is_read_as_listed_and_known_overlaps_are_found(shared_data):
    report = check_data(shared_data, ["sick", "snli", "rte", "pawsx", "paws_wiki", "xnli"])
    assert report.mistakes == ()
    assert all(fingerprint.listed for fingerprint in report.fingerprints)
    found = {(o.train, o.task) for o in report.overlaps if o.texts}
    assert ("sick", "sick") in found  # SICK's sentences come in several pairs
    assert ("paws_wiki", "pawsx") not in found
