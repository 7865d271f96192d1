"""The stages of a study as values: Pretrained, Train, Predict, Score.

Planning needs no torch, so the code that runs a stage (study.running) is imported when it runs, and only here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from xstilts.graph.stage import Context, Fingerprints, Stage
from xstilts.lab.settings import LabSettings
from xstilts.models.architecture import Architecture
from xstilts.study.data_slice import DataSlice
from xstilts.study.sizes import size, together
from xstilts.training.hyperparameters import Training

WELL_KNOWN = {"base": 86e6, "large": 303e6, "small": 42e6}
"""Layer weights of encoders by the size in their name, for estimates only."""


@dataclass(frozen=True, kw_only=True)
class Tokenizer(Stage):
    """A Unigram tokenizer of `vocabulary` pieces, trained on the texts of these slices. Seeds share it.

    With a `world` of the lab its pieces are the words of that world, all of them and exactly.
    """

    VERSION: ClassVar[int] = 3  # scores without the part that chance had
    vocabulary: int
    slices: tuple[DataSlice, ...]
    max_length: int
    world: LabSettings | None = None
    data: Fingerprints = ()

    def run(self, inputs: Mapping[str, Path], out: Path, context: Context) -> None:
        """Fill `out` with the tokenizer's files."""
        from xstilts.study.running import tokenizer

        tokenizer.run(self, out, context)

    @property
    def label(self) -> str:
        """`tokenizer of 8,000 pieces`."""
        return "tokenizer of the lab's words" if self.world else f"tokenizer of {self.vocabulary:,} pieces"


@dataclass(frozen=True, kw_only=True)
class Pretrained(Stage):
    """The encoder that a study starts from: a hub id, a folder, or an architecture with random weights.

    A hub id is pinned by `revision`, a commit; a folder by its checksums in `data`; an architecture needs a tokenizer.
    Its embeddings are random or made from translations (`aligned`).
    """

    VERSION: ClassVar[int] = 2  # aligned embeddings know translations of words
    ADDED: ClassVar[Mapping[str, Any]] = {"aligned": ()}

    source: str = ""
    revision: str | None = None
    trust_remote_code: bool = False
    architecture: Architecture | None = None
    tokenizer: Tokenizer | None = None
    aligned: tuple[DataSlice, ...] = ()
    seed: int = 0
    data: Fingerprints = ()

    def run(self, inputs: Mapping[str, Path], out: Path, context: Context) -> None:
        """Fill `out/checkpoint`."""
        from xstilts.study.running import pretrained

        pretrained.run(self, inputs.get("tokenizer"), out, context)

    @property
    def parameters(self) -> float:
        """Weights of the transformer layers; a guess from the name where the encoder is not built here."""
        if self.architecture:
            return self.architecture.parameters()
        return next((size for word, size in WELL_KNOWN.items() if word in self.source.lower()), 86e6)

    @property
    def label(self) -> str:
        """`pretrained xlm-roberta-base@e73636d4`."""
        return f"pretrained {self.source or 'new encoder'}" + (f"@{self.revision[:8]}" if self.revision else "")


@dataclass(frozen=True, kw_only=True)
class TaskShare:
    """One task in a training phase. `weight` is its share under mixing `given`; see training.task_mixture."""

    slices: tuple[DataSlice, ...]
    head: str
    weight: float = 1.0
    loss_weight: float = 1.0
    every: int = 0


@dataclass(frozen=True, kw_only=True)
class Train(Stage):
    """One training phase: pretraining from scratch, continued MLM, intermediate or target training.

    Every phase has a parent and gives a checkpoint, so phases chain freely. `training` is complete. Heads are new, with
    `keep_heads` the parent's. A phase that everything else waits for takes the `whole_machine`.
    """

    VERSION: ClassVar[int] = 4  # words of tagged sentences as they stand inside a text
    ADDED: ClassVar[Mapping[str, Any]] = {"keep_heads": False}
    GPU: ClassVar[bool] = True
    RANKS: ClassVar[bool] = True
    UNKEYED: ClassVar[frozenset[str]] = frozenset({"role", "whole_machine"})

    parent: Stage
    tasks: tuple[TaskShare, ...]
    training: Training
    mixing: str = "proportional"
    temperature: float = 1.0
    seed: int = 0
    keep_heads: bool = False
    data: Fingerprints = ()
    role: str = field(default="")
    whole_machine: bool = False

    def run(self, inputs: Mapping[str, Path], out: Path, context: Context) -> None:
        """Fill `out/checkpoint` and `out/log.jsonl`."""
        from xstilts.study.running import train

        train.run(self, inputs["parent"], out, context)

    def slots(self, available: int) -> int:
        """All cores for a phase that everything waits for."""
        return available if self.whole_machine else 1

    def work(self) -> float:
        """6 x weights x real tokens (Kaplan et al. 2020): those of the mixture and of the replay beside it."""
        longest, batch = self.training.max_length or 0, self.training.batch_size or 1
        sizes = {task: together([size(data_slice, longest) for data_slice in task.slices]) for task in self.tasks}
        mixture = together([sizes[task] for task in self.tasks if not task.every])
        epochs = self.training.num_train_epochs or 1
        seen = self.training.max_steps * batch if self.training.max_steps else epochs * mixture.examples
        replayed = sum(seen / task.every * sizes[task].tokens for task in self.tasks if task.every)
        return 6 * origin(self).parameters * (seen * mixture.tokens + replayed)

    @property
    def label(self) -> str:
        """`train nli (seed 1)`."""
        return f"{self.role or 'train ' + '+'.join(task.head for task in self.tasks)} (seed {self.seed})"


@dataclass(frozen=True, kw_only=True)
class Predict(Stage):
    """A trained model's predictions on every example of a slice, language by language."""

    VERSION: ClassVar[int] = 3  # words inside a text, answers of whole characters
    GPU: ClassVar[bool] = True
    UNKEYED: ClassVar[frozenset[str]] = frozenset({"role"})

    parent: Stage
    data_slice: DataSlice
    head: str
    max_length: int
    limit: int | None = None
    precision: str = "fp32"
    data: Fingerprints = ()
    role: str = field(default="")

    def run(self, inputs: Mapping[str, Path], out: Path, context: Context) -> None:
        """Fill `out/predictions.parquet`."""
        from xstilts.study.running import predict

        predict.run(self, inputs["parent"], out, context)

    def work(self) -> float:
        """2 x weights x real tokens."""
        read = size(self.data_slice, self.max_length)
        examples = min(read.examples, len(self.data_slice.languages) * (self.limit or read.examples))
        return 2 * origin(self).parameters * examples * read.tokens

    @property
    def label(self) -> str:
        """`predict xnli after nli (seed 1)`: target, recipe and the seed of the model."""
        return f"predict {self.role or self.data_slice.task}{_seed(self.parent)}"


@dataclass(frozen=True, kw_only=True)
class Score(Stage):
    """Predictions against gold labels: every metric, per language and per item. Needs no model."""

    UNKEYED: ClassVar[frozenset[str]] = frozenset({"role"})

    predictions: Predict
    role: str = field(default="")

    def run(self, inputs: Mapping[str, Path], out: Path, context: Context) -> None:
        """Fill `out/scores.json` and `out/items.parquet`."""
        from xstilts.study.running import score

        score.run(self, inputs["predictions"], out, context)

    @property
    def label(self) -> str:
        """`score xnli after nli (seed 1)`."""
        return f"score {self.role or self.predictions.data_slice.task}{_seed(self.predictions.parent)}"


@dataclass(frozen=True, kw_only=True)
class Overlaps(Stage):
    """Evaluation text of a study that its training text has too."""

    VERSION: ClassVar[int] = 2  # near duplicates and ids as well

    trained: tuple[DataSlice, ...]
    evaluated: tuple[DataSlice, ...]
    data: Fingerprints = ()

    def run(self, inputs: Mapping[str, Path], out: Path, context: Context) -> None:
        """Fill `out/overlaps.json`."""
        from xstilts.study.running import overlaps

        overlaps.run(self, out, context)

    @property
    def label(self) -> str:
        """`overlaps of training and evaluation text`."""
        return "overlaps of training and evaluation text"


def _seed(model: Stage) -> str:
    """` (seed 1)` of a trained model; an encoder as it was found is that of all seeds."""
    return f" (seed {model.seed})" if isinstance(model, Train) else ""


def origin(stage: Stage) -> Pretrained:
    """The pretrained encoder that a stage's chain of parents begins with."""
    while not isinstance(stage, Pretrained):
        stage = stage.inputs["parent"]
    return stage
