"""Lab tasks: tasks like any other, without files."""

from dataclasses import replace
from pathlib import Path

import pytest

from xstilts.base import plugins
from xstilts.base.errors import UserError
from xstilts.lab.languages import open_lab
from xstilts.lab.settings import LabSettings
from xstilts.readers.lab import in_world
from xstilts.task_types.base import Task, find_task, load

NOWHERE = Path("no/such/folder")
SMALL = LabSettings(seed=5, train=40, dev=20, test=30, documents=25)
TASKS = sorted(name for name in plugins.names("xstilts.tasks") if name.startswith("lab_"))


def small(name: str, settings: LabSettings = SMALL) -> Task:
    return in_world(find_task(name), settings)


POOLS = ("lab_bucc", "lab_lareqa")
"""An item gives several examples."""


@pytest.mark.parametrize("name", TASKS)
def test_every_lab_task_loads_in_every_language_and_split_without_a_folder(name):
    task = small(name)
    assert task.splits
    for split in task.splits:
        assert task.languages_of(NOWHERE, split) == task.languages
        ids = set()
        for language in task.languages:
            examples = load(task, name, NOWHERE, language, split)
            corpus = task.made.kind.startswith("corpus")
            if name not in (*POOLS, "lab_lexicon"):
                assert len(examples) == {"train": 25 if corpus else 40, "dev": 20, "test": 30}[split]
            assert {example.language for example in examples} == {language}
            ids.add(tuple(example.id for example in examples))
        if name == "lab_lexicon":  # a language may lack a word of grammar
            continue
        # Translations share their ids; documents have no translations but their own. A pool begins with what is asked.
        assert len(ids) == (len(task.languages) if corpus else 1)


def test_the_dictionary_translates_every_word_by_all_that_say_the_same():
    task = small("lab_lexicon")
    realisers = open_lab(SMALL).realisers
    first, own = (realisers[code].forms for code in (SMALL.codes[0], "tr"))
    examples = load(task, "lab_lexicon", NOWHERE, "tr", "test")
    links = {(entry.word, translation) for entry in examples for translation in entry.translations}
    assert links == {
        (" ".join(way), " ".join(other)) for concept, ways in enumerate(first) for way in ways for other in own[concept]
    }
    assert len({entry.id for entry in examples}) == len(examples) > 50


def test_piles_have_the_sentences_of_test_and_those_of_dev_to_tune_on():
    examples = load(small("lab_bucc"), "lab_bucc", NOWHERE, "tr", "test")
    for tuning, items in ((False, 30), (True, 20)):
        own = [example for example in examples if example.tuning == tuning]
        pivot = {example.id for example in own if example.english}
        sources = [example for example in own if not example.english]
        matched = [match for example in sources for match in example.matches]
        assert len(sources) == items
        assert len(pivot) == items + len(matched)
        assert set(matched) <= pivot
        assert 0 < len(matched) < items
    # Where dev itself is the target, nothing else chooses its threshold.
    assert not any(example.tuning for example in load(small("lab_bucc"), "lab_bucc", NOWHERE, "tr", "dev"))


def test_a_pool_holds_every_event_once_a_language_and_languages_ask_for_the_same():
    russian, turkish = (load(small("lab_lareqa"), "lab_lareqa", NOWHERE, code, "test") for code in ("ru", "tr"))
    queries = [example for example in turkish if not example.candidate]
    pool = [example for example in turkish if example.candidate]
    assert (len(queries), len(pool), len({example.id for example in pool})) == (30, 150, 150)
    assert sum(not example.foreign for example in pool) == 30
    assert [example.relevant for example in turkish] == [example.relevant for example in russian]
    assert all({f"{code}/{query.id}" for code in SMALL.codes} <= set(query.relevant) for query in queries)


@pytest.mark.parametrize("name", TASKS)
def test_a_fingerprint_changes_with_everything_that_changes_the_examples(name):
    made = small(name).made
    base = made.fingerprint("ja", "test")
    assert base == small(name).made.fingerprint("ja", "test")
    others = [
        made.fingerprint("tr", "test"),
        made.fingerprint("ja", "dev"),
        small(name, replace(SMALL, seed=6)).made.fingerprint("ja", "test"),
        small(name, replace(SMALL, nouns=10)).made.fingerprint("ja", "test"),
    ]
    assert len({base, *others}) == 5


def test_fingerprints_tell_data_apart():
    """Tasks that read the same documents, to learn from or as a probe, share theirs."""
    made = {name: small(name).made for name in TASKS}
    prints = {name: data.fingerprint("ja", "test") for name, data in made.items()}
    assert len(set(prints.values())) == len({data.kind for data in made.values()}) == len(TASKS) - 2
    assert prints["lab_text"] == prints["lab_lm_loss"]
    assert prints["lab_retrieval"] == prints["lab_alignment"]


def test_another_world_brings_its_languages_and_its_language_of_training():
    world = replace(SMALL, languages=("lang1", "lang5"))
    assert small("lab_nli", world).languages == ("lang1", "lang5")
    assert small("lab_nli", world).train_language == "lang1"
    assert small("lab_retrieval", world).languages == ("lang5",)


def test_every_label_and_tag_that_a_task_declares_is_found_in_its_data():
    world = replace(SMALL, train=600)
    for name in ("lab_nli", "lab_paws", "lab_topic", "lab_accept"):
        task = small(name, world)
        assert {example.label for example in load(task, name, NOWHERE, "en", "train")} == set(task.type.labels)
    for name in ("lab_ner", "lab_srl", "lab_pos"):
        task = small(name, world)
        said = {tag for example in load(task, name, NOWHERE, "en", "train") for tag in example.tags}
        assert set(task.type.tags) - said <= {"PRON", "I-V", "I-TMP"}, name


def test_only_lab_tasks_move_to_another_world():
    file_task = replace(find_task("lab_nli"), made=None)
    with pytest.raises(UserError, match="only tasks of the lab can move to another world"):
        in_world(file_task, SMALL)
