"""Each verdict on scores made for it, its gates, and how often two copies of one method are told apart."""

import json

import numpy as np
import pytest

from xstilts.analysis.contrast import Contrast
from xstilts.analysis.gates import Facts, LearnedCheck
from xstilts.analysis.panel import Panel
from xstilts.analysis.verdict import judge
from xstilts.metrics.metric import ACCURACY


def contrast(**changes):
    given = {"claim": "nli helps", "better": "nli", "than": "none", "on": ("t",), "smallest_effect": 1.0}
    return Contrast(**{**given, **changes})


def levels(none=0.5, nli=0.5, english=0.8):
    return {
        (recipe, language): english if language == "en" else level
        for recipe, level in (("none", none), ("nli", nli))
        for language in ("en", "de", "tr")
    }


def verdict(invent, facts=None, smallest_effect=1.0, **options):
    given = {"seeds": 5, "items": 500, "spread": 0.01, **options}
    shares = levels(**{name: given.pop(name) for name in ("none", "nli", "english") if name in given})
    asked = [contrast(smallest_effect=smallest_effect)]
    return judge(invent.panel(shares, **given), asked, facts, draws=1000)[0]


def test_a_large_gain_is_supported(invent):
    found = verdict(invent, nli=0.62)
    assert (found.kind, found.reason) == ("supported", "")
    assert found.sentence.startswith(
        "“nli helps” is supported: on t, averaged over the zero-shot languages, nli scores +"
    )
    assert found.sentence.endswith("at least the 1 point that would matter.")
    assert found.estimate.low > 0
    assert found.holm_p < 0.05


def test_a_large_loss_contradicts(invent):
    found = verdict(invent, nli=0.38)
    assert (found.kind, found.reason) == ("not supported", "contradicted")
    assert "−" in found.sentence


def test_a_difference_within_the_smallest_effect_is_none(invent):
    found = verdict(invent, smallest_effect=8.0)
    assert (found.kind, found.reason) == ("not supported", "no meaningful effect")
    assert found.equivalence_p < 0.05
    assert found.sentence.endswith("within the 8 points below which a difference does not matter.")


def test_a_wide_interval_is_inconclusive_and_says_how_many_seeds_would_do(invent):
    found = verdict(invent, nli=0.56, spread=0.06, seeds=3, random=1)
    assert found.kind == "inconclusive"
    assert found.seeds_needed > 3
    assert f"about {found.seeds_needed} seeds would decide it" in found.sentence
    assert found.detectable > abs(found.estimate.value)


def test_few_items_cannot_be_mended_by_seeds(invent):
    cells = [
        invent.cell(values, recipe=recipe, seed=seed)
        for recipe, values in (("none", [1, 0, 1, 0, 1, 0]), ("nli", [1, 1, 0, 1, 0, 1]))
        for seed in range(4)
    ]
    found = judge(Panel.of(cells), [contrast()], draws=1000)[0]
    assert found.kind == "inconclusive"
    assert "more test items might" in found.sentence


def test_one_seed_is_inconclusive(invent):
    found = verdict(invent, nli=0.7, seeds=1)
    assert found.kind == "inconclusive"
    assert "one seed says nothing about others" in found.sentence


CHECK = LearnedCheck(encoder="e", recipe="nli", task="mnli", language="en", metric=ACCURACY, value=40.0, guess=33.3)
GATED = [
    ("targets learned", {"english": 0.32, "none": 0.35, "nli": 0.35, "guess": 25.0}, Facts()),
    ("zero-shot above chance", {"nli": 0.5, "guess": 60.0}, Facts()),
    ("room below the ceiling", {"nli": 0.995}, Facts()),
    ("intermediate tasks learned", {"nli": 0.7}, Facts(intermediate=(CHECK,))),
]


@pytest.mark.parametrize(("name", "shares", "facts"), GATED)
def test_a_failed_gate_makes_it_inconclusive_and_names_itself(invent, name, shares, facts):
    found = verdict(invent, facts, **shares)
    assert found.kind == "inconclusive"
    assert found.reason.startswith(f"gate: {name}")
    assert [gate.name.startswith(name) for gate in found.gates if gate.passed is False] == [True]
    assert "cannot be judged" in found.sentence


def test_a_missing_seed_is_a_failed_gate(invent):
    cells = [c for c in invent.cells(levels(nli=0.7)) if (c.recipe, c.language, c.seed) != ("nli", "tr", 2)]
    found = judge(Panel.of(cells), [contrast()], draws=200)[0]
    assert found.reason == "gate: all seeds complete"
    assert found.gates[0].detail == "missing: e: nli on t (tr): seed 2"


def test_a_contrast_without_any_common_seed_is_inconclusive_with_words(invent):
    cells = [c for c in invent.cells(levels()) if (c.recipe == "nli") == (c.seed > 2)]
    found = judge(Panel.of(cells), [contrast()], draws=200)[0]
    assert found.estimate is None
    assert "no seed for which both nli and none were scored" in found.sentence


def test_holm_counts_all_contrasts_of_the_study(invent):
    panel = invent.panel(levels(nli=0.6), seeds=6, spread=0.04, items=300)
    alone = judge(panel, [contrast()], draws=1000)[0]
    among = judge(panel, [contrast(), contrast(claim="a"), contrast(claim="b")], draws=1000)[0]
    assert among.holm_p == pytest.approx(3 * alone.holm_p)
    assert among.decided.level == pytest.approx(1 - 0.05 / 3)
    assert among.decided.high - among.decided.low > among.estimate.high - among.estimate.low


def test_every_encoder_gets_its_verdict(invent):
    cells = invent.cells(levels(nli=0.7))
    other = [invent.cell(c.numerator, recipe=c.recipe, language=c.language, seed=c.seed, encoder="f") for c in cells]
    found = judge(Panel.of(cells + other), [contrast()], draws=200)
    assert [entry.encoder for entry in found] == ["e", "f"]


def test_a_verdict_is_json_with_all_that_it_rests_on(invent):
    found = json.loads(json.dumps(verdict(invent, nli=0.6, seeds=2).plain(), allow_nan=False))
    assert found["contrast"]["claim"] == "nli helps"
    assert sorted(found["keys"]) == [
        f"{r}-t-{lang}-{s}" for r in ("nli", "none") for lang in ("de", "tr") for s in (0, 1)
    ]
    assert {gate["name"] for gate in found["gates"]} >= {"all seeds complete", "room below the ceiling"}


@pytest.mark.parametrize(
    ("changes", "detail"),
    [
        ({"better": "replay"}, "missing: e: replay on t (de): seeds 0, 1; e: replay on t (tr): seeds 0, 1"),
        ({"on": ("t", "u")}, "no score in a language that is zero-shot for nli and none on u"),
        ({"languages": ("sw",)}, "missing: e: nli on t (sw): seeds 0, 1; e: none on t (sw): seeds 0, 1"),
    ],
)
def test_a_contrast_of_what_is_not_there_yet_is_inconclusive_and_says_so(invent, changes, detail):
    found = judge(invent.panel(levels(), seeds=2), [contrast(**changes)], draws=10)[0]
    assert (found.kind, found.estimate) == ("inconclusive", None)
    assert found.gates[0] == ("all seeds complete", False, detail)


def test_chosen_languages_are_named_in_the_sentence(invent):
    found = judge(invent.panel(levels(nli=0.7)), [contrast(languages=("tr",))], draws=200)[0]
    assert "on t in tr, nli scores" in found.sentence


def test_two_copies_of_one_method_are_rarely_told_apart(invent):
    """200 null studies with seed, item and language noise: at most one in twenty says `supported`."""
    wrong = 0
    for random in range(200):
        panel = invent.panel(levels(), seeds=3 + random % 4, items=80, spread=0.05, random=random)
        wrong += judge(panel, [contrast(smallest_effect=0.5)], draws=200)[0].kind == "supported"
    assert wrong <= 10


def test_a_true_effect_is_found_about_as_often_as_the_power_says(invent):
    from_seeds = [
        judge(invent.panel(levels(nli=0.58), seeds=6, items=2000, spread=0.03, random=random), [contrast()], draws=200)[
            0
        ].kind
        for random in range(40)
    ]
    # The gain is 8 points, its spread over seeds 3 x sqrt(2) = 4.2: the t test has a power of 0.96.
    assert np.mean([kind == "supported" for kind in from_seeds]) > 0.8


def test_other_recipes_stand_for_one_in_single_languages(invent):
    shares = {
        ("none", "de"): 0.5,
        ("none", "tr"): 0.5,
        ("a", "de"): 0.9,
        ("a", "tr"): 0.1,
        ("b", "de"): 0.1,
        ("b", "tr"): 0.7,
    }
    asked = contrast(better="left out", instead=(("de", "a"), ("tr", "b")), languages=("de", "tr"))
    found = judge(invent.panel(shares, items=1000), [asked], draws=200)[0]
    assert found.kind == "supported"
    assert found.estimate.value == pytest.approx(100 * (0.4 + 0.2) / 2, abs=3)
    assert sorted({key.split("-")[0] + key.split("-")[2] for key in found.keys}) == ["ade", "btr", "nonede", "nonetr"]
