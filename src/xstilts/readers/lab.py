"""Turns what the lab makes into the examples of task types. A lab task is a task like any other, without files."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any, cast

from xstilts.base.errors import UserError
from xstilts.graph.plain import canonical, plain
from xstilts.lab import bitext, reading
from xstilts.lab.documents import Kind, Written, corpus
from xstilts.lab.events import Role
from xstilts.lab.exercises import VERSION, Example, examples
from xstilts.lab.items import Split
from xstilts.lab.languages import Lab, names, open_lab, parts_of_speech, roles, text
from xstilts.lab.settings import LabSettings
from xstilts.lab.streams import stream
from xstilts.task_types.base import Task
from xstilts.task_types.bitext_mining import MinedSentence
from xstilts.task_types.classification import Text
from xstilts.task_types.lexicon_induction import LexiconEntry
from xstilts.task_types.masked_lm import Passage
from xstilts.task_types.multiple_choice import ChoiceQuestion
from xstilts.task_types.ranking import PoolEntry
from xstilts.task_types.retrieval import Pair
from xstilts.task_types.span_qa import Answer, Question
from xstilts.task_types.tagging import Tagged
from xstilts.task_types.task_type import TaskType

SPLITS = ("train", "dev", "test")

Make = Callable[[Lab, str, Split, int], Iterable[Any]]
"""Makes the examples of a language and split from so many items (documents, pairs, events)."""


@dataclass(frozen=True, kw_only=True)
class LabData:
    """The examples of one kind that a world holds: `kind` names them, `make` makes them, `settings` is the world.

    A task that compares with the first language, as retrieval does, is not there in that language (`pivot`).
    """

    kind: str
    make: Make
    settings: LabSettings = field(default_factory=LabSettings)
    splits: tuple[str, ...] = SPLITS
    pivot: bool = False

    @property
    def translations(self) -> tuple[str, ...]:
        """The languages of translations beside a document, where there are any: all."""
        return self.languages if self.kind in ("corpus", "corpus-parallel") else ()

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that have such examples."""
        return self.settings.codes[1:] if self.pivot else self.settings.codes

    def count(self, split: str) -> int:
        """From how many items the examples of a split are made: a pool has several sentences an item."""
        corpus_split = self.kind.startswith("corpus") and split == "train"
        return int(self.settings.documents if corpus_split else getattr(self.settings, split))

    def examples(self, language: str, split: str) -> Iterable[tuple[str, Any]]:
        """Place and example. Raises UserError where the world has too little to say."""
        made = self.make(open_lab(self.settings), language, cast(Split, split), self.count(split))
        for number, example in enumerate(made, start=1):
            yield f"lab:{self.kind}/{language}/{split}:{number}", example

    def fingerprint(self, language: str, split: str) -> str:
        """SHA-256 over the version of the lab's code and all settings of the world."""
        written = canonical([VERSION, self.kind, plain(self.settings), language, split])
        return hashlib.sha256(written.encode()).hexdigest()


def task(made: LabData, *, type: TaskType, headline: str, about: str) -> Task:
    """The declaration of a lab task."""
    return Task(
        type=type,
        languages=made.languages,
        translations=made.translations,
        train_language=made.settings.codes[0],
        made=made,
        headline=headline,
        licence="none: made by xstilts, free of rights",
        cite="",
        about=f"Lab: {about} Made-up languages; real names are mnemonics of type and no evidence about any language.",
    )


def in_world(lab_task: Task, settings: LabSettings) -> Task:
    """The task in another world. Raises UserError where it is no task of the lab."""
    made = lab_task.made
    if not isinstance(made, LabData):
        raise UserError("only tasks of the lab can move to another world: this one reads files")
    made = replace(made, settings=settings)
    return replace(
        lab_task,
        made=made,
        languages=made.languages,
        translations=made.translations,
        train_language=settings.codes[0],
    )


def texts(exercise: str, label: Callable[[str], str | float] = str) -> LabData:
    """Sentences, alone or in pairs, with a label; `label=float` makes it a score."""

    def make(lab: Lab, language: str, split: Split, count: int) -> Iterator[Text]:
        for example in islice(examples(lab, exercise, language, split), count):
            first, *others = (text(sentence) for sentence in example.sentences)
            yield Text(
                id=example.id,
                language=language,
                text=first,
                second=others[0] if others else None,
                label=label(example.label),
            )

    return LabData(kind=exercise, make=make)


Tags = Callable[[Lab, Example], tuple[str, ...]]

TAGS: dict[str, Tags] = {
    "pos": lambda lab, example: parts_of_speech(lab.world, example.sentences[0]),
    "ner": lambda lab, example: names(lab.world, example.sentences[0]),
    "srl": lambda lab, example: roles(example.sentences[0]),
}


def tagged(kind: str) -> LabData:
    """Sentences with the tags of `TAGS`; each kind has sentences of its own."""

    def make(lab: Lab, language: str, split: Split, count: int) -> Iterator[Tagged]:
        for example in islice(examples(lab, "sentence", language, split, stream_name=kind), count):
            words = tuple(token.word for token in example.sentences[0])
            yield Tagged(id=example.id, language=language, words=words, tags=TAGS[kind](lab, example))

    return LabData(kind=kind, make=make)


def questions(lab: Lab, language: str, split: Split, count: int) -> Iterator[Question]:
    """Questions on a text of two sentences, with the words of it that answer them."""
    for example in islice(examples(lab, "qa", language, split), count):
        span = reading.span(example.sentences, example.label)
        answer = Answer(span.answer, span.start)
        yield Question(
            id=example.id, language=language, context=span.context, question=span.question, answers=(answer,)
        )


def choices(lab: Lab, language: str, split: Split, count: int) -> Iterator[ChoiceQuestion]:
    """What happened, and four things that may happen next."""
    for example in islice(examples(lab, "choice", language, split), count):
        context, *others = (text(sentence) for sentence in example.sentences)
        yield ChoiceQuestion(
            id=example.id, language=language, context=context, choices=tuple(others), label=int(example.label)
        )


def pairs(lab: Lab, language: str, split: Split, count: int) -> Iterator[Pair]:
    """Sentences with their translation in the first language."""
    pivot = lab.realisers[lab.settings.codes[0]]
    rng = stream(lab.settings.seed, "translations", split, language)
    for example in islice(examples(lab, "sentence", language, split, stream_name="retrieval"), count):
        translation = text(pivot.sentence(example.meaning[0], rng))
        yield Pair(id=example.id, language=language, text=text(example.sentences[0]), translation=translation)


def piles(lab: Lab, language: str, split: Split, count: int) -> Iterator[MinedSentence]:
    """Two piles of sentences with some translations among them; in test those of dev to choose a threshold on."""
    yield from _piles(lab, language, split, count, tuning=False)
    if split == "test":
        yield from _piles(lab, language, "dev", lab.settings.dev, tuning=True)


def _piles(lab: Lab, language: str, split: Split, count: int, *, tuning: bool) -> Iterator[MinedSentence]:
    made = bitext.piles(lab, language, split, count)
    matches = {one: (other,) for one, other in made.pairs}
    for pile, pivot in ((made.source, False), (made.target, True)):
        for name, said in pile.items():
            yield MinedSentence(
                id=name,
                language=language,
                text=said,
                english=pivot,
                matches=() if pivot else matches.get(name, ()),
                tuning=tuning,
            )


def pool(lab: Lab, language: str, split: Split, count: int) -> Iterator[PoolEntry]:
    """Questions in the language, then one pool of sentences of all languages, in each of which every event is told."""
    pools = {code: list(islice(examples(lab, "lareqa", code, split), count)) for code in lab.settings.codes}
    for example in pools[language]:
        asked = example.meaning[1]
        right = [e.id for e in pools[language] if reading.answers(e.meaning[0], asked, cast(Role, example.label))]
        yield PoolEntry(
            id=example.id,
            language=language,
            text=text(example.sentences[1]),
            relevant=tuple(f"{code}/{name}" for code in pools for name in right),
        )
    for code, own in pools.items():
        for example in own:
            yield PoolEntry(
                id=f"{code}/{example.id}",
                language=language,
                text=text(example.sentences[0]),
                candidate=True,
                foreign=code != language,
            )


def entries(lab: Lab, language: str, split: Split, count: int) -> Iterator[LexiconEntry]:
    """Every word of the first language, names of two words too, with all ways to say any concept that it stands for.

    A dictionary is what it is: `count` asks for nothing of it.
    """
    pivot, own = (lab.realisers[code].forms for code in (lab.settings.codes[0], language))
    found: dict[str, dict[str, None]] = {}
    for concept, ways in enumerate(pivot):
        for way in ways:
            found.setdefault(" ".join(way), {}).update((" ".join(other), None) for other in own[concept])
    for word, translations in found.items():
        if translations:  # a mark of grammar that the language does without has none
            yield LexiconEntry(id=word, language=language, word=word, translations=tuple(translations))


def passages(kinds: Sequence[Kind] = ()) -> LabData:
    """Documents to model: of the given kinds, or of all in the shares that the world's settings give."""

    def make(lab: Lab, language: str, split: Split, count: int) -> Iterator[Passage]:
        return (_passage(written) for written in islice(corpus(lab, language, split, tuple(kinds)), count))

    return LabData(kind="-".join(("corpus", *kinds)), make=make)


def _passage(written: Written) -> Passage:
    return Passage(
        id=written.id,
        language=written.language,
        text=written.text,
        translation=written.translation,
        translation_language=written.translation_language,
    )
