"""What claims are measured by: units, metrics that are there, mistakes with their places."""

import pytest

from xstilts.analysis.contrast import contrasts
from xstilts.base.errors import UserError


def claims(read, *entries, targets="[pawsx, udpos, lab_mlm]"):
    return read(f"targets={targets}", f"contrasts=[{', '.join(entries)}]")


def test_the_smallest_effect_and_the_unit_are_the_metrics_unless_given(read):
    study = claims(
        read,
        "{claim: a, better: nli, on: pawsx}",
        "{claim: b, better: nli, on: lab_mlm}",
        "{claim: c, better: nli, on: udpos, metric: accuracy, smallest_effect: 3}",
    )
    found = contrasts(study)
    assert [(c.metric, c.unit, c.smallest_effect, c.lower) for c in found] == [
        ("", "points", 1.0, False),
        ("", "nats", 0.05, True),
        ("accuracy", "points", 3.0, False),
    ]


@pytest.mark.parametrize(
    ("claim", "message"),
    [
        (
            "{claim: a, better: nli, on: pawsx, metric: acuracy}",
            "pawsx: no such metric 'acuracy'. Did you mean 'accuracy'",
        ),
        (
            "{claim: a, better: nli, on: [pawsx, lab_mlm]}",
            "pawsx in points, lab_mlm in nats: differences of several units",
        ),
    ],
)
def test_metrics_that_do_not_fit_are_told(expanded, claim, message):
    with pytest.raises(UserError, match=message):
        expanded("targets=[pawsx, udpos, lab_mlm]", f"contrasts=[{claim}]")


def test_an_effect_of_nothing_is_refused_at_its_place(read):
    with pytest.raises(UserError, match="smallest_effect: must be above 0, not -1"):
        claims(read, "{claim: a, better: nli, on: pawsx, smallest_effect: -1}")
