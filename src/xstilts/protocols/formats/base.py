"""What every official file format can do: be read, scored, checked for silent zeros, and written.

Scores are those of the benchmark's own evaluator, also where it is lenient; `lint` names what it would score as
zero, or as nonsense, without a word.
"""

import codecs
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol, runtime_checkable

from xstilts.base import files
from xstilts.base.errors import UserError, at
from xstilts.metrics import ranking


class LintFinding(NamedTuple):
    """Something in a file that the official evaluator would not forgive, or not notice; line 0 is the whole file."""

    path: Path
    line: int
    problem: str

    def __str__(self) -> str:
        """`file:line: what is wrong`."""
        return f"{at(self.path, self.line or None)}: {self.problem}"


class Format(Protocol):
    """One format of prediction files, with the metric that the benchmark gives them."""

    @property
    def suffix(self) -> str:
        """What the name of a file ends with, without a dot."""
        ...

    @property
    def metrics(self) -> tuple[str, ...]:
        """The official metrics whose mean is the task's score."""
        ...

    def read(self, path: Path) -> Any:
        """The predictions in a file, as `write` takes them."""
        ...

    def write(self, path: Path, value: Any) -> None:
        """Write predictions. Raises UserError for what the evaluator could not read or would score as zero."""
        ...

    def score(self, predictions: Path, labels: Path, language: str) -> dict[str, float]:
        """Every metric of one language, in points from 0 to 100.

        Raises UserError where the evaluator would stop: unequal numbers of lines, files that cannot be read.
        """
        ...

    def lint(self, predictions: Path, labels: Path | None, language: str) -> Iterator[LintFinding]:
        """What is wrong with a file, by itself and, where `labels` is there, beside it."""
        ...


@runtime_checkable
class OwnLabels(Protocol):
    """A format whose labels do not look like its predictions."""

    def write_labels(self, path: Path, value: Any) -> None:
        """Write the labels."""
        ...


def stripped(path: Path) -> list[str]:
    """Every line without white space around it, blank ones too: how the evaluator reads most files."""
    return [line.strip() for _, line in files.lines(path)]


def same_count(predictions: Path, labels: Path, ours: Sequence[object], theirs: Sequence[object], what: str) -> None:
    """Raise UserError where predictions and labels hold different numbers of `what`."""
    if len(ours) != len(theirs):
        raise UserError(
            f"{predictions}: {len(ours)} {what}, but {labels} has {len(theirs)}. Predict every one, in order."
        )


def accuracy(predictions: Path, labels: Path, ours: Sequence[object], theirs: Sequence[object]) -> dict[str, float]:
    """The share of lines that are as in the labels. Raises UserError for other numbers of lines, and where is none."""
    same_count(predictions, labels, ours, theirs, "lines")
    if not theirs:
        raise UserError(f"{labels}: the file is empty, so there is nothing to score")
    return {"accuracy": 100.0 * float(ranking.right(theirs, ours).mean())}


def byte_order_mark(path: Path) -> Iterator[LintFinding]:
    """A finding where the file begins with a byte order mark, which becomes part of the first line's text."""
    with path.open("rb") as stream:
        if stream.read(3) == codecs.BOM_UTF8:
            yield LintFinding(
                path, 1, "a byte order mark: the first line can never be right. Save as UTF-8 without it."
            )


def unfold(findings: Iterable[LintFinding], kind: str = "line") -> Iterator[LintFinding]:
    """The first finding of every problem, with how many more there are: a wrong format is wrong in every line."""
    first: dict[str, LintFinding] = {}
    more: dict[str, int] = {}
    for finding in findings:
        name = finding.problem.split(" (", 1)[0]
        if name in first:
            more[name] = more.get(name, 0) + 1
        else:
            first[name] = finding
    for name, finding in first.items():
        count = more.get(name, 0)
        rest = f" [and {count} more {kind}{'s' * (count != 1)}]" if count else ""
        yield finding._replace(problem=f"{finding.problem}{rest}")


def write_lines(path: Path, lines: Iterable[str]) -> None:
    """Write one line each, ending with a line end and no blank line."""
    files.write_bytes(path, "".join(f"{line}\n" for line in lines).encode())
