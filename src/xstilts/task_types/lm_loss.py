"""How well an encoder's own language-model head still knows a language: the loss of hidden tokens. Nothing is learned.

Which tokens are hidden is part of the rows, not of a model's run: all models read the same gaps, and their difference
is one of models alone.
"""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from xstilts.base.errors import UserError
from xstilts.base.randomness import stream
from xstilts.metrics.metric import Items, Metric
from xstilts.metrics.pseudo_likelihood import hidden_together
from xstilts.models.encoded import IGNORED, Encoded, encoded
from xstilts.models.head_spec import HeadSpec
from xstilts.task_types import tokens
from xstilts.task_types.masked_lm import NLL, MaskedLM, Passage
from xstilts.task_types.task_type import Prediction

Words = list[int]


@dataclass(frozen=True, kw_only=True)
class LanguageModelLoss:
    """The mean loss of hidden tokens in nats, by passage; exp of it is the pseudo-perplexity (Salazar et al. 2020).

    `hide` says which tokens are hidden: "sampled" a share of `mask_rate` in each of `draws` passes, drawn by passage
    and place; "token" each by itself, the exact pseudo-perplexity at the cost of a pass a token; "word" each with the
    rest of its word to the right (PLL-word-l2r, Kauf and Ivanova 2023). Hidden tokens all become the mask.

    Losses of two languages cannot be compared, as their pieces differ; the changes of one language can.
    """

    hide: Literal["sampled", "token", "word"] = "sampled"
    mask_rate: float = 0.15
    draws: int = 4

    trainable: ClassVar[bool] = False
    labelled: ClassVar[bool] = False
    metrics: ClassVar[tuple[Metric, ...]] = (NLL,)

    def __post_init__(self) -> None:
        if self.hide not in ("sampled", "token", "word"):
            raise ValueError(f"hide is {self.hide!r}, expected sampled, token or word")
        if not 0 < self.mask_rate <= 1 or self.draws < 1:
            raise ValueError(
                f"mask_rate {self.mask_rate} and draws {self.draws}: expected 0 < rate <= 1, 1 draw or more"
            )

    @property
    def head(self) -> HeadSpec:
        """The checkpoint's own language-model head, which every phase hands on."""
        return HeadSpec(kind="masked_lm", settings=(("own_gaps", True),))

    def check(self, example: Passage) -> str | None:
        """Why the passage cannot be used: it is empty, or has a translation, which would give its tokens away."""
        if example.translation is not None:
            return "a translation beside the text. The loss of a language is measured on text of it alone."
        return MaskedLM().check(example)

    def gold(self, example: Passage) -> tuple[Hashable, ...]:
        """Nothing: what is right is not given by labels that could be withheld."""
        return ()

    def texts(self, example: Passage) -> tuple[str, ...]:
        """The text."""
        return (example.text,)

    def encode(self, examples: Sequence[Passage], tokenizer: Any, max_length: int) -> Encoded:
        """One row for every passage (or part of a long one) and set of hidden tokens, with masks in their places.

        Column `labels` has the hidden ids, IGNORED elsewhere. Raises UserError for a tokenizer without a mask token.
        """
        mask = tokenizer.mask_token_id
        if mask is None:
            raise UserError(f"{tokenizer.name_or_path}: the tokenizer has no mask token, which hiding needs")
        sequences: list[list[int]] = []
        labels: list[list[int]] = []
        source: list[int] = []
        for part in _parts(examples, tokenizer, max_length):
            ids = np.array(part.ids, np.int64)
            for hidden, asked in self._gaps(part):
                sequences.append(np.where(hidden, mask, ids).tolist())
                labels.append(np.where(asked, ids, IGNORED).tolist())
                source.append(part.example)
        return encoded(sequences, example=source, per_token={"labels": labels})

    def _gaps(self, part: "_Part") -> Iterator[tuple[NDArray[np.bool_], NDArray[np.bool_]]]:
        """Which tokens a row hides and which of these it asks for, both (tokens,): all that are drawn, or one."""
        inner = np.array(part.words) >= 0
        if self.hide == "sampled":
            for draw in range(self.draws):
                chance = stream("hidden", part.id, part.number, draw).random(len(inner))
                hidden = (chance < self.mask_rate) & inner
                yield hidden, hidden
            return
        words = part.words if self.hide == "word" else np.where(inner, np.arange(len(inner)), -1).tolist()
        rows = hidden_together([None if word < 0 else word for word in words])
        for place, hidden in zip(np.flatnonzero(inner), rows, strict=True):
            yield hidden, np.arange(len(inner)) == place

    def decode(
        self, examples: Sequence[Passage], rows: Encoded, outputs: Sequence[NDArray[np.float32]]
    ) -> list[Prediction]:
        """The mean loss in nats of a passage's hidden tokens and how many they were: {"nll": x, "tokens": n}."""
        return MaskedLM().decode(examples, rows, outputs)

    def guess(self, examples: Sequence[Passage]) -> None:
        """As for `MaskedLM`, not to be had from examples."""

    def score(self, examples: Sequence[Passage], predictions: Sequence[Prediction]) -> dict[str, Items]:
        """`nll` as `MaskedLM` counts it: the loss of a passage over its hidden tokens."""
        return MaskedLM().score(examples, predictions)


class _Part(NamedTuple):
    """A framed piece of a passage that is read at once: its token ids, and the word of each (-1: special)."""

    example: int
    id: str
    number: int
    ids: list[int]
    words: Words


def _parts(examples: Sequence[Passage], tokenizer: Any, max_length: int) -> Iterator[_Part]:
    """Every passage in as few equal parts as fit; nothing is dropped."""
    frame = tokens.frame(tokenizer)
    room = frame.room(max_length)
    special = set(tokenizer.all_special_ids)
    outer = [-1] * len(frame.before), [-1] * len(frame.after)
    read = tokens.encodings(tokenizer, [example.text for example in examples], special=False)
    for index, (example, one) in enumerate(zip(examples, read, strict=True)):
        count = -(-len(one.ids) // room)
        for number in range(count):
            cut = slice(len(one.ids) * number // count, len(one.ids) * (number + 1) // count)
            ids = one.ids[cut]
            words = [
                -1 if token in special or word is None else word
                for token, word in zip(ids, one.word_ids[cut], strict=True)
            ]
            framed = [*frame.before, *ids, *frame.after]
            yield _Part(index, example.id, number, framed, [*outer[0], *words, *outer[1]])
