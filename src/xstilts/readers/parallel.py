"""Sentences with their translations: files that are aligned line by line, and English TAB translation tables."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from xstilts.base import files, tables
from xstilts.base.errors import UserError, at
from xstilts.readers import rows
from xstilts.task_types.classification import Text
from xstilts.task_types.masked_lm import Passage
from xstilts.task_types.retrieval import Pair


def aligned(paths: Sequence[Path]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Line number and the same line of every file. Raises UserError where a file has fewer lines than another."""
    texts = [[text for _, text in files.lines(path)] for path in paths]
    shortest, longest = min(texts, key=len), max(texts, key=len)
    if len(shortest) != len(longest):
        short, long = paths[texts.index(shortest)], paths[texts.index(longest)]
        raise UserError(
            f"{at(short)}: {len(shortest)} lines, but {long} has {len(longest)}. They are read side by side: "
            "line n of one belongs to line n of the other. Copy both again."
        )
    yield from enumerate(zip(*texts, strict=True), start=1)


def read_pairs(paths: Sequence[Path], language: str, split: str) -> Iterator[tuple[str, Pair]]:
    """Pairs of two aligned files, the language's and the English one. Ids are `language/line`, from 0."""
    for line, (text, english) in aligned(paths):
        name = f"{language}/{line - 1}"
        yield at(paths[0], line), Pair(id=name, language=language, text=text.strip(), translation=english.strip())


def read_shared_pairs(paths: Sequence[Path], language: str, split: str) -> Iterator[tuple[str, Pair]]:
    """Pairs of two aligned files whose line n is the same in every language. Ids are lines, which languages share."""
    for line, (text, english) in aligned(paths):
        pair = Pair(id=str(line - 1), language=language, text=text.strip(), translation=english.strip())
        yield at(paths[0], line), pair


@dataclass(frozen=True, kw_only=True)
class SharedColumn:
    """Pairs of the same `column` of two tables, the language's and the English one, whose row n is of one item.

    `columns` names those of files without a header. Ids are rows, from 0, which languages share. Raises UserError where
    a table has fewer rows than the other.
    """

    column: str
    columns: tuple[str, ...] = ()

    def __call__(self, paths: Sequence[Path], language: str, split: str) -> Iterator[tuple[str, Pair]]:
        """Place and pair of every row."""
        own, english = (list(rows.read(path, needed=(self.column,), columns=self.columns)) for path in paths)
        if len(own) != len(english):
            raise UserError(
                f"{at(paths[0])}: {len(own)} rows, but {paths[1]} has {len(english)}. They are read side by side: "
                "row n of one belongs to row n of the other. Copy both again."
            )
        for number, ((place, row), (_, other)) in enumerate(zip(own, english, strict=True)):
            text, translation = row[self.column].strip(), other[self.column].strip()
            yield place, Pair(id=str(number), language=language, text=text, translation=translation)


def read_lines(paths: Sequence[Path], language: str, split: str) -> Iterator[tuple[str, Passage]]:
    """One side of text that is parallel in many languages. Ids are lines, from 0, which translations share."""
    for line, text in files.lines(paths[0]):
        yield at(paths[0], line), Passage(id=str(line - 1), language=language, text=text.strip())


def read_translations(paths: Sequence[Path], language: str, split: str) -> Iterator[tuple[str, Pair]]:
    """Pairs of a table with a sentence and its English translation a row, as on the hub. Ids are `language/row`."""
    for path in paths:
        for number, (place, row) in enumerate(rows.read(path, needed=("source_sentence", "target_sentence"))):
            text, english = (rows.text(row, f"{side}_sentence", place) for side in ("source", "target"))
            yield place, Pair(id=f"{language}/{number}", language=language, text=text, translation=english)


def read_passages(paths: Sequence[Path], language: str, split: str) -> Iterator[tuple[str, Passage]]:
    """Texts with their English translations, from `.tsv` files (English first) and from two files side by side.

    Of two files side by side the English one comes first, too. Ids are `folder/file/line`, from 0.
    """
    pending = list(paths)
    while pending:
        path = pending.pop(0)
        if ".tsv" in path.suffixes:
            lines = (
                (line, (row["en"], row["other"])) for line, row in tables.read_table(path, columns=("en", "other"))
            )
        else:
            english, path = path, pending.pop(0)
            lines = ((line, (a, b)) for line, (a, b) in aligned((english, path)))
        for line, (translation, text) in lines:
            yield (
                at(path, line),
                Passage(
                    id=f"{path.parent.name}/{files.stem(path)}/{line - 1}",
                    language=language,
                    text=text.strip(),
                    translation=translation.strip(),
                    translation_language="en",
                ),
            )


def read_labelled(paths: Sequence[Path], language: str, split: str) -> Iterator[tuple[str, Text]]:
    """Labelled pairs from three aligned files: first texts, second texts, labels (e-SNLI's copy of SNLI)."""
    for line, (text, second, label) in aligned(paths):
        yield (
            at(paths[0], line),
            Text(id=str(line - 1), language=language, text=text.strip(), second=second.strip(), label=label.strip()),
        )
