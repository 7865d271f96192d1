"""The study file as a whole: what it may say, as frozen settings. `study.expansion` turns it into stages."""

from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any, Literal

from xstilts.base import config
from xstilts.base.config import settings
from xstilts.base.errors import unknown
from xstilts.lab.settings import LabSettings
from xstilts.study.settings import grid
from xstilts.study.settings.analysis import DEFAULT, Chosen, analyses
from xstilts.study.settings.claim import Claim
from xstilts.study.settings.encoder import Encoder
from xstilts.study.settings.recipe import NONE, Recipe
from xstilts.study.settings.target import Target
from xstilts.training.hyperparameters import Training

Matched = Literal["steps", "examples", "tokens"]


@settings
class Study:
    """A study file. `seeds` is a number of seeds (0, 1, ...) or a list; every seed draws all randomness anew.

    `match` names what recipes that are compared must have had in equal measure: a gate of every verdict.
    """

    study: str
    encoders: tuple[str, ...] | tuple[tuple[str, Encoder], ...]
    targets: tuple[str | Target, ...]
    intermediate: tuple[tuple[str, Recipe], ...] = ()
    languages: tuple[str, ...] | Literal["all", "present"] = "all"
    question: str = ""
    seeds: int | tuple[int, ...] = 5
    train: Training = Training()
    contrasts: tuple[Claim, ...] = ()
    match: Matched | tuple[Matched, ...] = ()
    analysis: Chosen = DEFAULT
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
        _check_recipes(dict(self.intermediate))
        for claim in self.contrasts:
            _check_claim(claim, self)
        analyses(self.analysis)

    @property
    def analyses(self) -> tuple[tuple[str, Any], ...]:
        """Name and value of every analysis."""
        return analyses(self.analysis)

    @property
    def matched(self) -> tuple[str, ...]:
        """What must be equal in the budgets of compared recipes."""
        return (self.match,) if isinstance(self.match, str) else self.match

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


def _check_recipes(recipes: Mapping[str, Recipe]) -> None:
    """Raises ValueError where a recipe begins with one that is not there, or with itself by whatever way."""
    needs = {name: recipe.needs for name, recipe in recipes.items()}
    for name, needed in needs.items():
        for other in needed:
            if other != NONE and other not in recipes:
                raise ValueError(f"intermediate: {name}: {unknown('recipe in this study', other, (NONE, *recipes))}")
    try:
        tuple(TopologicalSorter(needs).static_order())
    except CycleError as error:
        circle = " -> ".join(reversed(error.args[1]))
        raise ValueError(f"intermediate: each of these begins where the one before it ends: {circle}") from None


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
    return config.load(path, Study, overrides, prepare=grid.lay_out)
