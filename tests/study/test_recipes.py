"""Recipes that stand for many, begin after others, leave languages out, or merge finished models."""

import pytest

from xstilts.base.errors import UserError
from xstilts.graph.stage import closure
from xstilts.study.stages.merge import Merge
from xstilts.study.stages.train import Train

GRID = (
    "intermediate={'text-{language}-{size}': {grid: {language: [de, de+es], size: [5, 9]}, "
    "tasks: [{task: mlm_text, languages: ['{language}'], cap: '{size}'}]}}"
)


def models(expansion) -> dict[str, object]:
    """The model of every recipe of the first seed on a target that nothing is trained for."""
    cells = [cell for cell in expansion.cells if cell.target == "tatoeba" and cell.seed == 0]
    return {cell.recipe: cell.score.predictions.model for cell in cells}


def test_a_grid_stands_for_every_combination_of_its_values(read, expanded):
    recipes = dict(read(GRID, "contrasts=[]").intermediate)
    assert list(recipes) == ["text-de-5", "text-de-9", "text-de+es-5", "text-de+es-9"]
    use = recipes["text-de+es-9"].tasks[0]
    assert (use.languages, use.cap) == (("de", "es"), 9)
    assert dict(recipes["text-de-5"].factors) == {"language": "de", "size": 5}
    found = models(expanded(GRID, "contrasts=[]"))
    assert found["text-de+es-9"].reads[0].languages == ("de", "es")


def test_a_factor_that_the_name_does_not_say_comes_at_its_end(read):
    grid = "intermediate={mlm: {grid: {size: [5, 9]}, tasks: [{task: mlm_text, cap: '{size}'}]}}"
    assert [name for name, _ in read(grid, "contrasts=[]").intermediate] == ["mlm-5", "mlm-9"]


@pytest.mark.parametrize(
    ("grid", "message"),
    [
        ("{size: []}", "size: must be a list of at least one value"),
        ("{}", "must be a mapping of names to lists"),
        ("{size: [5, 5]}", "a value comes twice"),
        ("{size: [[5]]}", "must be text or numbers"),
        (f"{{a: {list(range(101))}, b: {list(range(101))}}}", "stands for 10,201 recipes"),
    ],
)
def test_a_grid_that_lays_out_nothing_is_told_where_it_stands(read, grid, message):
    with pytest.raises(UserError, match=r"intermediate\.mlm\.grid") as error:
        read(f"intermediate={{mlm: {{grid: {grid}, tasks: [mlm_text]}}}}")
    assert message in str(error.value)


def test_a_mistake_in_a_grid_is_told_as_if_written_by_hand(read):
    with pytest.raises(UserError, match="cap: must be 1 or more examples, not 0"):
        read("intermediate={mlm: {grid: {size: [0, 9]}, tasks: [{task: mlm_text, cap: '{size}'}]}}")


def test_two_recipes_of_one_name_are_refused(read):
    with pytest.raises(UserError, match="two recipes have the name 'mlm-5'"):
        read("intermediate={mlm-5: {tasks: [mlm_text]}, mlm: {grid: {size: [5]}, tasks: [mlm_text]}}")


def test_a_recipe_begins_where_another_ends(expanded):
    found = models(expanded("intermediate.text={tasks: [mlm_text], after: nli}"))
    assert found["text"].parent.key == found["nli"].key
    assert found["nli"].parent.key == found["none"].key


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("intermediate.text={tasks: [mlm_text], after: nil}", "no such recipe in this study 'nil'"),
        ("intermediate.nli.after=nli", "nli -> nli"),
        ("intermediate.text={merge: {of: {nli: 1.0, nil: 0.0}}}", "no such recipe in this study 'nil'"),
        ("intermediate.text={merge: {of: {nli: 0.5}}}", "must sum to 1, not 0.5"),
        ("intermediate.text={merge: {of: {}}}", "none given"),
        ("intermediate.text={merge: {of: {nli: 1.0}}, tasks: [mlm_text]}", "trains nothing"),
        ("intermediate.text={merge: {of: {nli: 1.0}, heads: none}}", "no such merged recipe 'none'"),
        ("intermediate.text={merge: {of: {nli: 1.0}, density: 0}}", "above 0"),
        ("intermediate.text={leave_out: [de]}", "expected at least one"),
    ],
)
def test_recipes_that_make_no_model_are_refused(read, given, message):
    with pytest.raises(UserError) as error:
        read(given)
    assert message in str(error.value)


def test_a_merge_has_its_models_as_inputs_and_trains_nothing(expanded):
    found = models(expanded("intermediate.half={merge: {of: {nli: 0.5, none: 0.5}}}"))
    half = found["half"]
    assert isinstance(half, Merge)
    assert {name: stage.key for name, stage in half.inputs.items()} == {
        "start": found["none"].key,
        "models/0/model": found["nli"].key,
        "models/1/model": found["none"].key,
    }
    trained = [stage for stage in closure([half]) if isinstance(stage, Train) and stage.role.part == "intermediate"]
    assert [stage.role.name for stage in trained] == ["nli"]


def test_languages_are_left_out_of_all_tasks(expanded):
    found = models(expanded("intermediate.text={tasks: [{task: mlm_text, languages: [en, de, es]}], leave_out: [de]}"))
    languages = found["text"].reads[0].languages
    assert "de" not in languages
    assert {"en", "es"} <= set(languages)


def test_leaving_out_all_languages_is_refused(expanded):
    with pytest.raises(UserError, match="leave_out: leaves none of its languages de"):
        expanded("intermediate.text={tasks: [{task: mlm_text, languages: [de]}], leave_out: [de]}")


def test_a_total_is_shared_out_in_equal_parts(expanded):
    task = "{task: mlm_text, languages: [en, de, es], total: 30}"
    read = models(expanded(f"intermediate.text={{tasks: [{task}]}}"))["text"].reads[0]
    assert (read.languages, read.cap) == (("de", "en", "es"), 10)


def test_languages_can_be_tasks_of_the_mixture(expanded):
    task = "{task: mlm_text, languages: [en, de], per_language: true, cap: 9}"
    phase = models(expanded(f"intermediate.text={{tasks: [{task}], mixing: temperature, temperature: 3}}"))["text"]
    assert [(share.head, share.slices[0].languages) for share in phase.tasks] == [
        ("mlm_text", ("de",)),
        ("mlm_text", ("en",)),
    ]


def test_examples_can_be_dealt_out_among_languages(expanded):
    task = "{task: mlm_text, languages: [en, de], draw: one, cap: 9}"
    read = models(expanded(f"intermediate.dealt={{tasks: [{task}]}}"))["dealt"].reads[0]
    assert (read.draw, read.among) == ("one", ("de", "en"))


@pytest.mark.parametrize(
    ("use", "message"),
    [
        ("total: 0", "total: must be 1 or more"),
        ("total: 5, cap: 5", "not both"),
        ("draw: one, per_language: true", "deals out the examples of all languages"),
    ],
)
def test_uses_that_contradict_themselves_are_refused(read, use, message):
    with pytest.raises(UserError) as error:
        read(f"intermediate.text={{tasks: [{{task: mlm_text, {use}}}]}}")
    assert message in str(error.value)


def test_a_total_below_the_number_of_languages_is_refused(expanded):
    with pytest.raises(UserError, match="total: 2 examples cannot come from 3 languages"):
        expanded("intermediate.text={tasks: [{task: mlm_text, languages: [en, de, es], total: 2}]}")


def test_snapshots_are_scored_where_nothing_is_trained_for_a_target(expanded):
    found = expanded("intermediate.nli.snapshots=3")
    assert {(cell.recipe, cell.target, cell.step) for cell in found.trajectories} == {
        ("nli", "tatoeba", 2),
        ("nli", "tatoeba", 4),
    }
    own = [[cell.score.key for cell in expansion.cells] for expansion in (found, expanded())]
    assert own[0] == own[1]
    everywhere = expanded("intermediate.nli.snapshots=3", "targets=[{task: pawsx, trajectory: true}]")
    assert {(cell.target, cell.step) for cell in everywhere.trajectories} == {("pawsx", 2), ("pawsx", 4)}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (("intermediate.nli.snapshots=7",), "7 parts of 6 steps: give at most as many parts as steps"),
        (("intermediate.nli.snapshots=2", "intermediate.nli.train.num_train_epochs=1"), "say max_steps instead"),
    ],
)
def test_snapshots_need_steps(expanded, given, message):
    with pytest.raises(UserError, match=message):
        expanded(*given)
