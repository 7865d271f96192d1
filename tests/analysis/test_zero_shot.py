"""Which languages are averaged follows from what each recipe's models have seen, not from English."""

import pytest

from xstilts.analysis.contrast import Contrast
from xstilts.analysis.panel import Panel
from xstilts.analysis.transfer import transfer
from xstilts.analysis.verdict import judge
from xstilts.study.exposure import Exposure

CLAIM = Contrast(claim="it helps", better="nli", than="none", on=("t",), smallest_effect=1.0)
LEVELS = {"none": 0.4, "nli": 0.6}


def seen(*languages, labels=()):
    return Exposure(source=languages, labels=frozenset((*languages, *labels)))


def panel(invent, languages, exposures, source_level=0.9):
    """Five seeds in these languages, without noise: a source language scores `source_level` for both recipes."""
    return Panel.of(
        invent.cell(
            [i < 100 * (source_level if language in exposures[recipe].source else level) for i in range(100)],
            recipe=recipe,
            language=language,
            seed=seed,
            exposure=exposures[recipe],
        )
        for recipe, level in LEVELS.items()
        for language in languages
        for seed in range(5)
    )


def gain(found):
    return next(entry.gain.value for entry in transfer(found, draws=50).summaries if entry.recipe == "nli")


@pytest.mark.parametrize("source", ["lang1", "ja", "en"])
def test_the_training_language_is_left_out_of_the_mean_whatever_it_is(invent, source):
    found = panel(invent, (source, "lang2", "de"), dict.fromkeys(LEVELS, seen(source)))
    assert gain(found) == pytest.approx(20.0)
    judged = judge(found, [CLAIM], draws=100)[0]
    assert judged.estimate.value == pytest.approx(20.0)
    assert judged.gates[-1].detail == f"left out, since a recipe has seen labels of the task in them: t ({source})"


def test_the_target_gate_fires_in_the_language_of_training(invent):
    found = panel(invent, ("lang1", "lang2"), dict.fromkeys(LEVELS, seen("lang1")), source_level=0.05)
    judged = judge(found, [CLAIM], draws=100)[0]
    assert judged.reason.startswith("gate: targets learned")
    assert "(lang1) 5.0" in next(gate.detail for gate in judged.gates if gate.name.startswith("targets learned"))


def test_translated_training_data_are_seen_languages(invent):
    found = panel(invent, ("en", "de", "tr"), dict.fromkeys(LEVELS, seen("en", "de")))
    summary = next(entry for entry in transfer(found, draws=50).summaries if entry.recipe == "none")
    assert summary.score.value == pytest.approx(40.0)
    assert summary.score_source.value == pytest.approx(90.0)
    assert summary.gap.value == pytest.approx(50.0)


def test_a_contrast_averages_over_languages_that_are_zero_shot_for_both_and_names_the_others(invent):
    found = panel(invent, ("en", "de", "tr"), {"none": seen("en"), "nli": seen("en", labels=("de",))})
    judged = judge(found, [CLAIM], draws=100)[0]
    assert {key.split("-")[2] for key in judged.keys} == {"tr"}
    assert judged.gates[-1] == (
        "languages are zero-shot for both recipes",
        True,
        "left out, since a recipe has seen labels of the task in them: t (en, de)",
    )
    none = next(entry for entry in transfer(found, draws=50).summaries if entry.recipe == "none")
    assert none.score.n == 100
    assert found.zero_shot("e", "t", ("none",)) == ("de", "tr")


def test_a_study_of_retrieval_only_has_no_source_and_english_counts(invent):
    found = panel(invent, ("en", "de"), dict.fromkeys(LEVELS, Exposure()))
    assert gain(found) == pytest.approx(20.0)
    judged = judge(found, [CLAIM], draws=100)[0]
    assert {key.split("-")[2] for key in judged.keys} == {"en", "de"}
    assert all(entry.gap is None for entry in transfer(found, draws=50).summaries)


def test_languages_that_a_claim_names_stay_and_are_told(invent):
    found = panel(invent, ("en", "de"), dict.fromkeys(LEVELS, seen("en")))
    asked = Contrast(**{**CLAIM.__dict__, "languages": ("en", "de")})
    judged = judge(found, [asked], draws=100)[0]
    assert judged.estimate.value == pytest.approx(10.0)
    assert (judged.gates[-1].passed, judged.gates[-1].detail) == (
        None,
        "named by the claim, though a recipe has seen labels of the task in them: t (en)",
    )


def test_without_any_common_zero_shot_language_nothing_is_judged(invent):
    found = panel(invent, ("en", "de"), {"none": seen("en"), "nli": seen("de")})
    judged = judge(found, [CLAIM], draws=50)[0]
    assert (judged.kind, judged.estimate) == ("inconclusive", None)
    assert judged.gates[0].detail == "no score in a language that is zero-shot for nli and none on t"
