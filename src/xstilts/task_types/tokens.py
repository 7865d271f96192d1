"""What task types ask of a tokenizer: ids of many texts in one call, and the special tokens that frame them."""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any, NamedTuple

from xstilts.base.errors import UserError

Ids = list[int]

BATCH = 1000
"""Texts that the tokenizer reads at once: enough for all its threads, few enough that memory does not grow."""

BEFORE = "a"
"""A word to put before another, to see how that is tokenised inside a text."""


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
    nothing = _nothing(tokenizer)
    return [found.ids or nothing for found in encodings(tokenizer, texts, special=False, fast=True)]


def word_pieces(tokenizer: Any, sentences: Sequence[Sequence[str]]) -> list[list[Ids]]:
    """The token ids of every word of every sentence; a word that tokenises to nothing is the unknown token.

    They are the ids of the sentence: its words with a space between each two, in every script, as XTREME's own code
    feeds tagged data (the words are those of the data, also where a language is written without spaces). Many
    tokenizers mark a word by the space before it, and a word without one is to them the rest of another.

    A word has the same ids wherever it comes after another, so those that come more than once share one list.
    """
    first = list(dict.fromkeys(sentence[0] for sentence in sentences if sentence))
    later = list(dict.fromkeys(chain.from_iterable(sentence[1:] for sentence in sentences)))
    opening = dict(zip(first, pieces(tokenizer, first), strict=True))
    inside = dict(zip(later, _after_a_word(tokenizer, later), strict=True))
    return [[(inside if place else opening)[word] for place, word in enumerate(words)] for words in sentences]


def _after_a_word(tokenizer: Any, words: Sequence[str]) -> Iterator[Ids]:
    """The token ids of every word as it stands after another and a space.

    A tokenizer whose pieces run on from word to word has none: there a word has those that it has alone.
    """
    ((*before,),) = pieces(tokenizer, [BEFORE])
    nothing, size = _nothing(tokenizer), len(before)
    both = encodings(tokenizer, [f"{BEFORE} {word}" for word in words], special=False, fast=True)
    for word, encoding in zip(words, both, strict=True):
        ids = encoding.ids
        yield ids[size:] or nothing if ids[:size] == before else pieces(tokenizer, [word])[0]


def _nothing(tokenizer: Any) -> Ids:
    """What stands for a text without pieces: the unknown token, the mask where a tokenizer knows every byte."""
    known = (tokenizer.unk_token_id, tokenizer.mask_token_id, tokenizer.pad_token_id)
    return [next(number for number in known if number is not None)]


def framed(
    tokenizer: Any, texts: Sequence[str], seconds: Sequence[str] | None = None, *, max_length: int
) -> tuple[list[Ids], dict[str, list[Ids]]]:
    """The token ids of every text, or pair of texts, with special tokens; the longer of a pair is cut first.

    With them the column `token_types`, where the tokenizer makes one.
    """
    if has_types(tokenizer):
        whole = texts if seconds is None else list(zip(texts, seconds, strict=True))
        both = [(one.ids, one.type_ids) for one in encodings(tokenizer, whole, special=True, max_length=max_length)]
        return [ids for ids, _ in both], {"token_types": [types for _, types in both]}
    if seconds is None:
        return [one.ids for one in encodings(tokenizer, texts, special=True, max_length=max_length, fast=True)], {}
    return list(_pairs(tokenizer, texts, seconds, max_length)), {}


def with_contexts(
    tokenizer: Any, texts: Sequence[str], contexts: Sequence[str | None], *, max_length: int
) -> tuple[list[Ids], dict[str, list[Ids]]]:
    """As `framed`, where some texts are read beside a context, as a pair, and others alone."""
    ids: list[Ids] = [[] for _ in texts]
    types: list[Ids] = [[] for _ in texts]
    paired = [place for place, context in enumerate(contexts) if context is not None]
    alone = [place for place, context in enumerate(contexts) if context is None]
    for places, seconds in ((alone, None), (paired, [contexts[place] or "" for place in paired])):
        if not places:
            continue
        made, column = framed(tokenizer, [texts[place] for place in places], seconds, max_length=max_length)
        for number, place in enumerate(places):
            ids[place] = made[number]
            types[place] = column["token_types"][number] if column else []
    return ids, {"token_types": types} if any(types) else {}


def _pairs(tokenizer: Any, texts: Sequence[str], seconds: Sequence[str], max_length: int) -> Iterator[Ids]:
    """The token ids of every pair. A text that comes in several pairs of a batch is tokenised once."""
    for start in range(0, len(texts), BATCH):
        firsts, others = texts[start : start + BATCH], seconds[start : start + BATCH]
        distinct = list(dict.fromkeys([*firsts, *others]))
        known = dict(zip(distinct, encodings(tokenizer, distinct, special=False, fast=True), strict=True))
        backend = _cut_to(max_length, tokenizer)
        yield from (backend.post_process(known[a], known[b]).ids for a, b in zip(firsts, others, strict=True))


def encodings(
    tokenizer: Any, texts: Sequence[Any], *, special: bool, max_length: int | None = None, fast: bool = False
) -> Iterator[Any]:
    """What the tokenizer makes of every text or pair, cut to `max_length`. With `fast`, only ids are to be used.

    The same as the tokenizer's own call gives. That keeps all of its `Encoding`s, some hundred bytes a token, and
    lists made of them until it returns.
    """
    backend = _cut_to(max_length, tokenizer)
    encode = backend.encode_batch_fast if fast else backend.encode_batch
    for start in range(0, len(texts), BATCH):
        yield from encode(texts[start : start + BATCH], add_special_tokens=special)


def _cut_to(max_length: int | None, tokenizer: Any) -> Any:
    """The tokenizer's backend, set to cut what is longer, not to pad, and to read special tokens as it would."""
    backend = tokenizer.backend_tokenizer
    backend.no_padding()
    if max_length is None:
        backend.no_truncation()
    else:
        backend.enable_truncation(max_length, strategy="longest_first", direction=tokenizer.truncation_side)
    backend.encode_special_tokens = tokenizer.split_special_tokens
    return backend
