"""Questions in JSON of the SQuAD shape (data, paragraphs, qas, answers) or one a row: MLQA, TyDiQA, CMRC, many more."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xstilts.base import files
from xstilts.base.errors import UserError
from xstilts.readers import rows
from xstilts.task_types.base import Repair
from xstilts.task_types.span_qa import Answer, Question


@dataclass(frozen=True, kw_only=True)
class SquadReader:
    """Reads questions in file order.

    `number` names those splits whose ids do not tell questions apart (TyDiQA-GoldP's train files): there a question
    is named by its place, from 0. In a `dirty` data set, answers that are not at their offsets are moved to the only
    place in the context where they stand, or left out; so are questions that are empty or lose all answers by that.
    Each of these is a counted repair.
    """

    number: tuple[str, ...] = ()
    dirty: bool = False

    def __call__(self, paths: Sequence[Path], language: str, split: str) -> Iterator[tuple[str, Question | Repair]]:
        """Place (file and path inside it) and question; ids carry their file's name where there are several files."""
        for path in paths:
            prefix = f"{files.stem(path)}/" if len(paths) > 1 else ""
            for count, (place, context, entry) in enumerate(_entries(path)):
                name = str(count) if split in self.number else rows.name_of(entry, "id", place)
                question = Question(
                    id=f"{prefix}{name}",
                    language=language,
                    context=context,
                    question=get(entry, "question", (str,), place),
                    answers=_answers(entry, place),
                )
                yield from ((place, item) for item in (self._mended(question) if self.dirty else (question,)))

    def _mended(self, question: Question) -> Iterator[Question | Repair]:
        """The question with its answers where they are, or nothing but repairs."""
        if not question.question.strip():
            yield Repair("empty question: left out", left_out=True)
            return
        kept = []
        for answer in question.answers:
            place = _place(question.context, answer)
            if place is None:
                yield Repair("answer that is not in its context, or several times: left out")
            else:
                if place != answer.start:
                    yield Repair("answer with a wrong offset: moved to where it is")
                kept.append(Answer(answer.text, place))
        if question.answers and not kept:
            yield Repair("question without an answer in its context: left out", left_out=True)
        else:
            yield Question(
                id=question.id,
                language=question.language,
                context=question.context,
                question=question.question,
                answers=tuple(kept),
            )


def _place(context: str, answer: Answer) -> int | None:
    """Where the answer really begins, if that can be told."""
    if not answer.text.strip():
        return None
    if context.startswith(answer.text, max(answer.start, 0)) and answer.start >= 0:
        return answer.start
    return context.index(answer.text) if context.count(answer.text) == 1 else None


def _entries(path: Path) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Place, context and the object of every question."""
    if path.suffix == ".parquet" or ".jsonl" in path.suffixes:
        yield from _flat(path)
        return
    whole = files.read_json(path)
    for i, article in enumerate(get(whole, "data", (list,), f"{path}: the file")):
        for j, paragraph in enumerate(get(article, "paragraphs", (list,), f"{path}: data.{i}")):
            place = f"{path}: data.{i}.paragraphs.{j}"
            context = get(paragraph, "context", (str,), place)
            for k, entry in enumerate(get(paragraph, "qas", (list,), place)):
                yield f"{place}.qas.{k}", context, entry


def _flat(path: Path) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """The same of a file with one question a row, as on the hub: its answers are two lists, of texts and of starts."""
    for place, row in rows.read(path, needed=("context", "question", "answers")):
        texts, starts = (get(row["answers"], name, (list,), place) for name in ("text", "answer_start"))
        if len(texts) != len(starts):
            raise UserError(f"{place}: {len(texts)} answers, but {len(starts)} starts")
        answers = [{"text": text, "answer_start": start} for text, start in zip(texts, starts, strict=True)]
        name = row.get("id", row.get("question_id"))
        yield place, get(row, "context", (str,), place), {**row, "id": name, "answers": answers}


def _answers(entry: Mapping[str, Any], place: str) -> tuple[Answer, ...]:
    """The distinct answers, in order; none where the question is marked as impossible."""
    if "is_impossible" in entry and get(entry, "is_impossible", (bool,), place):
        return ()
    found = [
        Answer(get(answer, "text", (str,), place), _offset(answer, place))
        for answer in get(entry, "answers", (list,), place)
    ]
    return tuple(dict.fromkeys(found))


def _offset(answer: Any, place: str) -> int:
    """Where the answer begins; some files write the number as a text."""
    value = get(answer, "answer_start", (int, str), place)
    return value if isinstance(value, int) and value < 0 else rows.whole(value, "'answer_start'", place)


def get(owner: Any, name: str, kinds: tuple[type, ...], place: str) -> Any:
    """`owner[name]`, which must be of one of the kinds. Raises UserError with the place where it is not."""
    value = owner.get(name) if isinstance(owner, Mapping) else None
    if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
        wanted = " or ".join(kind.__name__ for kind in kinds)
        raise UserError(f"{place}: {name!r} is {value!r:.80}, expected {wanted}. Is this a file of the SQuAD shape?")
    return value
