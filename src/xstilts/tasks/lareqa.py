"""LAReQA (XQuAD-R): which sentences, in any language, answer a question? Eleven languages in one pool."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from xstilts.base import files
from xstilts.base.errors import UserError
from xstilts.readers.squad import get
from xstilts.task_types.base import Task
from xstilts.task_types.ranking import PoolEntry, PoolRanking


class _Sentence(NamedTuple):
    place: str
    id: str
    text: str
    paragraph: str


class _File(NamedTuple):
    """Sentences; and place, id, text of every question, with the sentence that answers it."""

    sentences: list[_Sentence]
    questions: list[tuple[str, str, str]]
    answers: dict[str, str]


def read(paths: Sequence[Path], language: str, split: str) -> Iterator[tuple[str, PoolEntry]]:
    """Questions of the first file, then the sentences of all files as their pool.

    A question's right answers are, in every language, the sentence in which its answer begins. Raises UserError where
    a file is malformed or an answer begins in no sentence.
    """
    pool = {files.stem(path): _read(path) for path in dict.fromkeys(paths)}
    own = pool[files.stem(paths[0])]
    for place, name, question in own.questions:
        relevant = tuple(other.answers[name] for other in pool.values() if name in other.answers)
        yield place, PoolEntry(id=name, language=language, text=question, relevant=relevant)
    for code, other in pool.items():
        for sentence in other.sentences:
            yield (
                sentence.place,
                PoolEntry(
                    id=sentence.id,
                    language=language,
                    text=sentence.text,
                    context=sentence.paragraph,
                    candidate=True,
                    foreign=code != files.stem(paths[0]),
                ),
            )


def _read(path: Path) -> _File:
    found = _File([], [], {})
    for i, article in enumerate(get(files.read_json(path), "data", (list,), f"{path}: the file")):
        for j, paragraph in enumerate(get(article, "paragraphs", (list,), f"{path}: data.{i}")):
            _add(found, paragraph, f"{path}: data.{i}.paragraphs.{j}", f"{files.stem(path)}/{i}/{j}")
    return found


def _is_stretch(bounds: object, length: int) -> bool:
    if not isinstance(bounds, list) or [type(bound) for bound in bounds] != [int, int]:
        return False
    start, end = bounds
    return bool(0 <= start < end <= length)


def _add(found: _File, paragraph: Mapping[str, Any], place: str, name: str) -> None:
    context = get(paragraph, "context", (str,), place)
    breaks = get(paragraph, "sentence_breaks", (list,), place)
    for k, bounds in enumerate(breaks):
        if not _is_stretch(bounds, len(context)):
            raise UserError(f"{place}.sentence_breaks.{k}: {bounds!r} is no stretch of the paragraph's text")
        text = context[bounds[0] : bounds[1]].strip()
        found.sentences.append(_Sentence(f"{place}: sentence {k}", f"{name}/{k}", text, context))
    for k, entry in enumerate(get(paragraph, "qas", (list,), place)):
        where = f"{place}.qas.{k}"
        question = get(entry, "id", (str,), where)
        first = next(iter(get(entry, "answers", (list,), where)), None)
        start = get(first, "answer_start", (int,), where)
        inside = [n for n, (begin, end) in enumerate(breaks) if begin <= start < end]
        if not inside:
            raise UserError(f"{where}: the answer begins at {start}, which is in no sentence of the paragraph")
        if question in found.answers:
            raise UserError(f"{where}: question {question!r} comes twice. Ids are unique.")
        found.questions.append((where, question, get(entry, "question", (str,), where).strip()))
        found.answers[question] = f"{name}/{inside[0]}"


TASK = Task(
    type=PoolRanking(),
    languages=tuple("ar de el en es hi ru th tr vi zh".split()),
    files={"test": ("lareqa/xquad-r/{language}.json", "lareqa/xquad-r/*.json")},
    read=read,
    headline="map20",
    licence="CC BY-SA 4.0",
    cite="roy-2020-lareqa: LAReQA: Language-Agnostic Answer Retrieval from a Multilingual Pool",
    about="answer retrieval from one pool of sentences of all languages",
    notes=(
        "The pool is made of the languages that are in the folder: scores compare only with the same ones there.",
        "XTREME-R trains a dual encoder on SQuAD first; here vectors are as they are: name the layer in the study.",
        "The pool that languages share is read once. `context: false` reads sentences without their paragraphs.",
        "XTREME-R cuts the average precision at 20; LAReQA's paper does not. el th vi are in the authors' repository.",
    ),
)
