"""What an encoder can read at most: positions that it has vectors for, and token ids. No torch: planning asks, too.

Beyond either an embedding is looked up that is not there, which otherwise shows when the first long text or rare word
comes, perhaps after an hour of training.
"""

from collections.abc import Mapping
from typing import Any

from xstilts.base.errors import UserError
from xstilts.models.encoded import Encoded

FROM_0 = frozenset({"albert", "bert", "distilbert", "electra", "ernie", "megatron-bert", "mobilebert", "rembert"})
"""Model types of transformers with a table of positions that is used from its beginning."""
AFTER_PADDING = frozenset(
    "camembert data2vec-text ibert longformer luke mpnet roberta roberta-prelayernorm xlm-roberta xlm-roberta-xl "
    "xmod".split()
)
"""Those that count from the padding id on, as fairseq does: of XLM-R's 514 positions 512 are of use."""


def longest_of(config: Mapping[str, Any]) -> int | None:
    """The most tokens that an encoder with this `config.json` reads; None where it has no table, or is not known."""
    table, kind = config.get("max_position_embeddings"), config.get("model_type")
    if not isinstance(table, int) or kind not in FROM_0 | AFTER_PADDING:
        return None
    return table - (int(config.get("pad_token_id") or 0) + 1 if kind in AFTER_PADDING else 0)


def longest(encoder: Any) -> int | None:
    """The most tokens that the encoder reads, by its own table of positions; None where it has none."""
    for name, module in encoder.named_modules():
        if name.endswith("position_embeddings") and hasattr(module, "num_embeddings"):
            padding = module.padding_idx  # a table that has one is used from the place after it on
            return int(module.num_embeddings) - (0 if padding is None else int(padding) + 1)
    return None


def check_length(encoder: Any, max_length: int) -> None:
    """Raises UserError where sequences may become longer than the encoder reads."""
    most = longest(encoder)
    if most is not None and max_length > most:
        raise UserError(too_long(max_length, encoder.name_or_path or type(encoder).__name__, most))


def too_long(max_length: int, encoder: str, most: int) -> str:
    """The message that `encoder` has positions for no more than `most` tokens."""
    return (
        f"max_length: {max_length} tokens, but the encoder {encoder} has positions for {most}. Set max_length to at "
        f"most {most}, for training (`train: {{max_length: {most}}}`) and targets, or take an encoder that reads more."
    )


def check_vocabulary(encoder: Any, tokenizer: Any, source: str) -> None:
    """Raises UserError where the tokenizer gives ids that the encoder has no embedding for."""
    rows = int(encoder.get_input_embeddings().num_embeddings)
    piece, top = max(tokenizer.get_vocab().items(), key=lambda entry: int(entry[1]))
    if top >= rows:
        raise UserError(
            f"{source}: its tokenizer gives token ids up to {top} ({piece!r}), its embeddings have {rows} rows. "
            "Tokenizer and encoder do not belong together, or tokens were added later: save both from one model, after "
            "`model.resize_token_embeddings(len(tokenizer))`."
        )


def check_tokens(encoder: Any, rows: Encoded, task: str) -> None:
    """Raises UserError where the rows have token ids that the encoder has no embedding for."""
    size = int(encoder.get_input_embeddings().num_embeddings)
    top = int(rows.tokens.max(initial=0))
    if top >= size:
        raise UserError(
            f"{task}: token id {top} is outside the encoder's vocabulary of {size}. Tokenizer and encoder do not "
            "belong together: save both from the same model."
        )
