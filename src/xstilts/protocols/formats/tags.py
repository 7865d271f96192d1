"""One tag a line and a blank line between sentences, without the words: UDPOS and PAN-X."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from xstilts.base import files
from xstilts.base.errors import UserError, nearest
from xstilts.metrics import chunks
from xstilts.protocols.formats.base import LintFinding, byte_order_mark, same_count, unfold, write_lines


@dataclass(frozen=True, kw_only=True)
class Tags:
    """Sentences of tags, scored by chunk F1 as seqeval up to 0.0.13 does.

    With `bare` tags (UDPOS) later versions of seqeval give another F1, and the share of right tokens tells more:
    both are given beside the official metrics.
    """

    tags: tuple[str, ...]
    bare: bool = False
    suffix: str = "tsv"
    metrics: tuple[str, ...] = ("f1",)

    def read(self, path: Path) -> list[list[str]]:
        """The tags of every sentence. Every blank line ends one, also an empty one, as for the evaluator."""
        return [tags for _, tags in _sentences(path)]

    def write(self, path: Path, value: Sequence[Sequence[str]]) -> None:
        """One tag a line. Raises UserError for an empty sentence or an unknown tag."""
        for number, sentence in enumerate(value, start=1):
            unknown = [tag for tag in sentence if tag not in self.tags]
            if unknown or not sentence:
                what = self._problem(unknown[0]) if unknown else "a sentence without tags"
                raise UserError(f"{path}: sentence {number}: {what}")
        lines: list[str] = []
        for sentence in value:
            lines += [*([""] if lines else []), *sentence]
        write_lines(path, lines)

    def score(self, predictions: Path, labels: Path, language: str) -> dict[str, float]:
        """Precision, recall and F1; with bare tags, accuracy and the F1 of today's seqeval as well."""
        ours, theirs = self.read(predictions), self.read(labels)
        same_count(predictions, labels, ours, theirs, "sentences")
        for (line, predicted), gold in zip(_sentences(predictions), theirs, strict=True):
            if len(predicted) != len(gold):
                raise UserError(
                    f"{predictions}:{line}: a sentence of {len(predicted)} tags, {labels} has {len(gold)} here"
                )
        official = chunks.score(theirs, ours)._asdict()
        if not self.bare:
            return official
        pairs = [
            pair for gold, predicted in zip(theirs, ours, strict=True) for pair in zip(gold, predicted, strict=True)
        ]
        right = sum(gold == predicted for gold, predicted in pairs)
        accuracy = 100.0 * right / len(pairs) if pairs else 0.0
        return {**official, "accuracy": accuracy, "f1_seqeval_1": chunks.score_today(theirs, ours).f1}

    def lint(self, predictions: Path, labels: Path | None, language: str) -> Iterator[LintFinding]:
        """Lines that are no tag, blank lines too many, and sentences that are not those of the labels."""
        yield from byte_order_mark(predictions)
        found = _sentences(predictions)
        if not found:
            yield LintFinding(predictions, 0, "the file is empty")
        problems = [
            LintFinding(predictions, line + place, problem)
            for line, tags in found
            for place, tag in enumerate(tags)
            if (problem := self._problem(tag))
        ]
        problems += [
            LintFinding(predictions, line, "a blank line too many: the evaluator takes it for an empty sentence")
            for line, tags in found
            if not tags
        ]
        yield from unfold(problems)
        if labels:
            yield from _beside(predictions, found, labels)

    def _problem(self, tag: str) -> str | None:
        if tag in self.tags:
            return None
        if "\t" in tag or " " in tag:
            return f"more than one column: write the tag alone, without its word ({tag[:60]!r})"
        hint = f", did you mean {near!r}?" if (near := nearest(tag, self.tags)) else ""
        return f"no tag of this task: expected one of {', '.join(self.tags)} ({tag!r}{hint})"


def _sentences(path: Path) -> list[tuple[int, list[str]]]:
    """First line and tags of every sentence; an empty one has the line of its blank line."""
    found: list[tuple[int, list[str]]] = []
    tags: list[str] = []
    for number, line in files.lines(path):
        if line.strip():
            tags.append(line.strip())
        else:
            found.append((number - len(tags), tags))
            tags = []
    return [*found, (number + 1 - len(tags), tags)] if tags else found


def _beside(predictions: Path, found: list[tuple[int, list[str]]], labels: Path) -> Iterator[LintFinding]:
    """The first sentence of another length than the gold one, or a wrong number of sentences."""
    gold = _sentences(labels)
    for (line, tags), (gold_line, expected) in zip(found, gold, strict=False):
        if len(tags) != len(expected):
            problem = (
                f"a sentence of {len(tags)} tags, {labels}:{gold_line} has {len(expected)}: all after it may be shifted"
            )
            yield LintFinding(predictions, line, problem)
            break
    if len(found) != len(gold):
        yield LintFinding(predictions, 0, f"{len(found)} sentences, but {labels} has {len(gold)}")
