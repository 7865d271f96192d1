"""Every kind of head that is built anew, by the name that a HeadSpec gives it."""

from collections.abc import Callable

from xstilts.base.errors import pick
from xstilts.models.contrastive_head import ContrastiveHead
from xstilts.models.head_spec import HeadSpec
from xstilts.models.heads import ChoiceHead, Head, PoolHead, RegressionHead, SequenceHead, SpanHead, TokenHead

KINDS: dict[str, Callable[[HeadSpec, int, float], Head]] = {
    "sequence": SequenceHead,
    "regression": RegressionHead,
    "choice": ChoiceHead,
    "token": TokenHead,
    "span": SpanHead,
    "pool": PoolHead,
    "contrastive": ContrastiveHead,
}


def build_head(spec: HeadSpec, *, width: int, dropout: float) -> Head:
    """A new head with random weights (none for pooling); the language-model head belongs to the checkpoint."""
    return pick(KINDS, spec.kind, "head")(spec, width, dropout)
