"""What `xstilts lab show` shows: the same meanings in every language, examples of every exercise, known distances.

Everything is gathered as plain tables first; a terminal and a web page are two ways to print them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files

from jinja2 import Environment, StrictUndefined
from rich.table import Table
from rich.text import Text

from xstilts.lab import distances
from xstilts.lab.distances import Distance
from xstilts.lab.documents import corpus
from xstilts.lab.exercises import EXERCISES, first
from xstilts.lab.languages import Lab, Sentence, text
from xstilts.lab.settings import LabLanguage

BESIDE = 5
"""Languages beside each other in a table."""


@dataclass(frozen=True)
class Listing:
    """A table as text: title, a sentence about it, the heads of its columns and its rows."""

    title: str
    about: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def content(lab: Lab, *, meanings: int = 4, examples: int = 2) -> tuple[Listing, ...]:
    """All that there is to see of a lab: so many meanings in every language, so many examples of every exercise."""
    return (
        *_languages(lab),
        *_sentences(lab, meanings),
        _exercises(lab, examples),
        _documents(lab, examples),
        _distances("Distances between languages", distances.between_languages(lab), distances.WEIGHTS),
        _distances("Distances between tasks", distances.between_tasks(), distances.TASK_WEIGHTS),
    )


def _languages(lab: Lab) -> Iterable[Listing]:
    """A column a language; as many beside each other as a narrow terminal has room for."""
    traits = ("like", "script", "order", "adjective", "adposition", "negation", "case", "cognates", "words")
    about = "What each language does. A real name is a mnemonic of type and no evidence about that language."
    found = [_described(r.language, len({form for ways in r.forms for form in ways})) for r in lab.realisers.values()]
    for start in range(0, len(found), BESIDE):
        shown = found[start : start + BESIDE]
        (_, *codes), *rows = zip(("", *traits), *shown, strict=True)
        yield Listing("Languages", about, ("", *codes), tuple(rows))


def _described(language: LabLanguage, words: int) -> tuple[str, ...]:
    sides = (language.adjective, language.adposition, language.negation)
    case = "yes" if language.case else "no"
    return (
        language.code,
        language.like or "-",
        language.script,
        language.order,
        *sides,
        case,
        f"{language.cognates:.0%}",
        str(words),
    )


def _sentences(lab: Lab, count: int) -> Iterable[Listing]:
    """One table a meaning: every language's sentence, with a gloss below each word in one line."""
    by_language = [first(lab, "sentence", code, "test", count) for code in lab.realisers]
    for number, translations in enumerate(zip(*by_language, strict=True), start=1):
        rows = tuple((e.language, text(e.sentences[0]), glossed(lab, e.sentences[0])) for e in translations)
        about = "One meaning in every language, word by word."
        yield Listing(f"The same in every language, {number}", about, ("language", "sentence", "gloss"), rows)


def glossed(lab: Lab, sentence: Sentence) -> str:
    """What each word says, in English, in the order of the sentence."""
    glosses = [lab.world.concepts[token.concept].gloss for token in sentence if not token.inside]
    return " ".join(gloss.replace("_", "-") for gloss in glosses)


def _exercises(lab: Lab, count: int) -> Listing:
    code = lab.settings.codes[0]
    rows = [
        (
            name,
            example.label or "-",
            " / ".join(map(text, example.sentences)),
            " / ".join(glossed(lab, s) for s in example.sentences),
        )
        for name in EXERCISES
        for example in first(lab, name, code, "dev", count)
    ]
    about = f"Examples in {code}. " + " ".join(f"{name}: {entry.about}" for name, entry in EXERCISES.items())
    return Listing("Exercises", about, ("exercise", "label", "sentences", "gloss"), tuple(rows))


def _documents(lab: Lab, count: int) -> Listing:
    code = lab.settings.codes[0]
    taken = {"plain": 0, "parallel": 0, "switched": 0}
    rows: list[tuple[str, ...]] = []
    kinds = [kind for kind, share in _shares(lab).items() if share > 0]
    for written in corpus(lab, code, "dev"):
        if taken[written.kind] < count:
            taken[written.kind] += 1
            rows.append((written.kind, written.text, written.translation or "-"))
        if all(taken[kind] >= count for kind in kinds):
            break
    about = "Documents to pretrain on: plain, beside a translation, and with words of other languages."
    return Listing("Pretraining text", about, ("kind", "text", "translation"), tuple(sorted(rows)))


def _shares(lab: Lab) -> dict[str, float]:
    """The kinds of documents that the corpus of the first language has."""
    settings = lab.settings
    alone = len(settings.codes) == 1
    parallel, switched = (0.0, 0.0) if alone else (settings.parallel, settings.switched)
    return {"parallel": parallel, "switched": switched, "plain": 1.0 - parallel - switched}


def _distances(title: str, found: Sequence[Distance], weights: dict[str, float]) -> Listing:
    names = tuple(weights)
    about = "The sum of " + ", ".join(f"{weight:g} x {name}" for name, weight in weights.items()) + "."
    rows = tuple(
        (d.one, d.other, *(f"{d.parts[name]:.2f}" for name in names), f"{d.total:.2f}")
        for d in sorted(found, key=lambda d: d.total)
    )
    return Listing(title, about, ("", "", *names, "distance"), rows)


def tables(listings: Sequence[Listing]) -> list[Table]:
    """The listings for a terminal. Words are printed as they are: nothing in them is markup."""
    made = []
    for listing in listings:
        table = Table(title=Text(listing.title), caption=Text(listing.about), title_justify="left")
        for head in listing.heads:
            table.add_column(Text(head), overflow="fold")
        for row in listing.rows:
            table.add_row(*map(Text, row))
        made.append(table)
    return made


def page(listings: Sequence[Listing], title: str = "The lab") -> str:
    """The listings as one HTML page that needs nothing else. All text is escaped."""
    template = files("xstilts.lab").joinpath("show.html.j2").read_text("utf-8")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(template).render(listings=listings, title=title)
