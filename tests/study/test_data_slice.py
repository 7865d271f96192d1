from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xstilts.base.errors import UserError
from xstilts.lab.settings import LabSettings
from xstilts.study.data_slice import DataSlice, declare, examples, kept

PORTION = DataSlice(task="pawsx", languages=("en", "de"), split="test")


@given(st.integers(1, 60), st.integers(0, 60), st.integers(0, 3))
def test_a_cap_is_a_draw_in_the_original_order(cap, count, seed):
    chosen = kept(replace(PORTION, cap=cap, seed=seed), "de", list(map(str, range(count))))
    assert len(chosen) == min(cap, count)
    assert np.all(np.diff(chosen) > 0)
    assert set(chosen) <= set(range(count))


def test_seeds_languages_and_tasks_draw_apart():
    def draw(**changes):
        language = changes.pop("language", "de")
        return kept(replace(PORTION, cap=50, **changes), language, list(map(str, range(1000)))).tolist()

    others = [draw(seed=1), draw(language="en"), draw(task="xnli"), [*range(50)]]
    assert draw() == draw()
    assert all(other != draw() for other in others)


def test_examples_come_by_language_after_the_cap(small_data):
    whole = dict(examples(PORTION, small_data))
    capped = dict(examples(replace(PORTION, cap=5), small_data))
    assert {language: len(found) for language, found in whole.items()} == {"en": 12, "de": 12}
    for language in ("en", "de"):
        ids = [example.id for example in whole[language]]
        places = [ids.index(example.id) for example in capped[language]]
        assert len(places) == 5
        assert places == sorted(places)


def test_an_example_of_another_language_is_refused(small_data, tmp_path):
    mine = tmp_path / "mine.py"
    mine.write_text(
        "from xstilts.task_types.base import Task\n"
        "from xstilts.task_types.classification import Classification, Text\n"
        "def read(paths, language, split):\n"
        "    yield 'f:1', Text(id='7', language='fr', text='x', label='a')\n"
        "TASK = Task(type=Classification(labels=('a',)), languages=('de',), files={'test': ('pawsx/test-de.tsv',)},\n"
        "    read=read, headline='accuracy', licence='', cite='', about='')\n"
    )
    with pytest.raises(
        UserError, match=r"example '7' of the test files for 'de' is in 'fr'.*split the file by language"
    ):
        list(examples(DataSlice(task=str(mine), languages=("de",), split="test"), small_data))


def test_options_replace_fields_of_the_type():
    assert declare("tatoeba", (("layer", 7), ("pooling", "first"))).type.layer == 7
    assert declare("tatoeba").type.layer is None


@pytest.mark.parametrize(
    ("task", "options", "message"),
    [
        ("tatoeba", (("layr", 1),), "tatoeba: no such option 'layr'. Did you mean 'layer'"),
        ("tatoeba", (("special_tokens", "no"),), "option 'special_tokens' is 'no', expected bool"),
        ("pawsx", (("positive", "yes"),), "pawsx: options: positive: no such label 'yes'"),
        ("tatoba", (), "no such task 'tatoba'. Did you mean 'tatoeba'"),
    ],
)
def test_options_that_the_type_does_not_take_are_refused(task, options, message):
    with pytest.raises(UserError, match=message):
        declare(task, options)


def test_a_lab_task_moves_to_the_studys_world_and_others_do_not():
    world = LabSettings(train=7)
    made = DataSlice(task="lab_nli", languages=("en",), split="train", world=world)
    ((_, found),) = examples(made, None)
    assert len(found) == 7
    assert declare("pawsx", (), world) == declare("pawsx")


IDS = [str(number) for number in range(600)]
DEALT = replace(PORTION, draw="one", among=("de", "en", "es"), seed=3)


def test_with_one_language_each_every_example_is_in_one_of_them():
    chosen = {language: kept(DEALT, language, IDS).tolist() for language in DEALT.among}
    assert sorted(place for places in chosen.values() for place in places) == list(range(600))
    assert all(150 < len(places) < 250 for places in chosen.values())  # 200 +- 4 standard deviations


def test_with_two_languages_each_every_example_is_in_two_of_them():
    two = replace(DEALT, draw="two")
    places = [place for language in two.among for place in kept(two, language, IDS).tolist()]
    assert sorted(places) == sorted([*range(600), *range(600)])


@given(st.integers(1, 600), st.integers(1, 600))
def test_a_larger_cap_keeps_what_a_smaller_one_keeps(one, other):
    small, large = (
        {(language, place) for language in DEALT.among for place in kept(replace(DEALT, cap=cap), language, IDS)}
        for cap in sorted((one, other))
    )
    assert small <= large
    assert len(small) == min(one, other)


def test_shuffled_labels_stay_the_same_labels(small_data):
    gold = DataSlice(task="pawsx", languages=("en",), split="train")
    ((_, plain),) = examples(gold, small_data)
    ((_, mixed),) = examples(replace(gold, labels="shuffled", seed=1), small_data)
    assert [example.text for example in mixed] == [example.text for example in plain]
    assert [example.label for example in mixed] != [example.label for example in plain]
    assert sorted(example.label for example in mixed) == sorted(example.label for example in plain)


def test_tags_are_dealt_out_over_all_words(small_data):
    gold = DataSlice(task="udpos", languages=("en",), split="train")
    ((_, plain),) = examples(gold, small_data)
    ((_, mixed),) = examples(replace(gold, labels="shuffled", seed=1), small_data)
    assert [example.words for example in mixed] == [example.words for example in plain]
    assert [example.tags for example in mixed] != [example.tags for example in plain]
    counts = [sorted(tag for example in found for tag in example.tags) for found in (plain, mixed)]
    assert counts[0] == counts[1]


def test_text_without_labels_cannot_be_their_control(small_data):
    with pytest.raises(UserError, match="labels: cannot be shuffled: MaskedLM"):
        dict(examples(DataSlice(task="mlm_text", languages=("en",), split="train", labels="shuffled"), small_data))
