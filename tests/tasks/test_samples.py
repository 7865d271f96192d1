"""Every format is read without any data at hand: `tests/samples` has a few sentences of our own in each of them."""

from pathlib import Path

import pytest

from xstilts.base import plugins
from xstilts.study.datacheck import check_data
from xstilts.task_types.base import Repair, Task, find_task, read

SAMPLES = Path(__file__).parents[1] / "samples"

ROWS = [
    ("xnli", "test", "de", 2, lambda e: (e.second, e.label) == ("Ein Tier ruht.", "entailment")),
    ("mnli", "train", "en", 1, lambda e: (e.text, e.label) == ("Two boats left at dawn.", "entailment")),
    ("americasnli", "test", "qu", 1, lambda e: (e.id, e.second) == ("5", "Allqu puñuchkan.")),
    ("pawsx", "test", "fr", 2, lambda e: (e.text, e.label) == ("Le pont relie la ville au port.", "1")),
    ("jnli", "dev", "ja", 1, lambda e: (e.id, e.text) == ("7", "犬が川で泳いでいる。")),
    ("stsb_multi_mt", "dev", "de", 2, lambda e: (e.second, e.label) == ("Ein Mann, alt, spielt Flöte.", 4.2)),
    ("anli", "dev", "en", 3, lambda e: (e.id, e.label) == ("a-1", "entailment")),
    ("snli", "dev", "en", 2, lambda e: (e.text, e.label) == ("A child holds a kite.", "entailment")),
    ("hellaswag", "dev", "en", 1, lambda e: (e.label, e.choices[2]) == (2, "waits until it boils.")),
    ("assin2", "dev", "pt", 2, lambda e: (e.text, e.label) == ("Um gato dorme & sonha", "entailment")),
    ("assin2_similarity", "dev", "pt", 2, lambda e: e.label == 4.5),
    ("xquad", "test", "en", 1, lambda e: e.answers == (("by the river Lenne", 20),)),
    ("squad2", "dev", "en", 1, lambda e: e.answers == ()),
    ("tydiqa", "test", "fi", 1, lambda e: (e.id, e.answers) == ("finnish-12-0", (("joen rannalla", 15),))),
    ("qamr", "dev", "en", 1, lambda e: (e.context[14:27], e.answers) == ("keys ( all th", (("Anna", 0),))),
    ("commonsenseqa", "dev", "en", 1, lambda e: (e.context, e.label) == ("Where do you keep bread?", 1)),
    ("cosmosqa", "dev", "en", 1, lambda e: e.context == "We missed the train, again. Why were they late?"),
    ("xcopa", "test", "et", 1, lambda e: e.context == "Ese kukkus maha. What happened as a result?"),
    ("socialiqa", "dev", "en", 1, lambda e: (e.choices[e.label], e.label) == ("thankful", 1)),
    ("panx", "dev", "sw", 2, lambda e: e.tags == ("B-PER", "I-PER", "O", "B-LOC")),
    ("udpos", "test", "pl", 1, lambda e: e.words == ("Kot", "śpi", ".")),
    ("udpos", "test", "it", 1, lambda e: e.words == ("Va", "al", "mare", ".")),
    ("erg_supertags", "dev", "en", 1, lambda e: e.tags == ("d_-", "n_-", "v_-")),
    ("ccg", "dev", "en", 2, lambda e: e.tags == ("N", "S[dcl]\\NP")),
    ("xsid_intents", "test", "de", 1, lambda e: (e.text, e.label) == ("Wecke mich um sieben", "alarm/set_alarm")),
    ("xsid_slots", "test", "de", 1, lambda e: e.tags == ("O", "O", "B-datetime", "I-datetime")),
    ("xed", "train", "fi", 1, lambda e: e.label == "joy"),
    ("tatoeba", "test", "eu", 2, lambda e: e.translation == "The cat is asleep."),
    ("xnli_parallel", "test", "de", 2, lambda e: (e.text, e.translation) == ("Ein Tier ruht.", "An animal rests.")),
    ("bucc2018", "dev", "de", 4, lambda e: (e.id, e.matches, e.english) == ("de-1", (), False)),
    ("lareqa", "test", "de", 5, lambda e: set(e.relevant) == {"de/0/0/1", "en/0/0/1"}),
    ("mewslix", "dev", "pl", 3, lambda e: e.text == "Most nad {E} Wisłą {/E} stoi."),
    ("mlm_text", "train", "sw", 1, lambda e: e.text == "Paka analala."),
    ("parallel", "train", "sw", 2, lambda e: (e.text, e.translation) == ("Osha mikono yako.", "Wash your hands.")),
    ("parallel", "train", "tr", 1, lambda e: (e.text, e.translation) == ("İçeri gel.", "Come in.")),
    ("tico19", "test", "sw", 2, lambda e: e.translation == "Wash your hands."),
    ("tico19_loss", "test", "sw", 2, lambda e: e.text == "Osha mikono yako."),
    ("gatitos", "test", "es", 1, lambda e: (e.id, e.translations) == ("cat", ("gato",))),
    ("omw", "test", "de", 1, lambda e: (e.id, e.translations) == ("sleep", ("schlafen",))),
    ("code_switched", "train", "de", 2, lambda e: e.text != "Die Katze schläft im Haus."),
]
"""Task, split, language, how many examples, and what the first of them is known to be."""


@pytest.mark.parametrize(("name", "split", "language", "rows", "right"), ROWS)
def test_a_sample_is_read_as_what_it_says(name, split, language, rows, right):
    found = [entry for _, entry in read(find_task(name), name, SAMPLES, language, split)]
    examples = [entry for entry in found if not isinstance(entry, Repair)]
    assert len(examples) == rows
    assert right(examples[0]), examples[0]


def reader(name: str, task: Task) -> str:
    """What reads a task's files; a reader that is put together from others counts as its task's own."""
    function = getattr(task.read, "__qualname__", type(task.read).__qualname__)
    return name if "<locals>" in function else f"{task.read.__module__}.{function}"


def test_every_reader_has_a_sample():
    tasks = {name: find_task(name) for name in plugins.names("xstilts.tasks")}
    every = {reader(name, task) for name, task in tasks.items() if not task.made}
    assert every - {reader(name, tasks[name]) for name, *_ in ROWS} == set()


def test_the_samples_have_no_mistake():
    report = check_data(SAMPLES)
    assert report.mistakes == ()
    assert {(count.task, count.split, count.language) for count in report.counts} >= {row[:3] for row in ROWS}
