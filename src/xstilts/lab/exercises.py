"""Every kind of exercise by name, and its examples in a language: labels are known because meanings came first."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from xstilts.base.errors import pick
from xstilts.lab import bitext, inference, paraphrase, reading, similarity, single
from xstilts.lab.events import ROLES, Event
from xstilts.lab.items import Draw, Split, items
from xstilts.lab.languages import Lab, Sentence
from xstilts.lab.streams import stream

VERSION = 3
"""Goes up whenever equal settings give other data than before: it is part of the data's fingerprint."""


@dataclass(frozen=True)
class Exercise:
    """How one item is drawn, what labels it can have (none where the sentences are all there is), what it asks."""

    draw: Draw
    about: str
    labels: tuple[str, ...] = ()


EXERCISES = {
    "nli": Exercise(inference.nli, "Does the second sentence follow from the first?", inference.LABELS),
    "paws": Exercise(paraphrase.paws, "Do two sentences of nearly the same words mean the same?", paraphrase.LABELS),
    "sts": Exercise(similarity.similar, "How many of five parts do two sentences share?", similarity.SCORES),
    "topic": Exercise(single.topic, "Which group is the verb of?", single.TOPICS),
    "accept": Exercise(single.acceptability, "Can these do that to those?", single.ACCEPTABILITY),
    "sentence": Exercise(single.sentence, "Sentences with parts of speech, names and roles of all words."),
    "qa": Exercise(reading.question, "Which words of the text answer the question?", reading.ANSWERS),
    "choice": Exercise(reading.story, "Which of four things happens next?", tuple("0123")),
    "lareqa": Exercise(reading.answered, "Which sentences of a pool answer the question?", ROLES),
    "bucc": Exercise(bitext.mined, "Which sentences of two piles are translations?", ("parallel", "apart")),
    "image": Exercise(single.seen, "Sentences that a picture can show."),
}


@dataclass(frozen=True, slots=True)
class Example:
    """An item in one language: its sentences word by word, its label, and what it means. Translations share the id."""

    id: str
    language: str
    sentences: tuple[Sentence, ...]
    label: str
    phenomenon: str
    meaning: tuple[Event, ...]


def examples(lab: Lab, exercise: str, language: str, split: Split, *, stream_name: str = "") -> Iterator[Example]:
    """The examples of a split in a language, without end and one at a time. All languages say the same items.

    `stream_name` gives tasks that share an exercise items of their own. Raises UserError for an exercise or
    a language that is not there.
    """
    draw = pick(EXERCISES, exercise, "exercise of the lab").draw
    realiser = pick(lab.realisers, language, "language of the lab")
    name = stream_name or exercise
    rng = stream(lab.settings.seed, "words of", name, split, language)
    for item in items(lab.world, name, draw, split):
        yield Example(
            id=item.id,
            language=language,
            sentences=tuple(realiser.sentence(event, rng) for event in item.clauses),
            label=item.label,
            phenomenon=item.phenomenon,
            meaning=item.clauses,
        )


def first(lab: Lab, exercise: str, language: str, split: Split, count: int) -> list[Example]:
    """The first `count` examples of a split."""
    return list(islice(examples(lab, exercise, language, split), count))
