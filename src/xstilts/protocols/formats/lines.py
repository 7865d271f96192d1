"""One prediction a line, in test order: class labels (XNLI, PAWS-X) and line numbers (Tatoeba)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from xstilts.base import numerals
from xstilts.base.errors import UserError, nearest
from xstilts.protocols.formats.base import LintFinding, accuracy, byte_order_mark, stripped, unfold, write_lines


@dataclass(frozen=True, kw_only=True)
class Lines:
    """Lines compared as text with the labels. `labels` are the words allowed; without them, numbers from 0."""

    labels: tuple[str, ...] = ()
    suffix: str = "tsv"
    metrics: tuple[str, ...] = ("accuracy",)

    def read(self, path: Path) -> list[str]:
        """Every line."""
        return stripped(path)

    def write(self, path: Path, value: Sequence[str | int]) -> None:
        """One prediction a line. Raises UserError for one that is no label."""
        lines = [str(entry) for entry in value]
        for number, line in enumerate(lines, start=1):
            if problem := self._problem(line, number):
                raise UserError(f"{path}:{number}: {problem}")
        write_lines(path, lines)

    def score(self, predictions: Path, labels: Path, language: str) -> dict[str, float]:
        """Accuracy."""
        ours, theirs = stripped(predictions), stripped(labels)
        return accuracy(predictions, labels, ours, theirs)

    def lint(self, predictions: Path, labels: Path | None, language: str) -> Iterator[LintFinding]:
        """Lines that are no label, and a count that is not that of the labels."""
        yield from byte_order_mark(predictions)
        lines = stripped(predictions)
        gold = stripped(labels) if labels else None
        # Only a whole file of line numbers has each of them; the head of one says nothing of how far they go.
        end = len(gold) if gold and set(gold) == {str(number) for number in range(len(gold))} else None
        if not lines:
            yield LintFinding(predictions, 0, "the file is empty")
        problems = ((number, self._problem(line, number, end)) for number, line in enumerate(lines, start=1))
        yield from unfold(LintFinding(predictions, number, problem) for number, problem in problems if problem)
        if gold is not None and len(lines) != len(gold):
            line = min(len(lines), len(gold)) + (len(lines) > len(gold))
            yield LintFinding(predictions, line, f"{len(lines)} lines, but {labels} has {len(gold)}")

    def _problem(self, line: str, number: int, end: int | None = None) -> str | None:
        """What is wrong with a line; the part before a bracket is the same for all lines of that kind."""
        if not line:
            return "a blank line: the evaluator counts it as a prediction"
        if number == 1 and line.lower() in ("label", "labels", "gold_label", "prediction", "index"):
            return f"a header line ({line!r}): every line is taken for a prediction"
        if "\t" in line:
            return f"more than one column: write the prediction alone, it is compared as a whole line ({line[:60]!r})"
        return self._not_a_label(line) if self.labels else _not_an_index(line, end)

    def _not_a_label(self, line: str) -> str | None:
        if line in self.labels:
            return None
        known = ", ".join(self.labels)
        if numerals.whole_number(line.lstrip("-")) is not None:
            return f"a number where the evaluator compares words: write one of {known} ({line!r})"
        hint = f", did you mean {near!r}?" if (near := nearest(line, self.labels)) else ""
        return f"no label of this task: expected one of {known} ({line[:60]!r}{hint})"


def _not_an_index(line: str, end: int | None) -> str | None:
    if line.startswith("[") or line.endswith("]"):
        return f"a bracketed number: write it without brackets ({line[:60]!r})"
    number = numerals.whole_number(line)
    if number is None or line != str(number):
        return f"no line number: expected a whole number from 0 ({line[:60]!r})"
    if end is not None and number >= end:
        return f"beyond the last line: the evaluator counts from 0 ({line}, the last is {end - 1})"
    return None
