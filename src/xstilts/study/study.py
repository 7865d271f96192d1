"""The study file: what it may say, as frozen settings. `study.expand` turns it into stages."""

from pathlib import Path
from typing import Literal

from xstilts.base import config
from xstilts.base.config import settings
from xstilts.base.errors import unknown
from xstilts.lab.settings import LabSettings
from xstilts.models.architecture import Architecture
from xstilts.study.data_slice import Options
from xstilts.training.hyperparameters import Training

NONE = "none"
"""The recipe that is always there: no intermediate training. A gain is measured against it."""


@settings
class Use:
    """One task in a mixture. `languages` None: English for labelled data, the study's for plain text.

    `cap` limits the examples of each language, `weight` is the share under `mixing: given`, `loss_weight` scales
    the loss. Tasks with the same `head`, such as three data sets of inference, share one; else each has its own.
    """

    task: str
    languages: tuple[str, ...] | Literal["all"] | None = None
    split: str = "train"
    cap: int | None = None
    weight: float = 1.0
    loss_weight: float = 1.0
    head: str = ""
    options: Options = ()

    def __post_init__(self) -> None:
        """Refuse a cap that leaves nothing and weights below 0."""
        if self.cap is not None and self.cap < 1:
            raise ValueError(f"cap: must be 1 or more examples, not {self.cap}")
        _refuse_below_0(self, "weight", "loss_weight")


@settings
class Replay:
    """Masked language modelling beside the labelled data: a batch of `tasks` on every `every`-th step."""

    tasks: tuple[str | Use, ...]
    languages: tuple[str, ...] | Literal["all"] | None = None
    weight: float = 0.5
    every: int = 1

    def __post_init__(self) -> None:
        """Refuse a rate that is none."""
        if self.every < 1:
            raise ValueError(f"every: must be 1 or more steps, not {self.every}")
        _refuse_below_0(self, "weight")


@settings
class Recipe:
    """What a training phase trains on: tasks and how they are mixed, replay, hyperparameters of its own."""

    tasks: tuple[str | Use, ...]
    languages: tuple[str, ...] | Literal["all"] | None = None
    mixing: Literal["proportional", "temperature", "uniform", "given"] = "proportional"
    temperature: float = 1.0
    replay: Replay | None = None
    train: Training = Training()

    def __post_init__(self) -> None:
        """Refuse a recipe without tasks."""
        if not self.tasks:
            raise ValueError("tasks: none given, expected at least one")
        if self.temperature <= 0:
            raise ValueError(f"temperature: must be above 0, not {self.temperature}")


@settings
class Tokens:
    """The tokenizer of an encoder that is built here: Unigram, trained on the texts of `tasks`.

    At most `cap` examples of each language of each task are read: more text changes the pieces little. With
    `vocabulary: lab` the pieces are the words of the study's world.
    """

    vocabulary: int | Literal["lab"] = 8000
    tasks: tuple[str | Use, ...] = ()
    cap: int = 5000

    def __post_init__(self) -> None:
        """Refuse sizes that leave nothing."""
        for name, size in (("vocabulary", self.vocabulary), ("cap", self.cap)):
            if isinstance(size, int) and size < 1:
                raise ValueError(f"{name}: must be 1 or more, not {size}")


@settings
class Encoder:
    """Where the study starts: `source` (hub id, with @revision, or folder), or `build` with `tokenizer`.

    `aligned` names corpora of translations from which a new encoder's embeddings are made, instead of at random.
    `pretrain` trains it first, on plain text. An encoder is one encoder: with `shared_by: study` all seeds of the study
    start from the same weights, as they do with a downloaded one; `seed` builds and pretrains it for every seed.
    """

    source: str | None = None
    build: Architecture | None = None
    tokenizer: Tokens | None = None
    aligned: tuple[str | Use, ...] = ()
    pretrain: Recipe | None = None
    shared_by: Literal["study", "seed"] = "study"
    trust_remote_code: bool = False

    def __post_init__(self) -> None:
        """Refuse an encoder that comes from two places, or from none."""
        if (self.source is None) == (self.build is None):
            raise ValueError("give either `source` (a hub id or a folder) or `build` (the sizes of a new encoder)")
        if self.source is not None and self.tokenizer is not None:
            raise ValueError("tokenizer: goes with `build` only: a checkpoint (`source`) brings its own")
        if self.source is not None and self.aligned:
            raise ValueError("aligned: goes with `build` only: a checkpoint (`source`) brings its own embeddings")


@settings
class Target:
    """What transfer is measured on. `train_on` is the task that gives English training data, itself unless said.

    `train_first` are phases before that one, in order: one head learns in all of them, as XTREME-R trains on Social
    IQa and then on COPA. `name` tells two targets of one task apart, such as retrieval from two layers.
    """

    task: str
    name: str = ""
    train_on: tuple[str | Use, ...] = ()
    train_first: tuple[Recipe, ...] = ()
    languages: tuple[str, ...] | Literal["all", "present"] | None = None
    split: str = "test"
    train: Training = Training()
    options: Options = ()

    @property
    def label(self) -> str:
        """The name in tables: `name`, or the task's."""
        return self.name or Path(self.task).stem


@settings
class Claim:
    """What the verdict is about: recipe `better` beats `than` on the targets `on` by `smallest_effect` points."""

    claim: str
    better: str
    on: str | tuple[str, ...]
    than: str = NONE
    smallest_effect: float = 1.0
    languages: tuple[str, ...] | None = None

    @property
    def targets(self) -> tuple[str, ...]:
        """The targets, as a tuple."""
        return (self.on,) if isinstance(self.on, str) else self.on


@settings
class Study:
    """A study file. `seeds` is a number of seeds (0, 1, ...) or a list; every seed draws all randomness anew."""

    study: str
    encoders: tuple[str, ...] | tuple[tuple[str, Encoder], ...]
    targets: tuple[str | Target, ...]
    intermediate: tuple[tuple[str, Recipe], ...] = ()
    languages: tuple[str, ...] | Literal["all", "present"] = "all"
    question: str = ""
    seeds: int | tuple[int, ...] = 5
    train: Training = Training()
    contrasts: tuple[Claim, ...] = ()
    lab: LabSettings = LabSettings()
    limit: int | None = None

    def __post_init__(self) -> None:
        """Refuse what contradicts itself."""
        if any(name == NONE for name, _ in self.intermediate):
            raise ValueError("intermediate: the recipe `none` is always there, take another name")
        if not self.seed_list:
            raise ValueError("seeds: give at least one")
        for name in ("targets", "encoders"):
            if not getattr(self, name):
                raise ValueError(f"{name}: none given, expected at least one")
        labels = [target.label for target in self.target_list]
        if len(set(labels)) < len(labels):
            raise ValueError(f"targets: two have the same name in {labels}, give one a `name` of its own")
        if len(set(self.seed_list)) < len(self.seed_list):
            raise ValueError(f"seeds: a seed comes twice in {list(self.seed_list)}")
        if len(dict(self.encoder_list)) < len(self.encoders):
            raise ValueError(f"encoders: one comes twice in {[name for name, _ in self.encoder_list]}")
        if self.limit is not None and self.limit < 1:
            raise ValueError(f"limit: must be 1 or more examples, not {self.limit}")
        for claim in self.contrasts:
            _check_claim(claim, self)

    @property
    def seed_list(self) -> tuple[int, ...]:
        """The seeds."""
        return tuple(range(self.seeds)) if isinstance(self.seeds, int) else self.seeds

    @property
    def encoder_list(self) -> tuple[tuple[str, Encoder], ...]:
        """Name and settings of every encoder."""
        return tuple((e, Encoder(source=e)) if isinstance(e, str) else e for e in self.encoders)

    @property
    def target_list(self) -> tuple[Target, ...]:
        """Every target with its settings."""
        return tuple(Target(task=entry) if isinstance(entry, str) else entry for entry in self.targets)


def _refuse_below_0(given: object, *names: str) -> None:
    for name in names:
        if getattr(given, name) < 0:
            raise ValueError(f"{name}: must be 0 or more, not {getattr(given, name)}")


def _check_claim(claim: Claim, study: Study) -> None:
    """Raises ValueError for a recipe, target or language that the study does not have."""
    known = {
        "recipe": (NONE, *(name for name, _ in study.intermediate)),
        "target": [target.label for target in study.target_list],
        "language": study.languages if isinstance(study.languages, tuple) else (claim.languages or ()),
    }
    for field, kind, names in (
        ("better", "recipe", (claim.better,)),
        ("than", "recipe", (claim.than,)),
        ("on", "target", claim.targets),
        ("languages", "language", claim.languages or ()),
    ):
        for name in names:
            if name not in known[kind]:
                raise ValueError(f"contrasts: {field}: {unknown(f'{kind} in this study', name, known[kind])}")


def read(path: Path, overrides: tuple[str, ...] = ()) -> Study:
    """The study in a file. Raises UserError that lists all its mistakes."""
    return config.load(path, Study, overrides)
