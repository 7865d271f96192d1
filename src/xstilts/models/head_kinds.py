"""Every kind of head, by the name that a HeadSpec gives it."""

from collections.abc import Callable

from xstilts.base.errors import pick
from xstilts.models.contrastive_head import ContrastiveHead
from xstilts.models.head import EncoderFacts, Head
from xstilts.models.head_spec import HeadSpec
from xstilts.models.heads import ChoiceHead, PoolHead, RegressionHead, SequenceHead, SpanHead, TokenHead
from xstilts.models.masked_lm_head import MaskedLMHead

KINDS: dict[str, Callable[[HeadSpec, EncoderFacts], Head]] = {
    "sequence": SequenceHead,
    "regression": RegressionHead,
    "choice": ChoiceHead,
    "token": TokenHead,
    "span": SpanHead,
    "pool": PoolHead,
    "contrastive": ContrastiveHead,
    "masked_lm": MaskedLMHead,
}


def build_head(spec: HeadSpec, encoder: EncoderFacts) -> Head:
    """A new head with random weights, none where it pools or asks the checkpoint's own language model."""
    return pick(KINDS, spec.kind, "head")(spec, encoder)
