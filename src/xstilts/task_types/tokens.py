"""What task types ask of a tokenizer: ids of many texts in one call, and the special tokens that frame them."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from xstilts.base.errors import UserError

Ids = list[int]


class Frame(NamedTuple):
    """The special tokens around a text, `before` and `after`, and those `between` the two texts of a pair."""

    before: Ids
    between: Ids
    after: Ids

    def room(self, max_length: int, *, pair: bool = False) -> int:
        """Tokens that are left in a sequence of `max_length`. Raises UserError without one for each text."""
        taken = len(self.before) + len(self.after) + len(self.between) * pair
        if taken + (2 if pair else 1) > max_length:
            raise UserError(f"max_length {max_length} leaves no room for text: {taken} of its tokens are special")
        return max_length - taken


def frame(tokenizer: Any) -> Frame:
    """The tokenizer's own frame, read off an encoded pair: `<s> a </s> </s> b </s>` for XLM-R."""
    probe = tokenizer("a", "a", return_special_tokens_mask=True)
    ids, special = list(probe["input_ids"]), list(probe["special_tokens_mask"])
    start, end = special.index(0), len(special) - special[::-1].index(0)
    inner = [number for number, mark in zip(ids[start:end], special[start:end], strict=True) if mark]
    return Frame(ids[:start], inner, ids[end:])


def has_types(tokenizer: Any) -> bool:
    """Whether the tokenizer tells the two texts of a pair apart by token types (BERT does, XLM-R does not)."""
    return "token_type_ids" in tokenizer.model_input_names


def pieces(tokenizer: Any, texts: Sequence[str]) -> list[Ids]:
    """The token ids of every text, whole and without special tokens; the unknown token where there would be none."""
    if not texts:
        return []
    batch = tokenizer(list(texts), add_special_tokens=False, return_attention_mask=False, verbose=False)
    return [list(ids) or [tokenizer.unk_token_id] for ids in batch["input_ids"]]


def word_pieces(tokenizer: Any, sentences: Sequence[Sequence[str]]) -> list[list[Ids]]:
    """The token ids of every word of every sentence; a word that tokenises to nothing is the unknown token."""
    if not sentences:
        return []
    batch = tokenizer(
        [list(words) for words in sentences],
        is_split_into_words=True,
        add_special_tokens=False,
        return_attention_mask=False,
        verbose=False,
    )
    found: list[list[Ids]] = []
    for words, encoding in zip(sentences, batch.encodings, strict=True):
        by_word: list[Ids] = [[] for _ in words]
        for word, number in zip(encoding.word_ids, encoding.ids, strict=True):
            by_word[word].append(number)
        found.append([ids or [tokenizer.unk_token_id] for ids in by_word])
    return found
