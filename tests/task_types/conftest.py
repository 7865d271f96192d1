"""Real small tokenizers, one of each family that encoders have: XLM-R's, BERT's, byte-level BPE and Gemma's."""

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
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()])
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


ROBERTA = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")


def _byte_level(*, add_prefix_space: bool) -> PreTrainedTokenizerFast:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=add_prefix_space)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=450, special_tokens=list(ROBERTA), initial_alphabet=alphabet, show_progress=False
    )
    tokenizer.train_from_iterator(LINES, trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    return _wrapped(tokenizer, ROBERTA, ["input_ids", "attention_mask"])


@pytest.fixture(scope="session")
def modernbert() -> PreTrainedTokenizerFast:
    """Byte-level BPE that marks a word by the space before it, as ModernBERT, EuroBERT and RoBERTa have."""
    return _byte_level(add_prefix_space=False)


@pytest.fixture(scope="session")
def prefixed() -> PreTrainedTokenizerFast:
    """The same with a space before the first word, too."""
    return _byte_level(add_prefix_space=True)


@pytest.fixture(scope="session")
def gemma() -> PreTrainedTokenizerFast:
    """BPE of whole texts in which a mark stands for every space, bytes for unknown letters, as mmBERT has."""
    names = ("<bos>", "<pad>", "<eos>", "<unk>", "<mask>")
    byte_pieces = [f"<0x{number:02X}>" for number in range(256)]
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", byte_fallback=True, fuse_unk=True))
    tokenizer.normalizer = normalizers.Replace(" ", "▁")
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="never")  # so no piece runs over a space
    trainer = trainers.BpeTrainer(vocab_size=500, special_tokens=[*names, *byte_pieces], show_progress=False)
    tokenizer.train_from_iterator(LINES, trainer)
    tokenizer.pre_tokenizer = pre_tokenizers.Split(" ", "merged_with_previous")
    tokenizer.decoder = decoders.Sequence(
        [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()],
    )
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<bos> $A <eos>", pair="<bos> $A <eos> <bos> $B <eos>", special_tokens=[("<bos>", 0), ("<eos>", 2)]
    )
    return _wrapped(tokenizer, names, ["input_ids", "attention_mask"])
