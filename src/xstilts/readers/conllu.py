"""Universal Dependencies (CoNLL-U) as tagged words, converted by the rule of XTREME's UDPOS.

A multiword token stands as one word, in its surface form, with the tag of the word that is highest in the
dependency graph. A reader that keeps the syntactic words gives a different test set.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from xstilts.base import files
from xstilts.base.errors import UserError, at
from xstilts.task_types.base import Repair
from xstilts.task_types.tagging import Tagged

PRIORITY = {
    "es": ("VERB", "AUX", "PRON", "ADP", "DET"),
    "fr": ("VERB", "AUX", "PRON", "NOUN", "ADJ", "ADV", "ADP", "DET", "PART", "SCONJ", "CONJ"),
    "it": ("VERB", "AUX", "ADV", "PRON", "ADP", "DET", "INTJ"),
}
"""Which tag wins among words of a multiword token that are equally high, by language; XTREME's lists."""

DEFAULT_PRIORITY = tuple("VERB NOUN PROPN PRON ADJ NUM ADV INTJ AUX ADP DET PART CCONJ SCONJ X PUNCT".split())

ID = re.compile(r"([0-9]{1,6})(?:-([0-9]{1,6})|\.[0-9]{1,6})?")
HEAD = re.compile(r"([0-9]{1,6})(\.[0-9]{1,6})?")
WORDS = 5_000
"""The most words of a sentence, and FUSED those of a multiword token: beyond them a file is damaged, or hostile."""
FUSED = 100


class Word(NamedTuple):
    """A syntactic word: form, tag, and the numbers of its heads in the basic and the enhanced graph, 0 for the root."""

    form: str
    tag: str
    heads: frozenset[int]


class ConlluSentence(NamedTuple):
    """The words by number, from 1; `fused` maps a multiword token's first and last word to its form."""

    line: int
    words: dict[int, Word]
    fused: dict[tuple[int, int], str]
    notes: dict[str, str]


def read(paths: Sequence[Path], language: str, split: str) -> Iterator[tuple[str, Tagged | Repair]]:
    """Place (the sentence's first line) and sentence of every file.

    Sentences whose words are all, or all but one, `_` have no text and are counted as left out. A sentence is
    named by its `parallel_id`, which translations share, else by its file and number; so is the second one of two
    treebanks that share an id, and that is counted.
    """
    owners: dict[str, Path] = {}
    for path in paths:
        for number, sentence in enumerate(_sentences(path)):
            name = _name(sentence, path) or f"{files.stem(path)}/{number}"
            if owners.setdefault(name, path) != path:
                name = f"{files.stem(path)}/{number}"
                yield at(path, sentence.line), Repair("id that another treebank has, too: named by file and number")
            words = surface(sentence, language)
            blank = sum(word == "_" for word, _ in words)
            if blank and blank >= len(words) - 1:
                yield (
                    at(path, sentence.line),
                    Repair("sentence without text (its words are `_`) left out", left_out=True),
                )
                continue
            yield (
                at(path, sentence.line),
                Tagged(
                    id=name,
                    language=language,
                    words=tuple(word.replace("\u200c", "").replace(" ", "") for word, _ in words),
                    tags=tuple(tag for _, tag in words),
                ),
            )


def _name(sentence: ConlluSentence, path: Path) -> str | None:
    """What the sentence's translations are named by, too. Some PUD treebanks have it as `sent_id` only."""
    pud = sentence.notes.get("sent_id") if "_pud-" in path.name else None
    return sentence.notes.get("parallel_id") or (f"pud/{pud}" if pud else None)


def surface(sentence: ConlluSentence, language: str) -> list[tuple[str, str]]:
    """Form and tag of every word as it is written, multiword tokens as one."""
    start_of = {start: (end, form) for (start, end), form in sentence.fused.items()}
    priority = PRIORITY.get(language, DEFAULT_PRIORITY)
    found, number = [], 1
    while number <= len(sentence.words):
        end, form = start_of.get(number, (number, sentence.words[number].form))
        head = _head(range(number, end + 1), sentence.words, priority)
        found.append((form, sentence.words[head].tag))
        number = end + 1
    return found


def _head(span: range, words: Mapping[int, Word], priority: Sequence[str]) -> int:
    """The word of the span with the fewest ancestors; among equals the tag first in `priority`, then the first."""

    def rank(number: int) -> tuple[int, int]:
        tag = words[number].tag
        return len(_ancestors(number, words)), priority.index(tag) if tag in priority else len(priority)

    return span[0] if len(span) == 1 else min(span, key=rank)


def _ancestors(number: int, words: Mapping[int, Word]) -> set[int]:
    """Every word above, the root (0) included, the word itself excluded."""
    found: set[int] = set()
    pending = [number]
    while pending:
        current = pending.pop()
        new = (words[current].heads if current else frozenset()) - found
        found |= new
        pending.extend(new)
    return found - {number}


def _sentences(path: Path) -> Iterator[ConlluSentence]:
    sentence = ConlluSentence(1, {}, {}, {})
    for line, text in files.lines(path):
        if text.startswith("#"):
            key, _, value = text[1:].partition("=")
            sentence.notes[key.strip()] = value.strip()
        elif text:
            _add(sentence, text, at(path, line))
        else:
            yield _checked(sentence, path, line)
            sentence = ConlluSentence(line + 1, {}, {}, {})
    if sentence.words:
        yield _checked(sentence, path, sentence.line)


def _add(sentence: ConlluSentence, text: str, place: str) -> None:
    """Put one line into the sentence; lines of empty nodes (`8.1`) are no words and are passed over."""
    fields = text.split("\t")
    match = ID.fullmatch(fields[0])
    if len(fields) != 10:
        raise UserError(f"{place}: {len(fields)} columns, expected the 10 of CoNLL-U: {text[:80]!r}")
    if match is None:
        raise UserError(f"{place}: {fields[0][:40]!r} is no word id. Expected 3, 3-4 or 3.1")
    start, end = int(match[1]), match[2]
    if end is not None:
        _fuse(sentence, start, int(end), fields[1], place)
    elif "." not in fields[0]:
        if start != len(sentence.words) + 1 or start > WORDS:
            follows = f"follows word {len(sentence.words)}. Words are numbered in order, up to {WORDS}."
            raise UserError(f"{place}: word {start} {follows}")
        enhanced = [entry.partition(":")[0] for entry in fields[8].split("|")] if fields[8] != "_" else []
        heads = frozenset(_heads([fields[6]] if fields[6] != "_" else [], place, kind="head"))
        heads |= frozenset(_heads(enhanced, place, kind="enhanced head"))
        sentence.words[start] = Word(fields[1], fields[3], heads)


def _fuse(sentence: ConlluSentence, start: int, end: int, form: str, place: str) -> None:
    """Put a multiword token into the sentence. Its range stands before its first word, and ranges do not overlap."""
    last = max((last for _, last in list(sentence.fused)[-1:]), default=0)
    if not last < start <= end or start != len(sentence.words) + 1:
        raise UserError(
            f"{place}: the range {start}-{end} is empty, overlaps another or does not stand before word {start}"
        )
    if end - start >= FUSED:
        raise UserError(f"{place}: the range {start}-{end} fuses more than {FUSED} words. Is the line damaged?")
    sentence.fused[start, end] = form


def _heads(written: Sequence[str], place: str, *, kind: str) -> Iterator[int]:
    """The numbers of the heads that are words; empty nodes (`8.1`) are none. Raises UserError for what is no number."""
    for head in written:
        match = HEAD.fullmatch(head)
        if match is None:
            raise UserError(
                f"{place}: {kind} {head[:40]!r} is no word number, such as 3, 0 for the root, or _ for none"
            )
        if match[2] is None:
            yield int(match[1])


def _checked(sentence: ConlluSentence, path: Path, line: int) -> ConlluSentence:
    if not sentence.words:
        raise UserError(f"{at(path, line)}: a blank line that ends no sentence. Remove it.")
    last = len(sentence.words)
    for start, end in sentence.fused:
        if end > last:
            raise UserError(f"{at(path, sentence.line)}: the range {start}-{end} reaches past the last word, {last}")
    for number, word in sentence.words.items():
        if any(head > last for head in word.heads):
            raise UserError(f"{at(path, sentence.line)}: word {number} has head {max(word.heads)}, but {last} words")
    return sentence
