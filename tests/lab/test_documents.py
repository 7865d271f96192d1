"""Corpora: shares of kinds, translations that say the same, splits apart, speed and memory."""

import time
import tracemalloc
from collections import Counter
from dataclasses import replace
from itertools import islice

from xstilts.lab.documents import corpus
from xstilts.lab.languages import open_lab
from xstilts.lab.settings import LabSettings


def taken(lab, count, *arguments, **options):
    return list(islice(corpus(lab, *arguments, **options), count))


def test_kinds_come_in_the_shares_of_the_settings(lab):
    kinds = Counter(written.kind for written in taken(lab, 4000, "tr"))
    assert abs(kinds["parallel"] / 4000 - 0.45) < 0.03
    assert abs(kinds["switched"] / 4000 - 0.45) < 0.03


def test_kinds_that_are_asked_for_come_alone_even_where_the_mixture_has_none(lab):
    assert {written.kind for written in taken(lab, 200, "en", kinds=("plain",))} == {"plain"}
    plain = open_lab(replace(lab.settings, parallel=0.0, switched=0.0))
    assert {written.kind for written in taken(plain, 200, "en")} == {"plain"}
    assert {written.kind for written in taken(plain, 200, "en", kinds=("parallel",))} == {"parallel"}


def test_a_world_of_one_language_has_plain_documents_only():
    lab = open_lab(LabSettings(languages=("en",)))
    assert {written.kind for written in taken(lab, 100, "en")} == {"plain"}


def test_a_translation_says_what_the_document_says(lab, checkers):
    by_language = checkers(lab)

    def understood(language, said):
        return [by_language[language].read(sentence).content() for sentence in said.split(" . ")]

    for written in taken(lab, 300, "ja", kinds=("parallel",)):
        assert understood("ja", written.text) == understood(written.translation_language, written.translation)


def test_the_second_sentence_of_a_document_often_follows_from_the_first(lab, checkers):
    checker = checkers(lab)["en"]
    judged = Counter()
    for written in taken(lab, 1500, "en", kinds=("plain",)):
        judged[checker.nli(*(checker.read(sentence) for sentence in written.text.split(" . ")))] += 1
    # Two of three related documents say the first sentence again or generalise it.
    assert abs(judged["entailment"] / 1500 - 0.5) < 0.05


def test_no_document_is_in_two_splits(lab):
    meanings = {
        split: {written.meaning for written in taken(lab, 1500, "en", split)} for split in ("train", "dev", "test")
    }
    assert not meanings["train"] & meanings["test"]
    assert not meanings["dev"] & meanings["test"]


def test_a_hundred_thousand_sentences_take_less_than_ten_seconds_and_no_more_memory_than_a_few(lab):
    list(islice(corpus(lab, "en"), 200))
    tracemalloc.start()
    for _ in islice(corpus(lab, "en"), 500):
        pass
    few = tracemalloc.get_traced_memory()[1]
    tracemalloc.reset_peak()
    for _ in islice(corpus(lab, "en"), 5000):
        pass
    many = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    # Kept, 5,000 documents would take more than 5 MB.
    assert many < few + 1_000_000
    before = time.process_time()
    for _ in islice(corpus(lab, "en"), 10_000):
        pass
    # 20,000 sentences and their translations: a fifth of the sentences in a fifth of the time.
    assert time.process_time() - before < 2.0
