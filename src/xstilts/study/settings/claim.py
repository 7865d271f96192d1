"""A claim: which recipe is said to be better than which other, on what, and by how much at least."""

from xstilts.base.config import settings
from xstilts.study.settings.recipe import NONE


@settings
class Claim:
    """What the verdict is about: recipe `better` beats `than` on the targets `on` by `smallest_effect`.

    By each target's headline metric unless `metric` names one; the effect is in its unit, and its own unless given.
    """

    claim: str
    better: str
    on: str | tuple[str, ...]
    than: str = NONE
    metric: str | None = None
    smallest_effect: float | None = None
    languages: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        """Refuse an effect that is none."""
        if self.smallest_effect is not None and self.smallest_effect <= 0:
            raise ValueError(f"smallest_effect: must be above 0, not {self.smallest_effect:g}")

    @property
    def targets(self) -> tuple[str, ...]:
        """The targets, as a tuple."""
        return (self.on,) if isinstance(self.on, str) else self.on
