"""One tag for every word: parts of speech, named entities."""

from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from xstilts.base.errors import unknown
from xstilts.metrics import chunks
from xstilts.metrics.metric import ACCURACY, F1, Items, Metric
from xstilts.models.encoded import IGNORED, Encoded, encoded
from xstilts.models.head_spec import HeadSpec
from xstilts.task_types import tokens
from xstilts.task_types.edits import EditableText, Replacement, Stretch, rewritten
from xstilts.task_types.task_type import Prediction, pairs


@dataclass(frozen=True, kw_only=True, slots=True)
class Tagged:
    """A sentence of words, each with its tag."""

    id: str
    language: str
    words: tuple[str, ...]
    tags: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Tagging:
    """Chooses one of `tags` for every word; their order is the order of the head's outputs.

    The chunks of F1 are those of `metrics.chunks`: entities of B-, I- and O tags, runs of equal tags of other sets.
    """

    tags: tuple[str, ...]

    trainable: ClassVar[bool] = True
    labelled: ClassVar[bool] = True
    metrics: ClassVar[tuple[Metric, ...]] = (F1, ACCURACY)

    @property
    def head(self) -> HeadSpec:
        """A score for every tag at every token."""
        return HeadSpec(kind="token", outputs=len(self.tags), labels=self.tags)

    def check(self, example: Tagged) -> str | None:
        """Why the sentence cannot be used: no word, an empty one, an unknown tag, unequal numbers."""
        if not example.words:
            return "a sentence without words. Remove the blank line."
        if len(example.words) != len(example.tags):
            return f"{len(example.words)} words but {len(example.tags)} tags. Every word needs one tag."
        for word, tag in zip(example.words, example.tags, strict=True):
            if not word.strip():
                return f"an empty word with tag {tag!r}. Mend or remove the line."
            if tag not in self.tags:
                return f"{unknown('tag', tag, self.tags)} (word {word!r})"
        return None

    def gold(self, example: Tagged) -> tuple[Hashable, ...]:
        """The tag of every word."""
        return example.tags

    def texts(self, example: Tagged) -> tuple[str, ...]:
        """The words joined by spaces."""
        return (" ".join(example.words),)

    def editable(self, example: Tagged) -> tuple[EditableText, ...]:
        """The words joined by spaces: edits stay inside of a word, so that every word keeps its tag."""
        return (EditableText(" ".join(example.words), tuple(_places(example.words)), inside_only=True),)

    def edited(self, example: Tagged, replacements: Sequence[Replacement]) -> Tagged:
        """The sentence with its words edited and its tags as they were."""
        words = (
            rewritten(word, [r._replace(start=r.start - a, end=r.end - a) for r in replacements if a <= r.start < b], 0)
            for word, (a, b) in zip(example.words, _places(example.words), strict=True)
        )
        return replace(example, words=tuple(words))

    def shown_label(self, example: Tagged) -> str:
        """Nothing: every word has a tag of its own."""
        return ""

    def flipped(self, example: Tagged) -> None:
        """None: what a tag becomes when the sentence means something else is not known."""
        return None

    def encode(self, examples: Sequence[Tagged], tokenizer: Any, max_length: int) -> Encoded:
        """One row a sentence, several where it is longer than `max_length`, cut between words.

        Column `labels` has a word's tag at its first piece and IGNORED elsewhere. A single word that is longer
        than a row keeps its first pieces.
        """
        index = {tag: i for i, tag in enumerate(self.tags)}
        frame = tokens.frame(tokenizer)
        room = frame.room(max_length)
        sequences, labels, source = [], [], []
        by_sentence = tokens.word_pieces(tokenizer, [example.words for example in examples])
        for i, (example, by_word) in enumerate(zip(examples, by_sentence, strict=True)):
            for start, end in _spans([len(ids) for ids in by_word], room):
                words = [ids[:room] for ids in by_word[start:end]]
                marks = (
                    [index[tag], *[IGNORED] * (len(ids) - 1)]
                    for tag, ids in zip(example.tags[start:end], words, strict=True)
                )
                sequences.append([*frame.before, *chain.from_iterable(words), *frame.after])
                labels.append(
                    [*[IGNORED] * len(frame.before), *chain.from_iterable(marks), *[IGNORED] * len(frame.after)]
                )
                source.append(i)
        return encoded(sequences, example=source, per_token={"labels": labels})

    def decode(
        self, examples: Sequence[Tagged], rows: Encoded, outputs: Sequence[NDArray[np.float32]]
    ) -> list[Prediction]:
        """The best tag of every word, taken at its first piece; rows of one sentence are joined again."""
        said: list[list[str]] = [[] for _ in examples]
        ends = rows.bounds[rows.row_bounds]
        for row, scores in enumerate(outputs):
            first = rows.per_token["labels"][ends[row] : ends[row + 1]] != IGNORED
            said[rows.example[row]].extend(self.tags[tag] for tag in scores[first].argmax(axis=1))
        for example, tags in zip(examples, said, strict=True):
            if len(tags) != len(example.words):
                raise ValueError(f"sentence {example.id}: {len(tags)} tags predicted for {len(example.words)} words")
        return [Prediction(e.id, e.language, tags) for e, tags in zip(examples, said, strict=True)]

    def shuffled(self, examples: Sequence[Tagged], rng: np.random.Generator) -> list[Tagged]:
        """The examples with the tags of all words dealt out anew."""
        tags = [tag for example in examples for tag in example.tags]
        dealt = iter([tags[place] for place in rng.permutation(len(tags))])
        return [replace(example, tags=tuple(next(dealt) for _ in example.tags)) for example in examples]

    def guess(self, examples: Sequence[Tagged]) -> list[Prediction]:
        """The most frequent tag on every word."""
        ((most, _),) = Counter(tag for example in examples for tag in example.tags).most_common(1)
        return [Prediction(example.id, example.language, [most] * len(example.words)) for example in examples]

    def score(self, examples: Sequence[Tagged], predictions: Sequence[Prediction]) -> dict[str, Items]:
        """F1 = 2 x shared chunks / (predicted + gold chunks), and accuracy over words, both by sentence."""
        both = [(example.tags, prediction.value) for example, prediction in pairs(examples, predictions)]
        units = chunks.overlap([gold for gold, _ in both], [said for _, said in both])
        right = [sum(a == b for a, b in zip(gold, said, strict=True)) for gold, said in both]
        words = [len(gold) for gold, _ in both]
        return {
            "f1": Items((2 * units.right).astype(np.float64), (units.predicted + units.gold).astype(np.float64)),
            "accuracy": Items(np.array(right, dtype=np.float64), np.array(words, dtype=np.float64)),
        }

    def official(self, examples: Sequence[Tagged], predictions: Sequence[Prediction]) -> Any:
        """The predictions, in order."""
        return [prediction.value for _, prediction in pairs(examples, predictions)]

    def official_gold(self, examples: Sequence[Tagged]) -> Any:
        """The tags, in order."""
        return [example.tags for example in examples]


def _spans(lengths: Sequence[int], room: int) -> Iterator[tuple[int, int]]:
    """Start and end of runs of words that fit into `room` tokens together; no run is empty."""
    start = used = 0
    for word, length in enumerate(lengths):
        if word > start and used + length > room:
            yield start, word
            start, used = word, 0
        used += min(length, room)
    yield start, len(lengths)


def _places(words: Sequence[str]) -> Iterator[Stretch]:
    """Where each of the words stands when they are joined by spaces."""
    start = 0
    for word in words:
        yield start, start + len(word)
        start += len(word) + 1
