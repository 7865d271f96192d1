"""One JSON object a line, `{"label": 0}`: XCOPA."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from xstilts.base import files, strict_json
from xstilts.base.errors import UserError, at
from xstilts.protocols.formats.base import LintFinding, accuracy, byte_order_mark, unfold, write_lines


@dataclass(frozen=True, kw_only=True)
class Choices:
    """The index of the chosen one of `count` alternatives, in test order."""

    count: int = 2
    suffix: str = "jsonl"
    metrics: tuple[str, ...] = ("accuracy",)

    def read(self, path: Path) -> list[int]:
        """The label of every line. Raises UserError at a line without one."""
        found = []
        for number, value in files.read_jsonl(path):
            if problem := self._problem(value):
                raise UserError(f"{at(path, number)}: {problem}")
            found.append(int(value["label"]))
        return found

    def write(self, path: Path, value: Sequence[int]) -> None:
        """One object a line. Raises UserError for an index that is none of the alternatives."""
        for number, label in enumerate(value, start=1):
            if problem := self._problem({"label": label}):
                raise UserError(f"{at(path, number)}: {problem}")
        write_lines(path, (json.dumps({"label": int(label)}) for label in value))

    def score(self, predictions: Path, labels: Path, language: str) -> dict[str, float]:
        """Accuracy."""
        ours, theirs = self.read(predictions), self.read(labels)
        return accuracy(predictions, labels, ours, theirs)

    def lint(self, predictions: Path, labels: Path | None, language: str) -> Iterator[LintFinding]:
        """Lines that are no object with a label, and a count that is not that of the labels."""
        yield from byte_order_mark(predictions)
        lines = list(files.lines(predictions))
        if not lines:
            yield LintFinding(predictions, 0, "the file is empty")
        problems = ((number, self._line_problem(line)) for number, line in lines)
        yield from unfold(LintFinding(predictions, number, problem) for number, problem in problems if problem)
        expected = len(list(files.lines(labels))) if labels else len(lines)
        if len(lines) != expected:
            yield LintFinding(predictions, 0, f"{len(lines)} lines, but {labels} has {expected}")

    def _line_problem(self, line: str) -> str | None:
        if not line.strip():
            return "a blank line: the evaluator cannot read it"
        try:
            return self._problem(strict_json.parse(line))
        except strict_json.NotJson as error:
            return f"not JSON ({error}: {line[:60]!r})"

    def _problem(self, value: object) -> str | None:
        label = value.get("label") if isinstance(value, dict) else None
        if isinstance(label, int) and not isinstance(label, bool) and 0 <= label < self.count:
            return None
        numbers = ", ".join(map(str, range(self.count)))
        return f'expected {{"label": n}} with n one of {numbers} (got {json.dumps(value, default=str)[:60]})'
