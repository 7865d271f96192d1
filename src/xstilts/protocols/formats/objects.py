"""JSON objects from ids to predictions: read whole, with ids found out that come twice, lack or are unknown."""

from collections.abc import Container, Iterable, Iterator
from pathlib import Path
from typing import Any

from xstilts.base import files
from xstilts.base.errors import UserError
from xstilts.protocols.formats.base import LintFinding, unfold


def json_object(path: Path) -> dict[str, Any]:
    """The object in a JSON file. Raises UserError with line and column where it is none.

    Of a key that it gives twice the last value counts, as for the evaluator; `repeated_keys` finds them.
    """
    value = files.read_json(path, repeated=lambda name: None)
    if not isinstance(value, dict):
        raise UserError(f"{path}: expected one JSON object from ids to predictions, got {type(value).__name__}")
    return value


def repeated_keys(path: Path) -> Iterator[LintFinding]:
    """Keys that an object gives twice: the evaluator keeps the last without a word."""
    repeated: list[str] = []
    files.read_json(path, repeated=repeated.append)
    yield from unfold(
        (LintFinding(path, 0, f"an id given twice: only the last counts ({name!r})") for name in repeated), "id"
    )


def wrong_ids(path: Path, ours: Iterable[str], gold: Iterable[str]) -> Iterator[LintFinding]:
    """Gold ids that have no prediction, and predictions for ids that there are not."""
    predicted, known = list(ours), list(gold)
    yield from unfold(_outside(path, known, set(predicted), "an id without a prediction: it scores 0"), "id")
    unknown = "an id that the labels do not have: its prediction counts for nothing"
    yield from unfold(_outside(path, predicted, set(known), unknown), "id")


def _outside(path: Path, names: Iterable[str], others: Container[str], problem: str) -> Iterator[LintFinding]:
    return (LintFinding(path, 0, f"{problem} ({name!r})") for name in names if name not in others)
