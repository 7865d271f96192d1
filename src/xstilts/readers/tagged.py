"""Tagged sentences as XTREME stores them: a token and its tag a line, a blank line after each sentence."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from xstilts.base import files
from xstilts.base.errors import UserError, at
from xstilts.readers import rows
from xstilts.task_types.base import Repair
from xstilts.task_types.tagging import Tagged

PREFIX = re.compile(r"([a-z]{2,3}(?:-[a-z]+)*):")
"""A language code before a token, as in PAN-X's first files."""


@dataclass(frozen=True, kw_only=True)
class TaggedReader:
    """Reads `token TAB tag` lines. A sentence is named by its file and its number there, from 0.

    A blank line too many is an error, or with `forgive_blank_lines` a counted repair (PAN-X is known for them). In
    files that write the language before every token (`en:Paris`, as PAN-X was first published) it is taken off and
    counted.
    """

    forgive_blank_lines: bool = False

    def __call__(self, paths: Sequence[Path], language: str, split: str) -> Iterator[tuple[str, Tagged | Repair]]:
        """Place (of the first token) and sentence."""
        for path in paths:
            name, count = files.stem(path), 0
            blocks = list(self._blocks(path))
            if _is_prefixed(path, blocks, language):
                yield at(path), Repair("file with the language before every token: taken off")
                blocks = [(line, [(token.partition(":")[2], tag) for token, tag in block]) for line, block in blocks]
            for line, block in blocks:
                if not block:
                    yield at(path, line), Repair("blank line too many")
                    continue
                words, tags = zip(*block, strict=True)
                yield at(path, line), Tagged(id=f"{name}/{count}", language=language, words=words, tags=tags)
                count += 1

    def _blocks(self, path: Path) -> Iterator[tuple[int, list[tuple[str, str]]]]:
        """First line and tokens of every sentence; a blank line that ends nothing comes as an empty list."""
        block: list[tuple[str, str]] = []
        start = 1
        for line, text in files.lines(path):
            if text:
                block.append(_token(text, at(path, line)))
                continue
            if not block and not self.forgive_blank_lines:
                raise UserError(f"{at(path, line)}: a blank line that ends no sentence. Remove it.")
            yield start, block
            block, start = [], line + 1
        if block:
            yield start, block


@dataclass(frozen=True, kw_only=True)
class NumberedReader:
    """Reads the hub's copies: a row is a sentence, its tags are numbers of `tags`; names as in XTREME's files."""

    tags: tuple[str, ...]
    words_in: str = "tokens"
    tags_in: str = "ner_tags"

    def __call__(self, paths: Sequence[Path], language: str, split: str) -> Iterator[tuple[str, Tagged]]:
        """Place and sentence. Raises UserError at a number that is no tag's."""
        found = (entry for path in paths for entry in rows.read(path, needed=(self.words_in, self.tags_in)))
        for count, (place, row) in enumerate(found):
            numbers, words = row[self.tags_in], rows.texts(row, self.words_in, place)
            if not isinstance(numbers, list):
                raise UserError(f"{place}: field {self.tags_in!r} is {numbers!r:.80}, expected a list of numbers")
            known = range(len(self.tags))
            odd = next((number for number in numbers if isinstance(number, bool) or number not in known), None)
            if odd is not None:
                raise UserError(f"{place}: tag number {odd!r}, expected 0 to {len(self.tags) - 1}")
            tags = tuple(self.tags[number] for number in numbers)
            yield place, Tagged(id=f"{split}-{language}/{count}", language=language, words=words, tags=tags)


def _is_prefixed(path: Path, blocks: Sequence[tuple[int, list[tuple[str, str]]]], language: str) -> bool:
    """Whether every token begins with the language and a colon. Raises UserError where it is another language."""
    prefixes = {match[1] if (match := PREFIX.match(token)) else "" for _, block in blocks for token, _ in block}
    if len(prefixes) != 1 or prefixes == {""}:
        return False
    if prefixes != {language}:
        raise UserError(
            f"{at(path, 1)}: every token begins with `{prefixes.pop()}:`, expected `{language}:` or none in the file "
            f"for {language!r}. Is it the file of another language?"
        )
    return True


def _token(text: str, place: str) -> tuple[str, str]:
    fields = text.split("\t")
    if len(fields) == 1:
        raise UserError(
            f"{place}: 1 column, expected 2 (token, tag): {text[:80]!r}. XTREME's download script takes the tags out "
            "of test files: use files that have them."
        )
    if len(fields) > 2:
        raise UserError(f"{place}: {len(fields)} columns, expected 2 (token, tag): {text[:80]!r}")
    token, tag = fields
    if not token.strip() or not tag.strip():
        missing = "tag" if token.strip() else "token"
        raise UserError(f"{place}: empty {missing}: {text[:80]!r}. Every line needs a token and a tag.")
    return token, tag
