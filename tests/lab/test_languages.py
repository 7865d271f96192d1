"""Languages: what a dial does to sentences and words, by hand and for every setting."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xstilts.lab.events import Event, Phrase, draw
from xstilts.lab.grammar import Grammar
from xstilts.lab.languages import open_lab, switched, text
from xstilts.lab.settings import CHOICES, LabLanguage, LabSettings
from xstilts.lab.streams import stream


def said(lab, language, event):
    """The glosses of a sentence, in the language's order."""
    slots = Grammar(language, lab.world.function).linearise(event)
    return " ".join(lab.world.concepts[slot.concept].gloss for slot in slots)


@pytest.fixture(scope="module")
def event(lab):
    """The old dog did not chase two foxes, at the school, today."""
    ids = {concept.gloss: concept.id for concept in lab.world.concepts}
    return Event(
        verb=ids["catch"],
        agent=Phrase(ids["dog"], ids["old"]),
        patient=Phrase(ids["fox"], 0, ids["two"]),
        place=ids["school"],
        time=ids["today"],
        past=True,
        negated=True,
    )


@pytest.mark.parametrize(
    ("language", "active"),
    [
        (LabLanguage(code="x"), "old dog not catch past two fox today in school"),
        (LabLanguage(code="x", adjective="after"), "dog old not catch past two fox today in school"),
        (LabLanguage(code="x", order="SOV"), "today in school old dog two fox not catch past"),
        (LabLanguage(code="x", order="VSO", case=True), "not catch past old dog two fox object today in school"),
        (
            LabLanguage(code="x", order="SOV", adposition="after", negation="after", case=True, tense=False),
            "today school in old dog two fox object catch not",
        ),
    ],
)
def test_each_dial_of_grammar_moves_what_it_says(language, active, lab, event):
    assert said(lab, language, event) == active


def test_the_passive_turns_participants_round_and_marks_the_agent(lab, event):
    passive = event._replace(passive=True, fronted=True)
    assert said(lab, LabLanguage(code="x"), passive) == "today in school two fox not catch passive past by old dog"
    post = LabLanguage(code="x", order="SOV", adposition="after", case=True)
    assert said(lab, post, passive) == "two fox old dog by not catch passive past today school in"


@pytest.mark.parametrize("share", [0.0, 0.35, 1.0])
def test_cognates_are_the_share_of_words_that_were_asked_for(share):
    lab = open_lab(LabSettings(languages=("en", LabLanguage(code="x", cognates=share))))
    own, source = lab.realisers["x"].forms, lab.realisers["en"].forms
    content = [c.id for c in lab.world.concepts if c.kind not in ("nothing", "function", "name")]
    same = sum(own[concept] == source[concept] for concept in content) / len(content)
    assert abs(same - share) < 0.1 * (0 < share < 1) + 1e-9


def test_names_are_shared_exactly_within_a_script(lab):
    names = [concept.id for concept in lab.world.concepts if concept.kind == "name"]
    forms = {code: [realiser.forms[name] for name in names] for code, realiser in lab.realisers.items()}
    assert forms["en"] == forms["es"] == forms["tr"]
    words = {code: {word for ways in every for form in ways for word in form} for code, every in forms.items()}
    assert words["en"].isdisjoint(words["ru"] | words["ja"])


def test_no_two_concepts_of_a_language_sound_alike_unless_homonyms_are_asked_for(lab, zoo):
    for realiser in lab.realisers.values():
        forms = [form for ways in realiser.forms for form in ways]
        assert len(forms) == len(set(forms))
    kinds = {concept.id: concept.kind for concept in zoo.world.concepts}
    shared = 0
    for realiser in zoo.realisers.values():
        by_form = {}
        for concept, ways in enumerate(realiser.forms):
            for form in ways:
                by_form.setdefault(form, []).append(kinds[concept])
        doubled = [sorted(found) for found in by_form.values() if len(found) > 1]
        assert all(found == ["noun", "verb"] for found in doubled)
        shared += len(doubled)
    assert shared > 5


def test_the_default_vocabulary_is_small_enough_to_learn_in_a_minute(lab):
    assert 600 < len(lab.vocabulary) < 700
    assert list(lab.vocabulary) == sorted(set(lab.vocabulary))


def test_noise_puts_another_word_of_the_same_sort_for_about_that_share_of_words():
    lab = open_lab(LabSettings(languages=("en", LabLanguage(code="x", noise=0.3))))
    rng = stream(0, "test")
    realiser = lab.realisers["x"]
    wrong = total = 0
    for _ in range(500):
        for token in realiser.sentence(draw(lab.world, rng), rng):
            if lab.world.concepts[token.concept].kind in ("noun", "verb"):
                total += 1
                wrong += token.word != realiser.forms[token.concept][0][0]
    assert 0.25 < wrong / total < 0.35


def test_switching_every_word_leaves_only_what_the_other_language_lacks(lab):
    rng = stream(0, "switch")
    russian, english = lab.realisers["ru"], lab.realisers["en"]
    for _ in range(200):
        slots = russian.grammar.linearise(draw(lab.world, rng)._replace(passive=False))
        mixed = switched((russian, english), slots, 1.0, rng)
        kept = [token for token in mixed if (token.word,) in russian.forms[token.concept]]
        assert all(lab.world.concepts[token.concept].gloss == "object" for token in kept)
        assert switched((russian, english), slots, 0.0, rng) == russian.spoken(slots, rng)


@settings(max_examples=40, deadline=None)
@given(
    dials=st.fixed_dictionaries({name: st.sampled_from(known) for name, known in CHOICES.items()}),
    case=st.booleans(),
    tense=st.booleans(),
    number=st.integers(0, 10_000),
)
def test_every_language_says_every_event_so_that_it_is_understood(lab, checkers, dials, case, tense, number):
    # Without case, two nouns beside each other are told apart by their order alone, which is enough.
    language = LabLanguage(code="x", case=case, tense=tense, **dials)
    other = open_lab(replace(lab.settings, languages=(language,)))
    rng = stream(number, "understood")
    event = draw(other.world, rng)
    heard = checkers(other)["x"].read(text(other.realisers["x"].sentence(event, rng)))
    assert heard.nouns == {"agent": event.agent.noun, "patient": event.patient.noun}
    assert (heard.verb, heard.negated, heard.place, heard.time) == (event.verb, event.negated, event.place, event.time)
    assert heard.past == (event.past and tense)
