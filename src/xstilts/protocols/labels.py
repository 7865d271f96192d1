"""Rebuilds a benchmark's label folder, which it does not ship, from the public files of its tasks."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from xstilts.base import files, plugins
from xstilts.base.errors import UserError
from xstilts.protocols.benchmark import Benchmark, BenchmarkEntry
from xstilts.task_types.base import Task, find_task, load
from xstilts.task_types.bitext_mining import BitextMining
from xstilts.task_types.classification import Classification
from xstilts.task_types.multiple_choice import MultipleChoice
from xstilts.task_types.ranking import PoolRanking
from xstilts.task_types.retrieval import SentenceRetrieval
from xstilts.task_types.span_qa import Question, SpanQA
from xstilts.task_types.tagging import Tagging
from xstilts.task_types.task_type import TaskType

SPLIT = "test"


class Built(NamedTuple):
    """A label file that was written, with a remark where there is one, or (`path` None) why it could not be."""

    task: str
    language: str
    path: Path | None
    remark: str = ""


def build(benchmark: Benchmark, data: Path, to: Path) -> Iterator[Built]:
    """Write the label file of every task and language whose public test files lie below `data`, one at a time.

    Raises UserError where `data` is no folder; what is wrong with a single file becomes a remark.
    """
    if not data.is_dir():
        raise UserError(f"{data}: no such folder. Pass the one that holds the data sets with --data DIR.")
    known = plugins.names("xstilts.tasks")
    for entry in benchmark.entries:
        task = find_task(entry.task) if entry.task in known else None
        for language in entry.languages:
            try:
                yield _built(entry, task, language, data=data, to=to)
            except UserError as error:
                yield Built(entry.task, language, None, str(error))


def _built(entry: BenchmarkEntry, task: Task | None, language: str, *, data: Path, to: Path) -> Built:
    """Read, check and write one language. Raises UserError where that cannot be done."""
    if task is None:
        raise UserError(f"this package has no task {entry.task}, so it cannot read its files")
    if language not in task.languages:
        raise UserError(f"the task {entry.task} of this package does not have the language {language!r}")
    paths = task.paths(data, language, SPLIT)
    if not paths:
        raise UserError(f"no {SPLIT} file in {data}: looked for {task.expected(language, SPLIT)}")
    examples = load(task, entry.task, data, language, SPLIT)
    path = entry.file(to, language)
    if isinstance(task.type, SpanQA):
        files.write_bytes(path, files.read_bytes(paths[0]))
    else:
        write(entry, language, to=to, kind=task.type, examples=examples)
    return Built(entry.task, language, path, _remark(paths))


def write(entry: BenchmarkEntry, language: str, *, to: Path, kind: TaskType, examples: Sequence[Any]) -> Path:
    """Write the labels of these examples as the benchmark has them below `to`; the file's path."""
    path = entry.file(to, language)
    if isinstance(kind, SpanQA):
        files.write_json(path, {"version": "1.1", "data": [{"title": "", "paragraphs": _paragraphs(examples)}]})
    else:
        entry.format.write(path, gold(kind, examples))
    return path


def _paragraphs(questions: Sequence[Question]) -> list[dict[str, Any]]:
    """Questions in SQuAD's shape, each with its context."""
    return [
        {
            "context": question.context,
            "qas": [
                {
                    "id": question.id,
                    "question": question.question,
                    "answers": [{"text": text, "answer_start": start} for text, start in question.answers],
                }
            ],
        }
        for question in questions
    ]


def gold(kind: TaskType, examples: Sequence[Any]) -> Any:
    """What is right, as the task's official format writes it. Raises TypeError for a type that has no such format."""
    match kind:
        case Classification():
            return [example.label for example in examples]
        case Tagging():
            return [example.tags for example in examples]
        case MultipleChoice():
            return [example.label for example in examples]
        case SentenceRetrieval():
            # The benchmark sorts the English side by code point; the label is the line that a sentence stood in.
            return sorted(range(len(examples)), key=lambda line: str(examples[line].translation))
        case BitextMining():
            scored = [example for example in examples if not example.tuning]
            return [(example.id, other) for example in scored for other in example.matches]
        case PoolRanking():
            return {example.id: list(example.relevant) for example in examples if not example.candidate}
    raise TypeError(f"no official format for {type(kind).__name__}")


def _remark(paths: Sequence[Path]) -> str:
    """What to know of labels that come from treebanks: which ones make up the official test set."""
    treebanks = sorted({path.parent.name for path in paths if ".conllu" in path.suffixes})
    if not treebanks:
        return ""
    return f"converted from {', '.join(treebanks)}: official only if these are all of the language's in UD 2.5"
