"""Known distances, worked by hand for the five languages."""

import pytest

from xstilts.base import plugins
from xstilts.lab.distances import NATURES, TASK_WEIGHTS, WEIGHTS, between_languages, between_tasks
from xstilts.lab.languages import open_lab
from xstilts.lab.settings import LabLanguage, LabSettings


def test_the_five_languages_are_as_far_apart_as_their_dials_say(lab):
    by_pair = {(d.one, d.other): d for d in between_languages(lab)}
    assert len(by_pair) == 10
    assert by_pair["en", "ru"].parts == {"lexicon": 1.0, "script": 1.0, "order": 0.0, "marking": 0.5}
    # English and Turkish differ in O-V, adposition and negation: three of six.
    assert by_pair["en", "tr"].parts["order"] == pytest.approx(3 / 6)
    assert by_pair["en", "es"].parts["order"] == pytest.approx(1 / 6)
    assert by_pair["ru", "tr"].parts["script"] == 1.0
    assert by_pair["en", "ru"].total == pytest.approx(0.4 + 0.2 + 0.0 + 0.05)
    totals = [by_pair["en", code].total for code in ("es", "tr", "ru", "ja")]
    assert totals == sorted(totals)


def test_a_language_is_at_no_distance_from_its_double():
    lab = open_lab(LabSettings(languages=("en", LabLanguage(code="double", cognates=1.0))))
    (distance,) = between_languages(lab)
    # Words of grammar are never cognates.
    assert distance.parts == {"lexicon": pytest.approx(0.078, abs=0.03), "script": 0.0, "order": 0.0, "marking": 0.0}


def test_weights_sum_to_one_so_that_distances_lie_between_0_and_1(lab):
    assert sum(WEIGHTS.values()) == pytest.approx(1)
    assert sum(TASK_WEIGHTS.values()) == pytest.approx(1)
    assert all(0 <= d.total <= 1 for d in [*between_languages(lab), *between_tasks()])


def test_pair_tasks_are_nearer_to_each_other_than_to_tagging():
    by_pair = {frozenset((d.one, d.other)): d.total for d in between_tasks()}
    near = by_pair[frozenset(("lab_nli", "lab_paws"))]
    assert all(near < by_pair[frozenset(("lab_nli", other))] for other in ("lab_pos", "lab_ner", "lab_srl"))
    assert by_pair[frozenset(("lab_paws", "lab_srl"))] < by_pair[frozenset(("lab_paws", "lab_pos"))]


def test_every_lab_task_has_its_place_on_the_continuum_but_plain_text_and_probes():
    tasks = {name for name in plugins.names("xstilts.tasks") if name.startswith("lab_")}
    assert tasks - set(NATURES) == {"lab_text", "lab_tlm", "lab_lm_loss", "lab_alignment", "lab_lexicon"}
    assert set(NATURES) <= tasks
