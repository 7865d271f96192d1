"""The protocol that all behaviour of a kind of task stands behind, and `Task`, the declaration of one data set.

A task type knows how examples become rows of tokens, which head learns them, how the head's outputs become
predictions and how predictions are scored. It needs no torch: heads and losses are in `models.heads`.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from xstilts.base.errors import UserError
from xstilts.metrics.metric import Items, Metric
from xstilts.models.encoded import Encoded
from xstilts.models.head_spec import HeadSpec
from xstilts.task_types.hub import HubCopy, Reader
from xstilts.task_types.layout import Layout, filled, matches
from xstilts.task_types.maker import Maker


class Prediction(NamedTuple):
    """What a model says of one example. `value` is plain JSON; `confidence` its probability where there is one."""

    id: str
    language: str
    value: Any
    confidence: float | None = None


class TaskType(Protocol):
    """All behaviour of one kind of task. Examples are its own frozen dataclass.

    All have an `id`, which an example's translations share where there are any, and a `language`.
    """

    @property
    def head(self) -> HeadSpec:
        """The head that models.heads builds for it."""
        ...

    @property
    def label_names(self) -> tuple[str, ...]:
        """The names of the head's outputs in their order; () where they have none."""
        ...

    @property
    def trainable(self) -> bool:
        """Whether examples carry something to learn (retrieval evaluates only)."""
        ...

    @property
    def labelled(self) -> bool:
        """Whether examples have labels, which zero-shot transfer keeps apart by language and split. Plain text has
        none.
        """
        ...

    @property
    def metrics(self) -> tuple[Metric, ...]:
        """The metrics that `score` returns, in that order."""
        ...

    def check(self, example: Any) -> str | None:
        """What is wrong with the example (an unknown label, an empty text), with the value; None if nothing is."""
        ...

    def gold(self, example: Any) -> tuple[Hashable, ...]:
        """What is right of it, by which a reader sees whether labels were withheld: a label, the tags of its words.

        () where there is nothing to compare, as in plain text.
        """
        ...

    def texts(self, example: Any) -> tuple[str, ...]:
        """Every text of the example, for overlap checks and for training tokenizers."""
        ...

    def encode(self, examples: Sequence[Any], tokenizer: Any, max_length: int) -> Encoded:
        """Rows of tokens with targets. `tokenizer` is a transformers fast tokenizer."""
        ...

    def decode(
        self, examples: Sequence[Any], rows: Encoded, outputs: Sequence[NDArray[np.float32]]
    ) -> list[Prediction]:
        """One prediction an example, in order. `outputs` holds the head's output for every row."""
        ...

    def guess(self, examples: Sequence[Any]) -> list[Prediction] | None:
        """What someone would predict who knows how often every answer comes and cannot read: the bar for learning.

        None where examples do not tell what guessing would give.
        """
        ...

    def score(self, examples: Sequence[Any], predictions: Sequence[Prediction]) -> dict[str, Items]:
        """Every metric on every example. Examples and predictions are of one language, in the same order."""
        ...


def pairs(examples: Sequence[Any], predictions: Sequence[Prediction]) -> Iterator[tuple[Any, Prediction]]:
    """Each example with its prediction. Raises UserError where they are not the same items in the same order."""
    if len(examples) != len(predictions):
        raise UserError(f"{len(predictions)} predictions for {len(examples)} examples. Every example needs one.")
    for number, (example, prediction) in enumerate(zip(examples, predictions, strict=True), start=1):
        if example.id != prediction.id:
            raise UserError(
                f"prediction {number} is of {prediction.id!r}, expected {example.id!r}: wrong order or data"
            )
        yield example, prediction


class Repair(NamedTuple):
    """What a reader mended in a format that is known to be dirty; repairs are counted. `left_out`: a row is gone."""

    what: str
    left_out: bool = False


def _no_files(paths: Sequence[Path], language: str, split: str) -> Iterable[tuple[str, Any]]:
    """The reader of a task whose examples are made."""
    return ()


class Size(NamedTuple):
    """Examples of one language in a split, and their mean number of tokens: about, for estimates of cost only.

    Tokens are those of XLM-R's tokenizer, all candidates and all windows of an example together.
    """

    examples: int
    tokens: int


@dataclass(frozen=True, kw_only=True)
class Task:
    """One data set: where its files lie, how they are read, and what it is scored by.

    `files` gives the file patterns of every split below the data folder. In a pattern `{language}` stands for the
    language as XTREME spells it and `{code}` for its entry in `codes` (a language without one has no such file);
    `*` matches several files; `a + b` names files that are read side by side. `layouts` are alternatives to
    `files`: the first layout whose patterns are all there is used, that of the `hub` last. A `pooled` task uses those
    that are there. A task with `made` has no files: its examples come from there. Text that stands beside
    translations says in which languages those are (`translations`). `sizes` of splits are for estimates of cost.
    `stand_ins` say of files, by how their path begins, that they are read for want of better ones.
    """

    type: TaskType
    languages: tuple[str, ...]
    headline: str
    licence: str
    cite: str
    about: str
    files: Layout = field(default_factory=dict)
    read: Reader = _no_files
    made: Maker | None = None
    codes: Mapping[str, str] = field(default_factory=dict)
    layouts: tuple[Layout, ...] = ()
    hub: HubCopy | None = None
    pooled: bool = False
    train_language: str = "en"
    translations: tuple[str, ...] = ()
    sizes: Mapping[str, Size] = field(default_factory=dict)
    stand_ins: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def metrics(self) -> dict[str, Metric]:
        """The metrics of its type by name, the headline first."""
        found = {metric.name: metric for metric in self.type.metrics}
        return {self.headline: found[self.headline], **found}

    @property
    def _layouts(self) -> tuple[Layout, ...]:
        """Where files may lie, in order of preference."""
        return (self.files, *self.layouts, *((self.hub.layout,) if self.hub else ()))

    @property
    def splits(self) -> tuple[str, ...]:
        """Every split that any layout has, in order."""
        if self.made:
            return self.made.splits
        return tuple(dict.fromkeys(split for layout in self._layouts for split in layout))

    def languages_of(self, data: Path, split: str) -> tuple[str, ...]:
        """The languages whose files of the split lie below `data`, in the task's order."""
        return tuple(language for language in self.languages if self.made or self.paths(data, language, split))

    def paths(self, data: Path, language: str, split: str) -> tuple[Path, ...]:
        """The files of a language and split, or () when any of them is missing.

        Raises UserError where one of two files that are read side by side is missing.
        """
        for layout in self._layouts:
            found = [matches(data, pattern, language, self.codes) for pattern in layout.get(split, ())]
            if any(found) if self.pooled else found and all(found):
                return tuple(path for paths in found for path in paths)
        return ()

    def stand_in(self, data: Path, language: str, split: str) -> str:
        """What a reader must know of the files that are read, where they stand in for others; "" where they do not."""
        for path in () if self.made else self.paths(data, language, split):
            for start, what in self.stand_ins.items():
                if path.relative_to(data).as_posix().startswith(start):
                    return what
        return ""

    def expected(self, language: str, split: str) -> str:
        """The patterns that were looked for, for messages."""
        layouts = [layout[split] for layout in self._layouts if split in layout]
        texts = (", ".join(filter(None, (filled(p, language, self.codes) for p in layout))) for layout in layouts)
        return " or ".join(filter(None, texts))
