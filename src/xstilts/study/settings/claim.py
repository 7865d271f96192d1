"""A claim: which recipe is said to be better than which other, on what, and by how much at least."""

from xstilts.base.config import settings
from xstilts.study.settings.recipe import NONE


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
