"""The label rule on the lab: after a perturbation, two sentences mean the same exactly if the label says so."""

import pytest

from xstilts.lab.events import packed
from xstilts.lab.languages import open_lab
from xstilts.perturbations import family as families
from xstilts.perturbations.family import Perturbation, find
from xstilts.perturbations.perturb import perturb
from xstilts.perturbations.slices import Perturbed, known_of, languages_for
from xstilts.task_types.base import load

MEANT = ("adverbial_order", "entity_contrast", "entity_replacement", "negation", "role_swap", "synonym")
"""Families whose outcome is again a sentence of the language."""

SURFACE = ("character_noise", "keyboard_typo", "homoglyph", "invisible", "whitespace", "punctuation")
"""Families that change how words are written."""


def outcomes(task, name, count):
    """What is known of the words and the outcome, for `count` examples of every language."""
    perturbation = Perturbation(family=name)
    for language in languages_for(task, perturbation, task.languages):
        known = known_of(task, perturbation, language, None)
        for example in load(task, "lab_paws", None, language, "test")[:count]:
            yield known, perturb(task.type, example, perturbation, known)


@pytest.mark.parametrize("name", MEANT)
def test_the_label_rule_holds_for_ten_thousand_items(name, lab_paws):
    made = violations = total = 0
    for known, outcome in outcomes(lab_paws, name, 2_000):
        total += 1
        if isinstance(outcome, Perturbed):
            made += 1
            one, other = (known.lab.meaning(text) for text in (outcome.example.text, outcome.example.second))
            equal = one is not None and other is not None and packed(one) == packed(other)
            violations += equal != (outcome.example.label == "1") or one is None or other is None
    assert total == 10_000
    assert made > 100
    assert violations == 0


@pytest.mark.parametrize("name", ["code_switch", "one_sided_code_switch"])
def test_every_switched_word_says_the_same(name, lab_paws, lab_world):
    """In the lab, a word and its translation stand for the same concept, so the label holds."""
    realisers = open_lab(lab_world).realisers
    said = {code: _concepts(realiser) for code, realiser in realisers.items()}
    made = 0
    for _, outcome in outcomes(lab_paws, name, 2_000):
        if isinstance(outcome, Perturbed):
            made += 1
            own = said[outcome.original.language]
            texts = (outcome.original.text, outcome.original.second)
            for part, start, end, new in outcome.replacements:
                concepts = own[texts[part][start:end]]
                assert any(concepts == said[code].get(new) for code in said if code != outcome.original.language)
    assert made > 9_000


def _concepts(realiser):
    found = {}
    for concept, ways in enumerate(realiser.forms):
        for form in ways:
            found.setdefault(" ".join(form), set()).add(concept)
    return found


@pytest.mark.parametrize("name", SURFACE)
def test_no_change_of_letters_makes_another_word_of_the_lab(name, lab_paws):
    """Reading survives: a word that is written otherwise is no other word, so that the label holds."""
    made = 0
    for known, outcome in outcomes(lab_paws, name, 400):
        if isinstance(outcome, Perturbed):
            made += 1
            before = {word for text in lab_paws.type.texts(outcome.original) for word in text.split()}
            after = {word for text in lab_paws.type.texts(outcome.example) for word in text.split()}
            assert not [word for word in after - before if known.lab.parser.knows(word)]
    assert made > 400


def test_every_family_for_the_lab_is_tested_here():
    exact = {name for name in families.names() if find(name).propose_in_lab is not None}
    assert exact - set(MEANT) == {"number_contrast", "number_shift"}  # paraphrases of the lab count nothing
