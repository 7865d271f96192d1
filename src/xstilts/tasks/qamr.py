"""QAMR: questions and answers about who did what in a sentence, written by crowd workers."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from xstilts.base import numerals, tables
from xstilts.base.errors import UserError, at
from xstilts.task_types.base import Repair, Task
from xstilts.task_types.span_qa import Answer, Question, SpanQA

COLUMNS = ("sentence", "targets", "worker", "number", "target", "question", "answer", "second", "third")
MARKS = {"-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]", "``": '"', "''": '"'}


def read(paths: Sequence[Path], language: str, split: str) -> Iterator[tuple[str, Question | Repair]]:
    """Questions of the first file on sentences of the second; answers of words that are not in a row are left out."""
    texts = {row["id"]: row["text"].split(" ") for _, row in tables.read_table(paths[1], columns=("id", "text"))}
    for line, row in tables.read_table(paths[0], columns=COLUMNS):
        place = at(paths[0], line)
        if row["sentence"] not in texts:
            raise UserError(f"{place}: no sentence {row['sentence']!r} in {paths[1]}. Do the files belong together?")
        words = [MARKS.get(word, word) for word in texts[row["sentence"]]]
        given = (row["answer"], *(row[name].partition(":")[2] for name in ("second", "third")))
        spans = [span for indices in given if (span := _span(indices, words, place)) is not None]
        if not spans:
            yield place, Repair("question without an answer of words in a row: left out", left_out=True)
            continue
        context, answers = " ".join(words), tuple(dict.fromkeys(spans))
        yield (
            place,
            Question(
                id=str(line - 1), language=language, context=context, question=row["question"].strip(), answers=answers
            ),
        )


def _span(indices: str, words: Sequence[str], place: str) -> Answer | None:
    """The answer of the words with these numbers; None where some between them are missing, or there are none."""
    numbers = [numerals.whole_number(number) for number in indices.split()]
    if None in numbers:
        raise UserError(f"{place}: an answer is {indices[:80]!r}, expected numbers of words with spaces between them")
    whole = [number for number in numbers if number is not None]
    if whole and max(whole) >= len(words):
        raise UserError(f"{place}: an answer names word {max(whole)}, but the sentence has {len(words)} (from 0)")
    if not whole or whole != list(range(whole[0], whole[-1] + 1)):
        return None
    return Answer(" ".join(words[whole[0] : whole[-1] + 1]), len(" ".join((*words[: whole[0]], ""))))


TASK = Task(
    type=SpanQA(),
    languages=("en",),
    files={split: (f"qamr/filtered/{split}.tsv + qamr/wiki-sentences.tsv",) for split in ("train", "dev")},
    layouts=({"train": ("qamr/filtered/test.tsv + qamr/wiki-sentences.tsv",)},),
    read=read,
    headline="f1",
    licence="MIT; sentences from Wikipedia and Wikinews",
    cite="michael-2018-qamr: Crowdsourcing Question-Answer Meaning Representations",
    about="extractive question answering on single sentences",
    stand_ins={"qamr/filtered/test.tsv": "the published test set serves as `train`; the training set is in uwnlp/qamr"},
)
