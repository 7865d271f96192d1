"""Robust step rules as they stand in a study file; `training.rules` has what they do. No torch: planning reads them."""

from typing import Literal

from xstilts.base.config import settings


@settings
class FGM:
    """Fast gradient method (Miyato, Dai and Goodfellow 2017): embeddings go `epsilon` up the slope of the loss.

    `epsilon` is the Euclidean length of a sequence's whole perturbation; `share` that of the perturbed loss, the rest
    is the clean one (the paper's sum of both is a `share` of a half).
    """

    epsilon: float = 1.0
    share: float = 0.5

    def __post_init__(self) -> None:
        """Refuse a perturbation of negative length and shares that are none."""
        _check(self, "epsilon")


@settings
class PGD:
    """Projected gradient descent (Madry et al. 2018): `steps` of length `step_size`, never farther than `epsilon`.

    Lengths are those of a sequence's whole perturbation, which starts from none. `share` as for FGM; 1 is the paper's,
    and Huang et al.'s (2021), who train on the worst case alone.
    """

    epsilon: float = 1.0
    step_size: float = 0.3
    steps: int = 3
    share: float = 1.0

    def __post_init__(self) -> None:
        """Refuse lengths below 0, no steps and shares that are none."""
        _check(self, "epsilon", "step_size")
        if self.steps < 1:
            raise ValueError(f"steps: must be 1 or more, not {self.steps}")


@settings
class Smoothing:
    """Randomized smoothing (Cohen et al. 2019, for transfer Huang et al. 2021): normal noise on the embeddings.

    `sigma` is its standard deviation in every feature of every token.
    """

    sigma: float = 0.05

    def __post_init__(self) -> None:
        """Refuse noise below 0."""
        _check(self, "sigma")


@settings
class RDrop:
    """Consistency (R-Drop, Liang et al. 2021): two passes, their mean loss and how far apart their outputs are.

    `alpha` weighs the symmetric Kullback-Leibler divergence, mean of both directions, as in the paper's code.
    """

    alpha: float = 1.0

    def __post_init__(self) -> None:
        """Refuse a reward for being inconsistent."""
        _check(self, "alpha")


RuleName = Literal["fgm", "pgd", "smoothing", "r_drop"]


@settings
class Rule:
    """One rule with settings of its own, written `{fgm: {epsilon: 0.5}}`."""

    fgm: FGM | None = None
    pgd: PGD | None = None
    smoothing: Smoothing | None = None
    r_drop: RDrop | None = None

    def __post_init__(self) -> None:
        """Refuse what is none or several."""
        if len(self._given) != 1:
            raise ValueError(f"a rule is one of fgm, pgd, smoothing and r_drop, not {len(self._given)} of them")

    @property
    def _given(self) -> list[FGM | PGD | Smoothing | RDrop]:
        return [rule for rule in (self.fgm, self.pgd, self.smoothing, self.r_drop) if rule is not None]

    @property
    def settings(self) -> FGM | PGD | Smoothing | RDrop:
        """The settings of the one that is given."""
        return self._given[0]


def complete(rule: RuleName | Rule) -> Rule:
    """The rule with all its settings, where only its name was written."""
    defaults = {"fgm": FGM(), "pgd": PGD(), "smoothing": Smoothing(), "r_drop": RDrop()}
    return rule if isinstance(rule, Rule) else Rule(**{rule: defaults[rule]})  # type: ignore[arg-type]


def _check(given: object, *not_below_0: str) -> None:
    for name in not_below_0:
        if getattr(given, name) < 0:
            raise ValueError(f"{name}: must be 0 or more, not {getattr(given, name)}")
    share = getattr(given, "share", 1.0)
    if not 0 < share <= 1:
        raise ValueError(f"share: must be above 0 and at most 1, not {share}")
