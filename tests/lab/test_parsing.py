"""A sentence of the lab read back says what it was made from."""

from dataclasses import replace
from itertools import islice

import pytest

from xstilts.lab.events import packed
from xstilts.lab.exercises import examples
from xstilts.lab.languages import open_lab, text
from xstilts.lab.parsing import Parser
from xstilts.lab.settings import PRESETS, LabSettings


@pytest.mark.parametrize("exercise", ["paws", "nli", "sentence", "accept"])
@pytest.mark.parametrize("code", ["en", "es", "ru", "tr", "ja"])
def test_every_sentence_is_read_back_as_its_event(code, exercise):
    lab = open_lab(LabSettings(languages=tuple(replace(PRESETS[c], synonyms=0.3) for c in PRESETS if len(c) == 2)))
    parser = Parser(lab.realisers[code])
    for example in islice(examples(lab, exercise, code, "test"), 200):
        for sentence, event in zip(example.sentences, example.meaning, strict=True):
            read, said = parser.event(text(sentence))
            assert packed(read) == packed(event)
            assert read.passive == event.passive
            assert parser.text(read, said) == text(sentence)


def test_what_is_no_sentence_has_no_event():
    lab = open_lab(LabSettings())
    parser = Parser(lab.realisers["en"])
    assert parser.event("") is None
    assert parser.event("these are no words of it") is None
    verb = next(concept.id for concept in lab.world.concepts if concept.kind == "verb")
    assert parser.event(lab.realisers["en"].forms[verb][0][0]) is None


@pytest.mark.parametrize("order", ["VSO", "VOS", "OVS", "OSV"])
def test_other_word_orders_are_read_back_too(order):
    lab = open_lab(LabSettings(languages=("en", replace(PRESETS["ru"], code="xx", order=order, case=True))))
    parser = Parser(lab.realisers["xx"])
    for example in islice(examples(lab, "paws", "xx", "test"), 200):
        for sentence, event in zip(example.sentences, example.meaning, strict=True):
            assert packed(parser.event(text(sentence))[0]) == packed(event)
