"""Every label of every exercise, worked out again by a checker that reads the sentences."""

from dataclasses import replace
from itertools import islice

import pytest

from xstilts.base.errors import UserError
from xstilts.lab import bitext, reading
from xstilts.lab.exercises import EXERCISES, examples, first
from xstilts.lab.languages import names, open_lab, parts_of_speech, roles, text
from xstilts.lab.settings import LabLanguage

TAKEN = 92
"""Examples of each exercise, language and lab: 11 x 5 x 2 x 92 are 10,120."""


def judged(checker, exercise, example):
    """The label that the checker gives; where an exercise asks for no label, its own if all else is right."""
    said = [checker.read(text(sentence)) for sentence in example.sentences]
    if exercise in ("nli", "paws", "sts"):
        return getattr(checker, exercise)(*said)
    if exercise in ("topic", "accept"):
        return getattr(checker, exercise)(said[0])
    if exercise == "choice":
        (only,) = checker.choice(said[0], said[1:])
        assert {checker.accept(choice) for choice in said[1:]} == {"1"}
        assert {choice.nouns["agent"] for choice in said[1:]} == {said[0].nouns["agent"]}
        return only
    if exercise == "qa":
        span = reading.span(example.sentences, example.label)
        context = span.context.split(" . ")
        assert checker.answer(context, said[2]) == [span.answer]
        assert span.context[span.start : span.start + len(span.answer)] == span.answer
    if exercise == "lareqa":
        assert len(checker.answer([text(example.sentences[0])], said[1])) == 1
    if exercise == "bucc":
        assert checker.paws(*said) == "0"
    return example.label


@pytest.mark.parametrize("exercise", EXERCISES)
@pytest.mark.parametrize("which", ["lab", "zoo"])
def test_a_reader_of_the_sentences_gives_every_label_that_the_generator_gave(exercise, which, checkers, request):
    lab = request.getfixturevalue(which)
    disagreements = []
    for code, checker in checkers(lab).items():
        for example in first(lab, exercise, code, "train", TAKEN):
            if judged(checker, exercise, example) != example.label:
                disagreements.append((code, example))
    assert disagreements == []


@pytest.mark.parametrize("which", ["lab", "zoo"])
def test_tags_of_words_are_those_that_a_reader_gives(which, checkers, request):
    lab = request.getfixturevalue(which)
    for code, checker in checkers(lab).items():
        for example in first(lab, "sentence", code, "dev", 200):
            (sentence,) = example.sentences
            tags = zip(parts_of_speech(lab.world, sentence), names(lab.world, sentence), roles(sentence), strict=True)
            assert list(tags) == checker.read(text(sentence)).tags


def test_languages_say_the_same_items_and_a_reader_of_each_understands_the_same(lab, checkers):
    by_language = checkers(lab)
    streams = [examples(lab, "sentence", code, "test") for code in by_language]
    for translations in islice(zip(*streams, strict=True), 200):
        assert len({example.id for example in translations}) == 1
        meanings = [
            by_language[example.language].read(text(example.sentences[0])).content() for example in translations
        ]
        assert all(meaning == meanings[0] for meaning in meanings)


@pytest.mark.parametrize("exercise", [name for name, entry in EXERCISES.items() if entry.labels])
def test_labels_come_about_equally_often(exercise, lab):
    found = [example.label for example in first(lab, exercise, "en", "train", 3000)]
    labels = EXERCISES[exercise].labels
    for label in labels:
        assert abs(found.count(label) / len(found) - 1 / len(labels)) < 0.03


def test_splits_share_no_item_and_a_test_set_repeats_nothing(lab):
    said = {
        split: [example.meaning for example in first(lab, "nli", "en", split, 500)]
        for split in ("train", "dev", "test")
    }
    assert not set(said["train"]) & set(said["test"])
    assert not set(said["dev"]) & set(said["test"])
    premises = [meaning[0]._replace(passive=False, fronted=False) for meaning in said["test"]]
    assert len(set(premises)) == len(premises)


def test_the_same_settings_give_the_same_examples_and_another_seed_gives_others(lab):
    again = open_lab(replace(lab.settings, test=7))
    other = open_lab(replace(lab.settings, seed=1))
    assert first(again, "paws", "ja", "dev", 50) == first(lab, "paws", "ja", "dev", 50)
    assert first(other, "paws", "ja", "dev", 50) != first(lab, "paws", "ja", "dev", 50)


def test_a_language_added_at_the_end_changes_no_sentence_of_the_others(lab):
    more = open_lab(replace(lab.settings, languages=(*lab.settings.languages, LabLanguage(code="new", order="VSO"))))
    assert first(more, "nli", "tr", "dev", 50) == first(lab, "nli", "tr", "dev", 50)


def test_piles_hold_each_meaning_once_and_pairs_are_translations(lab, checkers):
    by_language = checkers(lab)
    piles = bitext.piles(lab, "tr", "test", 300)
    source = {name: by_language["tr"].read(said).content() for name, said in piles.source.items()}
    target = {name: by_language["en"].read(said).content() for name, said in piles.target.items()}
    same = {(one, other) for one, a in source.items() for other, b in target.items() if a == b}
    assert same == set(piles.pairs)
    assert len(piles.source) == 300
    assert 100 < len(piles.pairs) < 200


def test_an_unknown_exercise_and_an_unknown_language_are_refused_by_name(lab):
    with pytest.raises(UserError, match=r"no such exercise of the lab 'nil'\. Did you mean 'nli'"):
        next(examples(lab, "nil", "en", "train"))
    with pytest.raises(UserError, match="no such language of the lab 'fr'"):
        next(examples(lab, "nli", "fr", "train"))


def test_what_answers_a_question_of_a_pool_is_what_a_reader_says_answers_it(lab, checkers):
    checker = checkers(lab)["ru"]
    found = first(lab, "lareqa", "ru", "test", 150)
    statements = [text(example.sentences[0]) for example in found]
    for example in found[:40]:
        asked = checker.read(text(example.sentences[1]))
        known = "patient" if example.label == "agent" else "agent"
        read = [
            meaning.verb == asked.verb and meaning.nouns[known] == asked.nouns[known]
            for meaning in map(checker.read, statements)
        ]
        assert read == [reading.answers(e.meaning[0], example.meaning[1], example.label) for e in found]
        assert read.count(True) >= 1
