"""What a training phase trains on: tasks, how they are mixed, what is replayed beside them, its hyperparameters."""

from typing import Literal

from xstilts.base.config import settings
from xstilts.base.errors import unknown
from xstilts.study.data_slice import Options
from xstilts.study.sampling import Draw
from xstilts.training.hyperparameters import Training

NONE = "none"
"""The recipe that is always there: no intermediate training. A gain is measured against it."""


@settings
class Use:
    """One task in a mixture. `languages` None: English for labelled data, the study's for plain text.

    `cap` limits the examples of each language, `total` those of all languages together, in equal parts. With `draw:
    one` each example is in one of the languages at random, with `two` in two: ids then name translations, and `cap`
    counts ids. `per_language` makes each language a task of the mixture by itself, so that `mixing` (by `temperature`,
    say) decides how often each comes. `labels: shuffled` is a control. `weight` is the share under `mixing: given`,
    `loss_weight` scales the loss. Tasks with the same `head`, such as three data sets of inference, share one; else
    each has its own.
    """

    task: str
    languages: tuple[str, ...] | Literal["all"] | None = None
    split: str = "train"
    cap: int | None = None
    total: int | None = None
    draw: Draw = "each"
    per_language: bool = False
    labels: Literal["gold", "shuffled"] = "gold"
    weight: float = 1.0
    loss_weight: float = 1.0
    head: str = ""
    options: Options = ()

    def __post_init__(self) -> None:
        """Refuse a cap that leaves nothing and weights below 0."""
        for name, limit in (("cap", self.cap), ("total", self.total)):
            if limit is not None and limit < 1:
                raise ValueError(f"{name}: must be 1 or more examples, not {limit}")
        if self.cap is not None and self.total is not None:
            raise ValueError("total: give cap (of each language) or total (of all of them), not both")
        if self.draw != "each" and (self.per_language or self.total is not None):
            raise ValueError(f"draw: {self.draw}: deals out the examples of all languages: use cap, not total")
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
class ModelMerge:
    """A model made of finished ones, without training. `of` gives each recipe (`none` is the start) its weight.

    `linear` adds weights x models, which should sum to 1: `{nli: 0.5, none: 0.5}` is half-way back to the start
    (WiSE, Wortsman et al. 2022). The others add weights x *task vectors*, model minus start, to the start
    (Ilharco et al. 2023): all of them (`task_arithmetic`), the `density` largest of each with one sign by vote
    (`ties`, Yadav et al. 2023), or a random `density` of each, scaled up (`dare`, Yu et al. 2024). `layers` scales the
    weights in single layers, from the embeddings (0) up. `heads` names the recipe whose heads are kept; else there
    are none.
    """

    of: tuple[tuple[str, float], ...]
    method: Literal["linear", "task_arithmetic", "ties", "dare"] = "linear"
    density: float = 0.2
    layers: tuple[float, ...] = ()
    heads: str = ""

    def __post_init__(self) -> None:
        """Refuse what is no mixture of models."""
        if not self.of:
            raise ValueError("of: none given, expected recipes with weights, such as {nli: 0.5, none: 0.5}")
        total = sum(weight for _, weight in self.of)
        if self.method == "linear" and abs(total - 1) > 1e-6:
            raise ValueError(f"of: weights of a linear merge must sum to 1, not {total:g}")
        if not 0 < self.density <= 1:
            raise ValueError(f"density: is a share of weights, above 0 and at most 1, not {self.density}")
        if self.heads and self.heads not in dict(self.of):
            raise ValueError(f"heads: {unknown('merged recipe', self.heads, [name for name, _ in self.of])}")


@settings
class Recipe:
    """How a model is made from the start: tasks and how they are mixed, replay, hyperparameters; or a merge.

    Training begins where the recipe `after` ends. `leave_out` are languages that are left out of all tasks.
    `factors` are the values that a grid has put in, and may be given by hand. `snapshots` parts the training into so
    many, after each of which targets that ask for a trajectory are scored.
    """

    tasks: tuple[str | Use, ...] = ()
    merge: ModelMerge | None = None
    after: str = NONE
    leave_out: tuple[str, ...] = ()
    factors: tuple[tuple[str, str | int | float | bool], ...] = ()
    snapshots: int = 0
    languages: tuple[str, ...] | Literal["all"] | None = None
    mixing: Literal["proportional", "temperature", "uniform", "given"] = "proportional"
    temperature: float = 1.0
    replay: Replay | None = None
    train: Training = Training()

    def __post_init__(self) -> None:
        """Refuse a recipe that makes no model, or makes it in two ways."""
        if not self.tasks and self.merge is None:
            raise ValueError("tasks: none given, expected at least one (or `merge`)")
        if self.merge is not None and (self.tasks or self.replay or self.after != NONE):
            raise ValueError("merge: trains nothing: leave out tasks, replay and after")
        if self.temperature <= 0:
            raise ValueError(f"temperature: must be above 0, not {self.temperature}")
        if self.snapshots < 0 or (self.snapshots and self.merge is not None):
            raise ValueError(
                f"snapshots: parts a training into some number of parts, not {self.snapshots} (or a merge)"
            )

    @property
    def needs(self) -> tuple[str, ...]:
        """The recipes whose models it is made from; `none` is the start."""
        return tuple(name for name, _ in self.merge.of) if self.merge else (self.after,)


def _refuse_below_0(given: object, *names: str) -> None:
    for name in names:
        if getattr(given, name) < 0:
            raise ValueError(f"{name}: must be 0 or more, not {getattr(given, name)}")
