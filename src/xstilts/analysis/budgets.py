"""What recipes cost, so that a comparison can be one of recipes and not of budgets."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

TOLERANCE = 0.05
"""Tokens may differ by so much of the larger number: texts of equal number are not of equal length."""


@dataclass(frozen=True, kw_only=True)
class RecipeBudget:
    """The intermediate training of a recipe on an encoder, all its phases together, means over seeds.

    `examples` are those that there are, `seen` counts each as often as it came, both without replay. `tokens` are all
    that were read and `operations` what they cost: 6 x weights x tokens (Kaplan et al. 2020), floating-point.
    """

    encoder: str
    recipe: str
    examples: float
    seen: float
    steps: float
    tokens: float
    operations: float

    @property
    def place(self) -> tuple[str, str]:
        """Encoder and recipe."""
        return self.encoder, self.recipe

    @property
    def text(self) -> str:
        """`nli: 500 steps, 16,000 examples seen, 300,000 tokens`."""
        return f"{self.recipe}: {self.steps:,.0f} steps, {self.seen:,.0f} examples seen, {self.tokens:,.0f} tokens"


def differences(one: RecipeBudget, other: RecipeBudget, match: Sequence[str]) -> Iterator[str]:
    """In words, what of `match` (steps, examples, tokens) differs: the first two must be equal, tokens nearly."""
    known = {
        "steps": (one.steps, other.steps, 0.0),
        "examples": (one.seen, other.seen, 0.0),
        "tokens": (one.tokens, other.tokens, TOLERANCE),
    }
    for name in match:
        mine, yours, room = known[name]
        if abs(mine - yours) > room * max(mine, yours):
            seen = " seen" if name == "examples" else ""
            yield f"{name}{seen} differ: {one.recipe} {mine:,.0f}, {other.recipe} {yours:,.0f}"
