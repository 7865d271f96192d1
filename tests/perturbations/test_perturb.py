"""Every family in every language of PAWS-X: deterministic, within its bound, in its script, never without an effect."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xstilts.perturbations import family as families
from xstilts.perturbations.family import Perturbation, find
from xstilts.perturbations.perturb import NOT_EQUAL, NOTHING_TO_EDIT, TOO_SHORT, Exclusion, Known, Perturbed, perturb
from xstilts.perturbations.scripts import distance, graphemes, scripts_in
from xstilts.perturbations.slices import known_of, languages_for
from xstilts.task_types.base import find_task
from xstilts.task_types.classification import Classification, Text
from xstilts.task_types.edits import rewritten

PAWSX = find_task("pawsx")
REAL = tuple(name for name in families.names() if find(name).propose is not None)
CODES = """character_noise keyboard_typo diacritics homoglyph invisible whitespace punctuation number_format
number_contrast number_shift entity_replacement entity_swap entity_contrast adverbial_order role_swap negation synonym
code_switch one_sided_code_switch distraction"""


def check(outcome: Perturbed, name: str) -> None:
    """The promises of a family hold for what came out."""
    family = find(name)
    before, after = (PAWSX.type.texts(example) for example in (outcome.original, outcome.example))
    assert before != after
    assert PAWSX.type.check(outcome.example) is None
    assert after == tuple(rewritten(text, outcome.replacements, part) for part, text in enumerate(before))
    changed = {replacement.part for replacement in outcome.replacements}
    assert len(changed) == 1 or family.side == "both"
    flips = family.effect == "flips"
    assert (outcome.example.label != outcome.original.label) == flips
    if family.most is not None:
        assert max(distance(a, b) / len(graphemes(a)) for a, b in zip(before, after, strict=True)) <= family.most
    if family.keeps_script:
        scripts = scripts_in("".join(before))
        assert scripts_in("".join(after)) <= scripts


def run(pairs, lexicons, name):
    """Every outcome of the family's usual perturbation of all pairs, run twice."""
    perturbation = Perturbation(family=name, seed=3)
    family = find(name)
    if family.needs and lexicons is None:
        pytest.skip("no lexicons at hand: set XSTILTS_DATA to run this test")
    for language in languages_for(PAWSX, perturbation, tuple(pairs)):
        known = known_of(PAWSX, perturbation, language, lexicons)
        for example in pairs[language]:
            outcome = perturb(PAWSX.type, example, perturbation, known)
            assert outcome == perturb(PAWSX.type, example, perturbation, known)
            yield outcome


def test_the_folder_holds_the_families_of_the_suite():
    assert set(families.names()) == set(CODES.split())


@pytest.mark.parametrize("name", REAL)
def test_own_sentences_of_every_language_are_perturbed_as_promised(name, own_pairs, lexicons):
    outcomes = list(run(own_pairs, lexicons, name))
    for outcome in outcomes:
        if isinstance(outcome, Perturbed):
            check(outcome, name)
    made = {outcome.original.language for outcome in outcomes if isinstance(outcome, Perturbed)}
    assert len(made) >= 2, f"{name} perturbs only sentences of {made}"


@pytest.mark.parametrize("name", REAL)
def test_real_sentences_of_every_language_are_perturbed_as_promised(name, real_pairs, lexicons):
    outcomes = list(run(real_pairs, lexicons, name))
    for outcome in outcomes:
        if isinstance(outcome, Perturbed):
            check(outcome, name)
    assert any(isinstance(outcome, Perturbed) for outcome in outcomes)


TEXTS = st.text(
    st.sampled_from("aeiou bcdß éñü 12,.-'\"“Ab Kñ ひカ一北京 한국 ไทย क ि \u0301 \u200b 《》·"),
    min_size=1,
    max_size=60,
)


@settings(max_examples=60)
@given(
    name=st.sampled_from([name for name in REAL if not find(name).needs]), texts=st.tuples(TEXTS, TEXTS), data=st.data()
)
def test_no_text_breaks_a_promise(name, texts, data):
    family = find(name)
    if not all(text.strip() for text in texts):
        return
    language = data.draw(st.sampled_from([code for code in PAWSX.languages if family.valid(code)]))
    strength = 1.0 if family.single else data.draw(st.sampled_from([0.05, 0.3, 1.0]))
    example = Text(id="x", language=language, text=texts[0], second=texts[1], label="1")
    outcome = perturb(PAWSX.type, example, Perturbation(family=name, strength=strength), Known())
    if isinstance(outcome, Perturbed):
        check(outcome, name)
    else:
        assert outcome.reason


def test_a_stronger_perturbation_holds_the_edits_of_a_weaker_one(own_pairs):
    shares = (0.05, 0.15, 0.3)
    counts = []
    for example in own_pairs["de"]:
        drawn = [
            set(perturb(PAWSX.type, example, Perturbation(family="invisible", strength=share), Known()).replacements)
            for share in shares
        ]
        assert drawn[0] <= drawn[1] <= drawn[2]
        counts.append([len(replacements) for replacements in drawn])
    weakest, middle, strongest = map(sum, zip(*counts, strict=True))
    assert weakest < middle < strongest


def test_seed_and_id_change_what_is_drawn(own_pairs):
    example = own_pairs["en"][0]
    first = perturb(PAWSX.type, example, Perturbation(family="homoglyph", seed=1), Known())
    other = perturb(PAWSX.type, example, Perturbation(family="homoglyph", seed=2), Known())
    assert first.replacements != other.replacements


def test_what_cannot_be_perturbed_is_excluded_with_its_reason():
    kind = Classification(labels=("0", "1"), same="1")

    def outcome(text: str, name: str, label: str = "1") -> object:
        example = Text(id="7", language="en", text=text, second=text, label=label)
        return perturb(kind, example, Perturbation(family=name), Known())

    assert outcome("A B", "character_noise") == Exclusion("7", "en", NOTHING_TO_EDIT)
    assert outcome("eels", "homoglyph") == Exclusion("7", "en", TOO_SHORT)
    assert outcome("In 1993 it ended", "number_contrast", label="0") == Exclusion("7", "en", NOT_EQUAL)
    assert outcome("In 1993 it ended", "number_contrast").example.label == "0"
