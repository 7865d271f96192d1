"""A whole study of drift, as small as one can be: what it plans, what it shows, and what is wrong in a file of one."""

import json

import pytest

from xstilts.analysis.figures import HeatMap, LineChart
from xstilts.base.errors import UserError
from xstilts.lab.distances import between_languages
from xstilts.lab.languages import open_lab
from xstilts.study.settings import study as studies
from xstilts.workspace import Workspace

STUDY = """\
study: tiny-drift
languages: [en, es, tr]
seeds: 2
lab: {nouns: 3, verbs: 2, adjectives: 4, person_names: 3, place_names: 2, documents: 60, train: 60, dev: 16, test: 16}
encoders:
  tiny:
    build: {layers: 2, width: 16, heads: 2, feed_forward: 32, max_length: 64}
    tokenizer: {vocabulary: lab}
    pretrain: {tasks: [lab_mlm], train: {max_steps: 4, batch_size: 8}}
    shared_by: seed
intermediate:
  english: {tasks: [{task: lab_nli, languages: [en], total: 48}], snapshots: 2}
  multi: {tasks: [{task: lab_nli, languages: [en, es, tr], total: 48}], snapshots: 2}
  replay: {tasks: [{task: lab_nli, languages: [en], total: 48}], replay: {tasks: [lab_mlm]}}
  "without-{left_out}":
    grid: {left_out: [es, tr]}
    tasks: [{task: lab_nli, languages: [en, es, tr], total: 48}]
    leave_out: ["{left_out}"]
train: {learning_rate: 1e-2, max_steps: 4, batch_size: 8, max_length: 64}
targets: [{task: lab_alignment, options: {layers: all}}, lab_lm_loss, lab_paws]
match: [steps, examples]
analysis:
  budget: {}
  drift: {english: english, multilingual: multi, replay: replay, leave_one_out: [without-*], draws: 100}
"""


def study(folder, text=STUDY, *changes):
    """The study in a file of the folder, with overrides."""
    path = folder / "drift.yaml"
    path.write_text(text, encoding="utf-8")
    return studies.read(path, changes)


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """Findings by name of the study, run to its end."""
    folder = tmp_path_factory.mktemp("drift")
    work = Workspace(data=None, store=folder / "store")
    own = study(folder)
    assert not work.run(own).failed
    page = work.report(own, folder / "report", figures=False)
    return {finding.name: finding for finding in work.findings(own)}, page.read_text(encoding="utf-8")


def test_the_vector_of_verdicts_is_whole(found):
    verdicts = found[0]["drift"].verdicts
    assert [verdict.contrast.claim[:3] for verdict in verdicts] == ["H1a", "H1b", "H1c", "H1d", "H1e"]
    assert [verdict.contrast.languages for verdict in verdicts] == [("es", "tr")] * 3 + [None, ("es", "tr")]
    assert dict(verdicts[1].contrast.instead) == {"es": "without-es", "tr": "without-tr"}
    assert all(verdict.estimate is not None for verdict in verdicts)


def test_budgets_are_equal_where_they_were_made_so(found):
    rows = {row[0].value: [cell.value for cell in row[1:4]] for row in found[0]["budget"].tables[0].rows}
    assert set(rows) == {"english", "multi", "replay", "without-es", "without-tr"}
    assert set(map(tuple, rows.values())) == {("48", "32", "4")}
    gates = [gate for verdict in found[0]["drift"].verdicts for gate in verdict.gates if gate.name[:7] == "budgets"]
    assert [gate.passed for gate in gates] == [True] * 5


def test_charts_show_every_layer_step_language_and_recipe(found):
    charts = {chart.name: chart for chart in found[0]["drift"].charts}
    layers, steps = charts["drift-layers-lab_alignment"], charts["drift-steps-lab_lm_loss"]
    assert isinstance(layers, LineChart)
    assert {mark.x for mark in layers.marks} == {(0.0, 1.0, 2.0)}
    assert {(mark.colour, mark.part, mark.x, mark.y[0]) for mark in steps.marks} == {
        (recipe, seed, (0.0, 2.0, 4.0), 0.0) for recipe in ("english", "multi") for seed in "01"
    }
    heat = charts["drift-heat-lab_alignment-multi"]
    assert isinstance(heat, HeatMap)
    assert {(mark.row, mark.column) for mark in heat.marks} == {
        (language, f"layer {n}") for language in ("es", "tr") for n in range(3)
    }
    assert {mark.name for mark in charts["drift-plane-lab_paws"].marks} == {"seed 0", "seed 1"}


def test_layers_average_to_the_table(found):
    """The headline is the mean over layers, so drift by layer must average to the drift in the table."""
    charts = {chart.name: chart for chart in found[0]["drift"].charts}
    lines = {(mark.colour, mark.part): mark.y for mark in charts["drift-layers-lab_alignment"].marks}
    points = {(mark.colour, mark.name): mark.y for mark in charts["drift-distance-lab_alignment"].marks}
    for recipe in ("english", "multi", "replay"):
        by_layer = sum(sum(lines[recipe, seed]) / 3 for seed in "01") / 2
        assert by_layer == pytest.approx(sum(points[recipe, language] for language in ("es", "tr")) / 2)


def test_distances_are_those_of_the_world(found, tmp_path):
    exact = between_languages(open_lab(study(tmp_path).lab))
    known = {distance.other: distance.total for distance in exact if distance.one == "en"}
    marks = {chart.name: chart for chart in found[0]["drift"].charts}["drift-distance-lab_alignment"].marks
    assert {mark.name: mark.x for mark in marks} == {language: known[language] for language in ("es", "tr")}


def test_the_page_shows_it_and_the_export_is_json(found):
    assert "Language drift" in found[1]
    assert json.loads(json.dumps(found[0]["drift"].plain(), allow_nan=False))["verdicts"]


def test_the_analysis_adds_no_training_to_the_plan(tmp_path):
    work = Workspace(data=None, store=tmp_path / "store")
    without = study(tmp_path, STUDY[: STUDY.index("  drift:")])
    before = {stage.key for stage in work.plan(without).todo}
    added = [stage for stage in work.plan(study(tmp_path)).todo if stage.key not in before]
    assert {type(stage).__name__ for stage in added} == {"LayerMeans", "LanguageDistances"}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("analysis.drift.english=inglish", "analysis: drift: english: no such recipe in this study 'inglish'. Did you"),
        ("analysis.drift.replay=replai", "analysis: drift: replay: no such recipe in this study 'replai'"),
        ("analysis.drift.leave_one_out=[leave-*]", "analysis: drift: leave_one_out: no such recipe in this study"),
        ("analysis.drift.alignment=[lab_aligment]", "analysis: drift: alignment: no such target in this study"),
        (
            "targets=[{task: lab_alignment, options: {layers: 1 7}}]",
            "lab_alignment: layers '1 7': the encoder has 2",
        ),
        ("targets=[{task: lab_alignment, languages: [es, en]}]", "lab_alignment: no such language 'en'"),
        ("intermediate.english.leave_out=[en]", "lab_nli: leave_out: leaves none of its languages en. Name more"),
        ("intermediate.english.snapshots=9", "intermediate: english: snapshots: 9 parts of 4 steps: give at most"),
    ],
)
def test_what_is_wrong_is_told_before_anything_runs(tmp_path, change, message):
    with pytest.raises(UserError) as error:
        Workspace(data=None, store=tmp_path / "store").plan(study(tmp_path, STUDY, change))
    assert message in str(error.value)
    assert not (tmp_path / "store").exists()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("analysis.drift.smallest_lm_loss=0", "smallest_lm_loss: must be above 0, not 0"),
        ("analysis={drift: {english: english}}", "analysis.drift.multilingual: missing"),
        ("match=[epochs]", "match"),
    ],
)
def test_settings_that_cannot_be_are_refused(tmp_path, change, message):
    with pytest.raises(UserError) as error:
        study(tmp_path, STUDY, change)
    assert message in str(error.value)
