"""One JSON object from query ids to ranked lists of candidates: Mewsli-X, and LAReQA in the same shape (ours)."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from xstilts.base import files
from xstilts.base.errors import UserError
from xstilts.metrics import ranking
from xstilts.protocols.formats.base import LintFinding, byte_order_mark, unfold
from xstilts.protocols.formats.objects import json_object, repeated_keys, wrong_ids


@dataclass(frozen=True, kw_only=True)
class Rankings:
    """Up to `depth` candidates a query, best first, scored by mean average precision cut there.

    With `single` right candidates (Mewsli-X) it is the mean reciprocal rank of the first label, as the evaluator has
    it. A candidate that is ranked twice takes two ranks and counts once.
    """

    depth: int = 20
    single: bool = False
    suffix: str = "json"

    @property
    def metrics(self) -> tuple[str, ...]:
        """`map@20`: with one right candidate a query it is the reciprocal rank."""
        return (f"map@{self.depth}",)

    def read(self, path: Path) -> dict[str, list[str]]:
        """The candidates of every query. Raises UserError for what is no list of texts."""
        value = json_object(path)
        for name, ranked in value.items():
            if problem := _problem(ranked):
                raise UserError(f"{path}: query {name!r}: {problem}")
        return value

    def write(self, path: Path, value: Mapping[str, Sequence[str]]) -> None:
        """Write the first `depth` candidates of every query."""
        files.write_json(path, {name: list(ranked[: self.depth]) for name, ranked in value.items()})

    def score(self, predictions: Path, labels: Path, language: str) -> dict[str, float]:
        """Mean average precision over the labelled queries; one without a prediction scores 0, as in the evaluator."""
        ours, gold = self.read(predictions), self.read(labels)
        if not gold or not all(gold.values()):
            raise UserError(f"{labels}: every query needs a right candidate")
        if self.single:
            gold = {name: [relevant[0].strip()] for name, relevant in gold.items()}
        # Which ranks hold a right candidate for the first time: (queries, depth).
        hits = np.zeros((len(gold), self.depth), bool)
        for row, (name, relevant) in enumerate(gold.items()):
            ranked = ours.get(name, [])[: self.depth]
            for candidate in set(relevant).intersection(ranked):
                hits[row, ranked.index(candidate)] = True
        counts = np.array([len(set(relevant)) for relevant in gold.values()])
        return {self.metrics[0]: 100.0 * float(ranking.average_precision(hits, counts, self.depth).mean())}

    def lint(self, predictions: Path, labels: Path | None, language: str) -> Iterator[LintFinding]:
        """Not an object of lists, ids given twice, missing or unknown, lists that are too long."""
        yield from byte_order_mark(predictions)
        value = json_object(predictions)
        yield from repeated_keys(predictions)
        yield from unfold(self._wrong_lists(predictions, value), "query")
        if labels:
            yield from wrong_ids(predictions, value, self.read(labels))

    def _wrong_lists(self, path: Path, value: Mapping[str, Any]) -> Iterator[LintFinding]:
        for name, ranked in value.items():
            if problem := _problem(ranked):
                yield LintFinding(path, 0, f"{problem} (query {name!r})")
            elif len(ranked) > self.depth:
                yield LintFinding(path, 0, f"more than {self.depth} candidates (query {name!r} has {len(ranked)})")
            elif len(set(ranked)) < len(ranked):
                yield LintFinding(path, 0, f"a candidate ranked twice (query {name!r})")


def _problem(ranked: object) -> str | None:
    if isinstance(ranked, list) and all(isinstance(candidate, str) for candidate in ranked):
        return None
    return f"expected a list of candidate ids, got {json.dumps(ranked)[:60]}"
