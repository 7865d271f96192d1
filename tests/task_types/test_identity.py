"""What a task declares and the code behind it are part of the identity of results."""

import sys
from dataclasses import replace
from functools import reduce

import pytest

from xstilts.study.data_folder import DataFolder
from xstilts.study.data_slice import DataSlice
from xstilts.task_types import classification, tokens
from xstilts.task_types.identity import _digest, task_digest
from xstilts.task_types.retrieval import SentenceRetrieval
from xstilts.tasks import pawsx, tatoeba, xnli

MOOD = """
from moods import clean
from xstilts.task_types.base import Task
from xstilts.task_types.classification import Classification, Text

def read(paths, language, split):
    \"\"\"Reads moods.\"\"\"
    for path in paths:
        for number, line in enumerate(path.read_text().splitlines()):
            text, label = line.split("\\t")
            yield f"{path}:{number}", Text(id=str(number), language=language, text=text, label=clean(label))

TASK = Task(type=Classification(labels=("good", "bad")), languages=("en",), files={"test": ("pawsx/test-en.tsv",)},
    read=read, headline="accuracy", licence="own", cite="own", about="moods")
"""
HELPER = """
def clean(label):
    return label.lower()
"""


@pytest.fixture(autouse=True)
def _anew():
    _digest.cache_clear()
    yield
    _digest.cache_clear()


def test_labels_in_another_order_are_another_task(monkeypatch):
    before = task_digest("xnli", scoring=False)
    kind = replace(xnli.TASK.type, labels=xnli.TASK.type.labels[::-1])
    monkeypatch.setattr(xnli, "TASK", replace(xnli.TASK, type=kind))
    _digest.cache_clear()
    assert task_digest("xnli", scoring=False) != before


def test_another_pooling_is_another_task(monkeypatch):
    before = task_digest("tatoeba", scoring=False)
    assert isinstance(tatoeba.TASK.type, SentenceRetrieval)
    monkeypatch.setattr(tatoeba, "TASK", replace(tatoeba.TASK, type=replace(tatoeba.TASK.type, pooling="cls")))
    _digest.cache_clear()
    assert task_digest("tatoeba", scoring=False) != before


def test_another_reader_or_setting_of_it_is_another_task(monkeypatch):
    before = task_digest("pawsx", scoring=False)
    for reader in (xnli.TASK.read, replace(pawsx.TASK.read, csv_quotes=not pawsx.TASK.read.csv_quotes)):
        monkeypatch.setattr(pawsx, "TASK", replace(pawsx.TASK, read=reader))
        _digest.cache_clear()
        assert task_digest("pawsx", scoring=False) != before


def test_what_only_people_read_of_a_declaration_does_not_count(monkeypatch):
    before = task_digest("pawsx", scoring=True)
    monkeypatch.setattr(pawsx, "TASK", replace(pawsx.TASK, about="sentences", cite="", notes=("dirty",)))
    _digest.cache_clear()
    assert task_digest("pawsx", scoring=True) == before


def test_the_code_that_encodes_counts_for_training_and_the_code_that_scores_does_not(monkeypatch):
    def both():
        _digest.cache_clear()
        return [task_digest("pawsx", scoring=scoring) for scoring in (False, True)]

    before = both()
    with monkeypatch.context() as patched:
        patched.setattr(classification, "pairs", zip)
        assert [now == then for now, then in zip(both(), before, strict=True)] == [True, False]
    with monkeypatch.context() as patched:
        patched.setattr(tokens, "encodings", len)
        assert [now == then for now, then in zip(both(), before, strict=True)] == [False, False]
    assert both() == before


@pytest.fixture
def mood(tmp_path, monkeypatch, small_data):
    """Fingerprints of a user's task, written with replacements in it and in the helper that it imports."""
    folder = tmp_path / "mine"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)

    def make(*replacements):
        for name, text in (("mood", MOOD), ("moods", HELPER)):
            written = reduce(lambda so_far, pair: so_far.replace(*pair), replacements, text)
            (folder / f"{name}.py").write_text(written)
        for name in [name for name in sys.modules if name == "moods" or name.startswith("xstilts_user_")]:
            del sys.modules[name]  # as a new process would find them
        _digest.cache_clear()
        data_slice = DataSlice(task=str(folder / "mood.py"), languages=("en",), split="test")
        return DataFolder(small_data).fingerprint(data_slice)

    yield make
    sys.modules.pop("moods", None)


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ('("good", "bad")', '("bad", "good")', False),
        ("label.lower()", "label.upper()", False),
        ('split("', 'rsplit("', False),
        ("Reads moods.", "Reads the moods of people.", True),
        ("    return label", "    # as it is written\n    return label", True),
        ('about="moods"', 'about="moods of people"', True),
    ],
)
def test_a_users_task_and_its_helper_count_by_what_they_do(mood, old, new, same):
    before = mood()
    assert [name.rpartition("/")[2] for name, _ in before] == ["test-en.tsv", "mood.py (declaration and code)"]
    assert (mood((old, new)) == before) == same
