"""Tokenizers: trained on a corpus (Unigram), made from a word list, and saved. Always fast ones."""

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import AutoTokenizer, PreTrainedTokenizerBase, PreTrainedTokenizerFast

from xstilts.base.errors import UserError

SPECIAL = {"bos_token": "<s>", "pad_token": "<pad>", "eos_token": "</s>", "unk_token": "<unk>", "mask_token": "<mask>"}
"""The special tokens of XLM-R, in its order of ids (0 to 3), the mask after them."""

UNSPACED = r"▁(?=[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}])"
"""A mark before a script that is written without spaces."""

NOT_KEPT = 1e-4
"""What the library adds to the lowest score for each next character that it did not keep."""


def train_unigram(texts: Iterable[str], *, vocabulary: int, max_length: int) -> PreTrainedTokenizerFast:
    """A Unigram tokenizer (Kudo 2018) with XLM-R's special tokens and pair template, trained on `texts`.

    `vocabulary` is the number of pieces, special tokens included; a small corpus may give fewer. The mark of a word's
    beginning never stands alone: a word that begins with a sign of its own (Han, kana, a digit, punctuation) has none.
    Else a given word of Chinese would begin with a piece that Chinese text never has, and its tag would rest on it.

    The same texts in the same order give the same tokenizer.

    Raises UserError where there are fewer pieces than characters, each of which is a piece.
    """
    tokenizer = _untrained()
    trainer = trainers.UnigramTrainer(
        vocab_size=vocabulary,
        special_tokens=list(SPECIAL.values()),
        unk_token=SPECIAL["unk_token"],
        show_progress=False,
    )
    characters: set[str] = set()
    try:
        tokenizer.train_from_iterator(_counted(texts, tokenizer.normalizer, characters), trainer)
    except Exception as error:  # what the library raises has no class of its own
        least = len(characters) + len(SPECIAL) + 1
        if vocabulary < least:
            raise UserError(
                f"tokenizer: vocabulary: {vocabulary:,} pieces are too few for texts with {len(characters):,} "
                f"different characters, each of which is a piece: give at least {least:,}, better several times as "
                "many, or fewer texts or languages."
            ) from error
        raise
    trained = json.loads(tokenizer.to_str())["model"]
    tokenizer.model = models.Unigram(_settled([(piece, score) for piece, score in trained["vocab"]]), trained["unk_id"])
    return _wrapped(tokenizer, max_length)


def save(tokenizer: PreTrainedTokenizerBase, folder: Path) -> None:
    """Write the tokenizer's files, to the same bytes whatever it was used for.

    Its own file would have the truncation and padding of the last text that was encoded with it.
    """
    tokenizer.backend_tokenizer.no_truncation()
    tokenizer.backend_tokenizer.no_padding()
    tokenizer.save_pretrained(folder)


def _untrained() -> Tokenizer:
    """How text is normalised and cut before pieces are looked up."""
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace("\u200b", "")])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Metaspace(),
            pre_tokenizers.Split(Regex(UNSPACED), "isolated"),
            pre_tokenizers.Punctuation(),
            pre_tokenizers.Digits(individual_digits=True),
            pre_tokenizers.Split(Regex("^▁$"), "removed"),
        ]
    )
    tokenizer.decoder = decoders.Metaspace()
    return tokenizer


def _settled(trained: list[tuple[str, float]]) -> list[tuple[str, float]]:
    """The pieces of a trained vocabulary with the part that chance had in it taken out.

    The library goes through its hash tables in another order in each process. So the sums of its scores (natural log
    probabilities) differ in their last digits, and the characters that it did not keep, each of which it makes a piece
    all the same, get scores one ten thousandth apart in an order of chance. Here scores have three digits, characters
    not kept all have the lowest score, and pieces of one score stand in the order of the alphabet.
    """
    special, pieces = trained[: len(SPECIAL)], trained[len(SPECIAL) :]
    lowest = min((score for _, score in pieces), default=0.0)
    step = 0
    settled = []
    for piece, score in sorted(pieces, key=lambda pair: pair[1]):
        not_kept = len(piece) == 1 and abs(score - lowest - step * NOT_KEPT) < NOT_KEPT / 1000
        step += not_kept
        settled.append((piece, round(lowest if not_kept else score, 3)))
    return [*special, *sorted(settled, key=lambda pair: (-pair[1], pair[0]))]


def _counted(texts: Iterable[str], normalizer: normalizers.Normalizer, characters: set[str]) -> Iterator[str]:
    """The texts, whose normalised characters are added to `characters` on the way."""
    for text in texts:
        characters.update(normalizer.normalize_str(text))
        yield text


def of_encoder(source: str) -> PreTrainedTokenizerFast:
    """The tokenizer of a checkpoint folder or hub id. Raises UserError where there is none, or none that is fast."""
    try:
        tokenizer = AutoTokenizer.from_pretrained(source)
    except (OSError, ValueError, KeyError) as error:
        reason = str(error).splitlines()[0]
        raise UserError(f"{source}: its tokenizer cannot be loaded ({reason}). Name a folder or a hub id.") from None
    if not isinstance(tokenizer, PreTrainedTokenizerFast):
        raise UserError(f"{source}: has no fast tokenizer (tokenizer.json), which xstilts needs. Convert it first.")
    return tokenizer


def from_words(words: Sequence[str], *, max_length: int) -> PreTrainedTokenizerFast:
    """A tokenizer whose pieces are whole words, split at spaces: exact where the vocabulary is known."""
    ids = {word: index for index, word in enumerate([*SPECIAL.values(), *words])}
    tokenizer = Tokenizer(models.WordLevel(ids, unk_token=SPECIAL["unk_token"]))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    tokenizer.add_special_tokens(list(SPECIAL.values()))
    return _wrapped(tokenizer, max_length)


def _wrapped(tokenizer: Tokenizer, max_length: int) -> PreTrainedTokenizerFast:
    """The tokenizer with XLM-R's templates: `<s> a </s>` and `<s> a </s></s> b </s>`."""
    ends = [(token, tokenizer.token_to_id(token)) for token in (SPECIAL["bos_token"], SPECIAL["eos_token"])]
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=ends
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        model_max_length=max_length,
        model_input_names=["input_ids", "attention_mask"],
        cls_token="<s>",
        sep_token="</s>",
        **SPECIAL,
    )
