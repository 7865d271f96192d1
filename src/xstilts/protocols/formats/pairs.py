"""Mined sentence pairs, one `LL-id<TAB>en-id` a line: BUCC 2018."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from xstilts.base import files
from xstilts.base.errors import UserError
from xstilts.protocols.formats.base import LintFinding, byte_order_mark, stripped, unfold, write_lines

_ID = re.compile(r"([a-z]{2})-\d+")


@dataclass(frozen=True, kw_only=True)
class Pairs:
    """A set of pairs of ids; their order and repetitions do not count."""

    suffix: str = "tsv"
    metrics: tuple[str, ...] = ("f1",)

    def read(self, path: Path) -> list[tuple[str, ...]]:
        """The columns of every line."""
        return [tuple(line.split("\t")) for line in stripped(path)]

    def write(self, path: Path, value: Iterable[tuple[str, str]]) -> None:
        """One pair a line. Raises UserError where an id is no id, or there is no pair."""
        pairs = list(value)
        for source, target in pairs:
            if not _ID.fullmatch(source) or not _ID.fullmatch(target):
                raise UserError(f"{path}: ids look like de-000000057 and en-000008530, got {source!r} and {target!r}")
        if not pairs:
            raise UserError(f"{path}: no pair to write: the evaluator scores an empty file 0. Lower the threshold.")
        write_lines(path, (f"{source}\t{target}" for source, target in pairs))

    def score(self, predictions: Path, labels: Path, language: str) -> dict[str, float]:
        """Precision, recall and F1 over the set of pairs."""
        ours, gold = set(self.read(predictions)), set(self.read(labels))
        if not gold:
            raise UserError(f"{labels}: the file is empty, so there is nothing to score")
        right = len(ours & gold)
        return {
            "precision": 100.0 * right / len(ours) if ours else 0.0,
            "recall": 100.0 * right / len(gold),
            "f1": 200.0 * right / (len(ours) + len(gold)),
        }

    def lint(self, predictions: Path, labels: Path | None, language: str) -> Iterator[LintFinding]:
        """Lines that are no pair of ids of this language and English, in this order."""
        yield from byte_order_mark(predictions)
        problems = [
            LintFinding(predictions, number, problem)
            for number, line in files.lines(predictions)
            if (problem := _problem(line, language))
        ]
        if not files.read_text(predictions).strip():
            yield LintFinding(predictions, 0, "no pair in it: the evaluator scores 0 without a word")
        yield from unfold(problems)


def _problem(line: str, language: str) -> str | None:
    fields = line.strip().split("\t")
    if not line.strip():
        return "a blank line: it counts as a wrong pair"
    if len(fields) != 2:
        return f"not two columns: write `{language}-id<TAB>en-id` and nothing else ({line[:60]!r})"
    languages = [match[1] if (match := _ID.fullmatch(field)) else "" for field in fields]
    if languages == ["en", language]:
        return f"the columns are swapped: {language} comes first ({line[:60]!r})"
    if languages != [language, "en"]:
        return f"not a pair of ids such as {language}-000000057 and en-000008530 ({line[:60]!r})"
    return None
