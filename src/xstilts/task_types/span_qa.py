"""Answers a question with a stretch of its context (SQuAD and its kin), in windows where the context is long."""

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from xstilts.metrics import mlqa, squad
from xstilts.metrics.metric import F1, Items, Metric
from xstilts.models.encoded import Encoded
from xstilts.models.head_spec import HeadSpec
from xstilts.task_types import spans, windows
from xstilts.task_types.edits import EditableText, Replacement, moved, rewritten
from xstilts.task_types.task_type import Prediction, pairs
from xstilts.task_types.windows import AnswerTokens


class Answer(NamedTuple):
    """An answer and the character of the context at which it begins."""

    text: str
    start: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """A question about a context, with the answers that are right; none where the context holds no answer."""

    id: str
    language: str
    context: str
    question: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True, kw_only=True)
class SpanQA:
    """Chooses the start and the end of the answer.

    A context that does not fit is cut into windows that begin `step` tokens apart; a question keeps
    `question_length` tokens, an answer has at most `answer_length`; of every window the `n_best` starts meet the
    `n_best` ends. With `unanswerable` the first token stands for "no answer", given where it scores higher than the
    best span by more than `null_threshold`. `rules` names whose normalisation scores answers.
    """

    unanswerable: bool = False
    rules: Literal["squad", "mlqa"] = "squad"
    step: int = 128
    question_length: int = 64
    answer_length: int = 30
    n_best: int = 20
    null_threshold: float = 0.0

    trainable: ClassVar[bool] = True
    labelled: ClassVar[bool] = True
    metrics: ClassVar[tuple[Metric, ...]] = (F1, Metric(name="exact_match"), Metric(name="mean"))

    @property
    def head(self) -> HeadSpec:
        """Two scores a token: of being the answer's first and its last."""
        return HeadSpec(kind="span", outputs=2)

    def check(self, example: Question) -> str | None:
        """Why the question cannot be used: an empty text, no answer, or one that is not where it is said to be."""
        if not example.question.strip() or not example.context.strip():
            return "empty question or context. Every row needs both: mend or remove it."
        if not example.answers and not self.unanswerable:
            return "a question without an answer, in a data set where each has one. Mend or remove it."
        for text, start in example.answers:
            if not text.strip():
                return (
                    "an empty answer. XTREME's download script takes the answers out of test files: use the original."
                )
            there = example.context[max(start, 0) : max(start, 0) + len(text)]
            if start < 0 or there != text:
                return (
                    f"answer {text!r} is not at character {start} of its context, there is {there!r}. Mend the offset."
                )
        return None

    def gold(self, example: Question) -> tuple[Hashable, ...]:
        """The first answer, "" where there is none."""
        return (example.answers[0].text if example.answers else "",)

    def texts(self, example: Question) -> tuple[str, ...]:
        """Question and context."""
        return (example.question, example.context)

    def editable(self, example: Question) -> tuple[EditableText, ...]:
        """The context, in which edits cross no border of an answer, and the question."""
        answers = tuple((start, start + len(text)) for text, start in example.answers)
        return EditableText(example.context, answers), EditableText(example.question)

    def edited(self, example: Question, replacements: Sequence[Replacement]) -> Question:
        """The question with its texts edited; answers are what then stands at their place in the context."""
        context = rewritten(example.context, replacements, 0)
        places = (moved((start, start + len(text)), replacements, 0) for text, start in example.answers)
        return replace(
            example,
            context=context,
            question=rewritten(example.question, replacements, 1),
            answers=tuple(Answer(context[start:end], start) for start, end in places),
        )

    def shown_label(self, example: Question) -> str:
        """Nothing: an answer is a place in the text."""
        return ""

    def flipped(self, example: Question) -> None:
        """None: what is asked is where the answer stands, not whether two texts mean the same."""
        return None

    def encode(self, examples: Sequence[Question], tokenizer: Any, max_length: int) -> Encoded:
        """A row a window (see windows.encode); the first gold answer is the one to learn."""
        targets = [AnswerTokens(example.question, example.context, _first(example)) for example in examples]
        return windows.encode(targets, tokenizer, max_length, step=self.step, question_length=self.question_length)

    def decode(
        self, examples: Sequence[Question], rows: Encoded, outputs: Sequence[NDArray[np.float32]]
    ) -> list[Prediction]:
        """The text of the best span over all windows, whole characters of it, with its probability among the n best."""
        scores = np.concatenate([np.zeros((0, 2)), *outputs]).astype(np.float64)
        found = spans.n_best(rows, scores, count=self.n_best, longest=self.answer_length)
        first = np.searchsorted(found.example, np.arange(len(examples) + 1))
        null = spans.no_answer(rows, scores, len(examples)) if self.unanswerable else np.full(len(examples), -np.inf)
        return [
            _prediction(example, found, slice(*first[index : index + 2]), (null[index], self.null_threshold))
            for index, example in enumerate(examples)
        ]

    def guess(self, examples: Sequence[Question]) -> list[Prediction]:
        """The most frequent answer, whatever the question."""
        texts = Counter(example.answers[0].text if example.answers else "" for example in examples)
        ((most, _),) = texts.most_common(1)
        return [Prediction(example.id, example.language, most) for example in examples]

    def score(self, examples: Sequence[Question], predictions: Sequence[Prediction]) -> dict[str, Items]:
        """F1, exact match and their mean, the best over the gold answers, over 1 for every question."""
        count = squad.best_or_none if self.unanswerable else squad.best
        found = [
            count(prediction.value, [answer.text for answer in example.answers], self._split(example.language))
            for example, prediction in pairs(examples, predictions)
        ]
        exact, f1 = np.array(found, np.float64).reshape(-1, 2).T
        one = np.ones(len(found))
        return {"f1": Items(f1, one), "exact_match": Items(exact, one), "mean": Items((exact + f1) / 2, one)}

    def official(self, examples: Sequence[Question], predictions: Sequence[Prediction]) -> Any:
        """The answers by the question's id."""
        return {e.id: p.value for e, p in pairs(examples, predictions)}

    def official_gold(self, examples: Sequence[Question]) -> Any:
        """The questions with their answers."""
        return list(examples)

    def _split(self, language: str) -> Callable[[str], list[str]]:
        return squad.words if self.rules == "squad" else mlqa.splitter(language)


def _first(example: Question) -> tuple[int, int] | None:
    if not example.answers:
        return None
    text, start = example.answers[0]
    return start, start + len(text)


def _prediction(example: Question, found: spans.Spans, own: slice, null: tuple[float, float]) -> Prediction:
    score, threshold = null
    if not len(found.score[own]):  # a context without a token
        return Prediction(example.id, example.language, "")
    scores = np.append(found.score[own], score)
    weights = np.exp(scores - scores.max())
    chances = weights / weights.sum()
    if score - scores[0] > threshold:
        return Prediction(example.id, example.language, "", float(chances[-1]))
    start, end = spans.whole_characters(example.context, int(found.start[own][0]), int(found.end[own][0]))
    return Prediction(example.id, example.language, example.context[start:end].strip(), float(chances[0]))
