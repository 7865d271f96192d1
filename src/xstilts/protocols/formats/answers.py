"""One JSON object from question ids to answers, scored against files of the SQuAD shape: XQuAD, MLQA, TyDiQA."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from xstilts.base import files
from xstilts.base.errors import UserError
from xstilts.metrics import mlqa, squad
from xstilts.protocols.formats.base import LintFinding, byte_order_mark, unfold
from xstilts.protocols.formats.objects import json_object, repeated_keys, wrong_ids
from xstilts.task_types.span_qa import Question


@dataclass(frozen=True, kw_only=True)
class Answers:
    """Answers by question id; `rules` names whose normalisation counts."""

    rules: Literal["squad", "mlqa"] = "squad"
    suffix: str = "json"
    metrics: tuple[str, ...] = ("exact_match", "f1")

    def read(self, path: Path) -> dict[str, str]:
        """The answer to every question. A label file stands for the first gold answer of each."""
        value = json_object(path)
        if isinstance(value.get("data"), list):
            return {name: answers[0] for name, answers in gold_answers(path).items()}
        for name, answer in value.items():
            if not isinstance(answer, str):
                raise UserError(f"{path}: the answer to {name!r} is no text: {json.dumps(answer)[:80]}")
        return value

    def write(self, path: Path, value: Mapping[str, str]) -> None:
        """Write the object, in the order given."""
        files.write_json(path, dict(value))

    def write_labels(self, path: Path, value: Sequence[Question]) -> None:
        """Write the questions in SQuAD's shape, each with its context."""
        paragraphs = [{"context": question.context, "qas": [_asked(question)]} for question in value]
        files.write_json(path, {"version": "1.1", "data": [{"title": "", "paragraphs": paragraphs}]})

    def score(self, predictions: Path, labels: Path, language: str) -> dict[str, float]:
        """Exact match and F1; a question without a prediction scores 0, as in the evaluator."""
        ours, gold = self.read(predictions), gold_answers(labels)
        split: Callable[[str], list[str]] = squad.words if self.rules == "squad" else mlqa.splitter(language)
        matches = [squad.best(ours[name], answers, split) for name, answers in gold.items() if name in ours]
        return {
            "exact_match": 100.0 * sum(match.exact for match in matches) / len(gold),
            "f1": 100.0 * sum(match.f1 for match in matches) / len(gold),
        }

    def lint(self, predictions: Path, labels: Path | None, language: str) -> Iterator[LintFinding]:
        """Not an object of texts, ids given twice, missing or unknown, empty answers."""
        yield from byte_order_mark(predictions)
        value = json_object(predictions)
        if isinstance(value.get("data"), list):
            yield LintFinding(
                predictions, 0, "a file of questions, not of predictions: expected one object id -> answer"
            )
            return
        yield from repeated_keys(predictions)
        yield from unfold(_wrong_answers(predictions, value), "answer")
        if labels:
            yield from wrong_ids(predictions, value, gold_answers(labels))


def gold_answers(path: Path) -> dict[str, list[str]]:
    """The gold answers of every question in a file of the SQuAD shape.

    Raises UserError where it has another shape, an id comes twice, or a question has no answer.
    """
    found: dict[str, list[str]] = {}
    try:
        questions = [
            (str(question["id"]), [str(answer["text"]) for answer in question["answers"]])
            for article in json_object(path)["data"]
            for paragraph in article["paragraphs"]
            for question in paragraph["qas"]
        ]
    except (KeyError, TypeError) as error:
        raise UserError(f"{path}: not of the SQuAD shape (data, paragraphs, qas, answers): {error!r}") from None
    for name, answers in questions:
        if name in found:
            raise UserError(f"{path}: question {name!r} comes twice. Ids are unique.")
        if not answers:
            raise UserError(f"{path}: question {name!r} has no gold answer, so it cannot be scored")
        found[name] = answers
    if not found:
        raise UserError(f"{path}: no question in it, so there is nothing to score")
    return found


def _wrong_answers(path: Path, value: Mapping[str, Any]) -> Iterator[LintFinding]:
    for name, answer in value.items():
        if not isinstance(answer, str):
            yield LintFinding(path, 0, f"an answer that is no text ({name!r}: {json.dumps(answer)[:60]})")
        elif not answer.strip():
            yield LintFinding(path, 0, f"an empty answer: every question of this task has one ({name!r})")


def _asked(question: Question) -> dict[str, Any]:
    answers = [{"text": text, "answer_start": start} for text, start in question.answers]
    return {"id": question.id, "question": question.question, "answers": answers}
