"""Language drift on planted panels: the verdicts that were planted, who stands for which language, and the sentence."""

import numpy as np
import pytest

from xstilts.analyses.drift import Drift
from xstilts.analysis import drift
from xstilts.analysis.base import Evidence
from xstilts.analysis.drift import Roles
from xstilts.analysis.mediation import DriftCell, regress
from xstilts.analysis.panel import Panel
from xstilts.metrics.metric import ACCURACY, Metric
from xstilts.study.exposure import Exposure
from xstilts.task_types.masked_lm import NLL

ALIGNED = Metric(name="alignment_centred", smallest_effect=2.0)
TRAINED = {
    "none": (),
    "english": ("en",),
    "multi": ("en", "de", "tr"),
    "replay": ("en",),
    "without-de": ("en", "tr"),
    "without-tr": ("en", "de"),
}
LEVELS = {
    # by target and recipe the level in every language but English: alignment and transfer in shares, loss in nats
    "pairs": {"none": 0.8, "english": 0.4, "multi": 0.7, "replay": 0.75, "without-de": 0.6, "without-tr": 0.2},
    "text": {"none": 2.0, "english": 2.5, "multi": 3.0, "replay": 2.0, "without-de": 3.0, "without-tr": 3.0},
    "paws": dict.fromkeys(TRAINED, 0.7),
}
METRICS = {"pairs": ALIGNED, "text": NLL, "paws": ACCURACY}
GUESS = {"pairs": 0.0, "text": None, "paws": 50.0}
LANGUAGES = {"pairs": ("de", "tr"), "text": ("en", "de", "tr"), "paws": ("en", "de", "tr")}


def planted(invent, changes=None, seeds=5, items=400):
    """Scores of the levels, with item noise, and what each recipe's models had seen."""
    rng = np.random.default_rng(3)
    cells = []
    for target, levels in LEVELS.items():
        for recipe, level in {**levels, **(changes or {}).get(target, {})}.items():
            other = frozenset(TRAINED[recipe])
            seen = Exposure(other_labels=other)
            if target == "paws":
                seen = Exposure(source=("en",), labels=frozenset({"en"}), other_labels=other)
            for language in LANGUAGES[target]:
                for seed in range(seeds):
                    values = np.full(items, level) + rng.normal(0, 0.02, items) + rng.normal(0, 0.002)
                    place = {"recipe": recipe, "target": target, "language": language, "seed": seed}
                    cells.append(
                        invent.cell(values, **place, metric=METRICS[target], guess=GUESS[target], exposure=seen)
                    )
    return Panel.of(cells)


def settings(**changes):
    given = {"english": "english", "multilingual": "multi", "replay": "replay", "leave_one_out": ("without-*",)}
    return Drift(**{**given, "draws": 300, **changes})


def finding(panel, **changes):
    return settings(**changes).findings(Evidence(panel=panel))[0]


def test_planted_drifts_give_exactly_their_verdicts(invent):
    found = finding(planted(invent, {"pairs": {"without-tr": 0.6}}))
    kinds = {verdict.contrast.claim[:3]: (verdict.kind, verdict.reason) for verdict in found.verdicts}
    assert kinds["H1a"] == ("supported", "")
    assert kinds["H1b"] == ("supported", "")
    assert kinds["H1c"] == ("not supported", "contradicted")
    assert kinds["H1d"] == ("not supported", "no meaningful effect")
    assert kinds["H1e"] == ("supported", "")
    assert found.sentence == (
        "multi reduces language drift against english: in alignment and alignment of languages outside the mix, not in "
        "LM loss (there it is worse) and zero-shot transfer (no difference that matters). "
        "replay against multi: replayed text keeps more alignment."
    )


def test_what_is_not_seen_and_what_is_open_are_told_apart(invent):
    found = finding(planted(invent, {"pairs": {"multi": 0.4, "replay": 0.4}}, seeds=5), leave_one_out=())
    assert found.sentence == (
        "multi is not seen to reduce language drift against english: not in alignment (no difference that matters), "
        "LM loss (there it is worse) and zero-shot transfer (no difference that matters). "
        "replay against multi: alignment is kept alike."
    )
    alone = finding(planted(invent, seeds=1), leave_one_out=()).sentence
    assert alone == (
        "Whether multi reduces language drift against english is open in alignment, LM loss and zero-shot transfer. "
        "replay against multi: which keeps more alignment is open."
    )


def test_estimates_are_differences_of_drifts_by_hand(invent):
    by_name = {verdict.contrast.claim[:3]: verdict.estimate.value for verdict in finding(planted(invent)).verdicts}
    assert by_name["H1a"] == pytest.approx((80 - 40) - (80 - 70), abs=0.5)
    assert by_name["H1c"] == pytest.approx((2.5 - 2.0) - (3.0 - 2.0), abs=0.01)
    assert by_name["H1e"] == pytest.approx(75 - 70, abs=0.5)


def test_each_language_is_measured_after_the_recipe_that_left_it_out(invent):
    panel = planted(invent)
    roles = settings().roles(panel)
    assert drift.left_out(panel, roles) == {"de": "without-de", "tr": "without-tr"}
    found = finding(panel)
    verdict = next(verdict for verdict in found.verdicts if verdict.contrast.claim.startswith("H1b"))
    assert verdict.estimate.value == pytest.approx(((60 - 40) + (20 - 40)) / 2, abs=0.5)
    assert "de by without-de, tr by without-tr" in " ".join(found.notes)


def test_a_language_that_nobody_left_out_is_not_in_h1b(invent):
    panel = planted(invent)
    names = settings(leave_one_out=("without-de",))
    assert drift.left_out(panel, names.roles(panel)) == {"de": "without-de"}
    assert drift.left_out(panel, Roles(english="english", multilingual="multi", alignment=("pairs",))) == {}


def test_the_language_of_english_training_is_not_averaged(invent):
    by_name = {verdict.contrast.claim[:3]: verdict.contrast for verdict in finding(planted(invent)).verdicts}
    assert by_name["H1c"].languages == ("de", "tr")
    assert by_name["H1c"].lower


def test_all_are_one_family_under_holm(invent):
    levels = sorted(verdict.decided.level for verdict in finding(planted(invent)).verdicts)
    assert levels == pytest.approx([1 - 0.05 / left for left in (1, 2, 3, 4, 5)])


def test_roles_are_found_by_headlines_and_named_ones_stay(invent):
    roles = settings().roles(planted(invent))
    assert (roles.alignment, roles.lm_loss, roles.transfer) == (("pairs",), ("text",), ("paws",))
    assert settings(transfer=("pairs",)).roles(planted(invent)).transfer == ("pairs",)


def test_a_study_without_scores_has_no_verdict_and_says_so():
    found = finding(Panel.of([], seeds=[0]))
    assert found.verdicts == ()
    assert found.sentence == ""  # there is no encoder to speak of


def test_the_plane_and_distance_need_what_they_show(invent):
    names = [chart.name for chart in finding(planted(invent)).charts]
    assert names == ["drift-plane-paws"]  # no layers, steps and distances were given


def test_mediation_by_hand():
    cells = [
        DriftCell(block=block, task=task, gain=shift + level - 0.5 * drift, alignment=drift, lm_loss=1.0 * (drift > 4))
        for block, shift in (("a", 0.0), ("b", 3.0))
        for task, level in (("x", 0.0), ("y", -7.0))
        for drift in (0.0, 5.0, 10.0)
    ]
    found = regress(cells)
    assert found.alignment == pytest.approx(1.0)
    assert found.slope == pytest.approx(-0.5)
    assert found.lm_loss == pytest.approx(0.75)  # squared correlation of (0, 5, 10) and (0, 1, 1)
    assert found.both == pytest.approx(1.0)


def test_a_regression_without_differences_says_nothing():
    same = [DriftCell(block=b, task="x", gain=1.0, alignment=2.0) for b in "aabbcc"]
    assert regress(same) is None
    assert regress([]) is None
