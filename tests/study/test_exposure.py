"""What models have seen of each language, read off real expansions: lab worlds, translated data, plain text."""

import json

import pytest

from xstilts.study.data_folder import DataFolder
from xstilts.study.expansion.expand import expand
from xstilts.study.exposure import exposure
from xstilts.study.pretraining_languages import pretraining_languages

LAB = (
    "encoders={tiny: {build: {layers: 1, width: 8, heads: 1, max_length: 64}, tokenizer: {vocabulary: lab}}}",
    "lab={languages: [lang1, lang2, lang3], train: 8, dev: 4, test: 4, documents: 8}",
    "languages=all",
    "contrasts=[]",
    "seeds=1",
)
WORLD = "[{code: lang1, like: English}, {code: lang2, like: Spanish}, {code: lang3, like: Japanese}]"


def seen(expansion, recipe, target):
    (cell,) = (c for c in expansion.cells if (c.recipe, c.target, c.seed) == (recipe, target, 0))
    return exposure(cell.score.predictions)


@pytest.fixture
def in_lab(read):
    """Expand a study in a world whose languages are lang1 to lang3."""

    def make(*overrides):
        lab = LAB[1].replace("[lang1, lang2, lang3]", WORLD)
        return expand(read(LAB[0], lab, *LAB[2:], *overrides), DataFolder(None))

    return make


def test_the_source_of_a_lab_world_is_its_first_language(in_lab):
    found = seen(in_lab("targets=[lab_paws]", "intermediate={nli: {tasks: [lab_nli]}}"), "nli", "lab_paws")
    assert found.source == ("lang1",)
    assert found.labels == {"lang1"}
    assert found.other_labels == {"lang1"}
    assert [found.zero_shot(language) for language in ("lang1", "lang2", "en")] == [False, True, True]
    assert found.pretraining == frozenset()


def test_labels_of_the_targets_task_in_an_intermediate_phase_count_and_those_of_another_do_not(in_lab):
    many = "many: {tasks: [{task: lab_paws, languages: [lang1, lang3]}]}"
    recipes = f"{{{many}, nli: {{tasks: [{{task: lab_nli, languages: all}}]}}}}"
    found = in_lab("targets=[lab_paws]", f"intermediate={recipes}")
    assert seen(found, "many", "lab_paws").labels == {"lang1", "lang3"}
    assert seen(found, "nli", "lab_paws").labels == {"lang1"}
    assert seen(found, "nli", "lab_paws").other_labels == {"lang1", "lang2", "lang3"}
    assert seen(found, "none", "lab_paws").labels == {"lang1"}


def test_translated_training_data_are_source_languages(in_lab):
    target = "targets=[{task: lab_nli, train_on: [{task: lab_nli, languages: [lang1, lang2]}]}]"
    found = seen(in_lab(target, "intermediate={}"), "none", "lab_nli")
    assert found.source == ("lang1", "lang2")
    assert not found.zero_shot("lang2")


def test_a_target_whose_data_have_no_source_language_knows_it_and_is_checked_on_its_dev_set(in_lab):
    found = in_lab("targets=[{task: lab_nli, languages: [lang2, lang3]}]", "intermediate={}")
    assert seen(found, "none", "lab_nli").source == ("lang1",)
    (check,) = (further for further in found.further if further.analysis == "learned")
    assert check.about == {"part": "target", "encoder": "tiny", "recipe": "none", "task": "lab_nli"}
    assert (check.stage.predictions.data_slice.languages, check.stage.predictions.data_slice.split) == (
        ("lang1",),
        "dev",
    )


def test_retrieval_has_no_source_whatever_the_phases_before_it(expanded):
    found = seen(expanded(), "nli", "tatoeba")
    assert (found.source, found.labels) == ((), frozenset())
    assert found.zero_shot("en")
    assert found.other_labels == {"en"}
    assert {"de", "es", "en"} <= found.text
    assert found.parallel == {"de", "es", "en"}


@pytest.mark.parametrize(
    ("source", "known"), [("xlm-roberta-base", "sw"), ("google-bert/bert-base-multilingual-cased", "yo")]
)
def test_well_known_encoders_are_in_the_table(source, known):
    assert known in pretraining_languages(source)


def test_an_encoder_that_nothing_is_known_of_stays_unknown():
    assert pretraining_languages("someone/something") is None


def test_a_folder_is_known_by_its_card_or_its_origin(tmp_path):
    (tmp_path / "config.json").write_text(json.dumps({"_name_or_path": "xlm-roberta-base"}))
    assert "sw" in pretraining_languages(str(tmp_path))
    other = tmp_path / "other"
    other.mkdir()
    (other / "README.md").write_text("---\nlicense: mit\nlanguage:\n  - multilingual\n  - de\n  - fy\n---\n# Card\n")
    assert pretraining_languages(str(other)) == {"de", "fy"}
