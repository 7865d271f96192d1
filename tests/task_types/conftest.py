"""Real small tokenizers: a Unigram model with XLM-R's frame, and a WordPiece model with BERT's."""

import pytest
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import PreTrainedTokenizerFast

LINES = (
    "the cat sat on the mat",
    "a dog ran after the black cat",
    "die Katze saß auf der Matte und schlief",
    "кошка сидела на коврике",
    "the dog and the cat are not friends at all",
) * 8


def _wrapped(tokenizer: Tokenizer, names: tuple[str, str, str, str, str], inputs: list[str]) -> PreTrainedTokenizerFast:
    bos, pad, eos, unknown, mask = names
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        bos_token=bos,
        cls_token=bos,
        eos_token=eos,
        sep_token=eos,
        unk_token=unknown,
        pad_token=pad,
        mask_token=mask,
        model_input_names=inputs,
    )


@pytest.fixture(scope="session")
def xlmr() -> PreTrainedTokenizerFast:
    """`<s> a </s>` and `<s> a </s> </s> b </s>`, no token types; zero-width spaces vanish."""
    names = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.Replace("\u200b", "")
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    trainer = trainers.UnigramTrainer(
        vocab_size=120, special_tokens=list(names), unk_token="<unk>", show_progress=False
    )
    tokenizer.train_from_iterator(LINES, trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    return _wrapped(tokenizer, names, ["input_ids", "attention_mask"])


@pytest.fixture(scope="session")
def bert() -> PreTrainedTokenizerFast:
    """`[CLS] a [SEP] b [SEP]` with token types."""
    names = ("[CLS]", "[PAD]", "[SEP]", "[UNK]", "[MASK]")
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    trainer = trainers.WordPieceTrainer(vocab_size=150, special_tokens=list(names), show_progress=False)
    tokenizer.train_from_iterator(LINES, trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 0), ("[SEP]", 2)]
    )
    return _wrapped(tokenizer, names, ["input_ids", "token_type_ids", "attention_mask"])
