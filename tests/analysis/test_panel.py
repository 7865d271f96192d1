"""Putting scores side by side: what is refused, and which items are drawn together."""

import pytest

from xstilts.analysis.panel import Panel
from xstilts.base.errors import UserError
from xstilts.metrics.metric import Metric


def test_two_scores_of_one_seed_are_refused(invent):
    with pytest.raises(UserError, match="e/none/t/de: two scores of seed 0"):
        Panel.of([invent.cell([1]), invent.cell([0])])


def test_other_items_in_one_run_are_refused(invent):
    with pytest.raises(UserError, match="1 items for 'nli' seed 0, 2 for 'none' seed 0, and not the same"):
        Panel.of([invent.cell([1, 0]), invent.cell([1], recipe="nli")])


def test_a_target_may_have_several_metrics_the_headline_first(invent):
    other = Metric(name="f1")
    panel = Panel.of([invent.cell([1]), invent.cell([0], metric=other)])
    assert panel.headline("t") == "accuracy"
    assert panel.metric("t", "f1") == other
    assert [panel.mean(place) for place in panel.cells] == [100.0, 0.0]
    assert len(panel.groups()) == 1


def test_languages_are_grouped_by_the_items_that_they_share(invent):
    cells = [
        invent.cell([1, 0], language="de", ids="ab"),
        invent.cell([1, 0], language="ru", ids="xy"),
        invent.cell([1, 0], language="es", ids="bc"),
        invent.cell([1], language="tr", ids="c"),
    ]
    groups = {group.name: len(group.matrix) for group in Panel.of(cells).groups()}
    assert groups == {"t\nde\nes\ntr": 3, "t\nru": 2}


def test_seeds_that_the_study_wants_are_missed_where_they_are_not(invent):
    panel = Panel.of([invent.cell([1, 0], seed=seed) for seed in (0, 2)], seeds=(0, 1, 2, 3))
    assert panel.absent(panel.cells) == ("e: none on t (de): seeds 1, 3",)


def test_items_are_counted_once_for_all_translations(invent):
    panel = Panel.of([invent.cell([1, 0], language=language) for language in ("de", "es")])
    assert panel.items(panel.cells) == 2
