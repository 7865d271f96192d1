"""TyDiQA-GoldP: questions asked in nine languages by people who wanted to know, with the paragraph that answers."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from xstilts.base.errors import UserError
from xstilts.readers.squad import SquadReader
from xstilts.task_types.base import Repair, Size, Task
from xstilts.task_types.hub import HubCopy, parts
from xstilts.task_types.span_qa import Question, SpanQA

NAMES = {
    "ar": "arabic",
    "bn": "bengali",
    "en": "english",
    "fi": "finnish",
    "id": "indonesian",
    "ko": "korean",
    "ru": "russian",
    "sw": "swahili",
    "te": "telugu",
}
_READER = SquadReader(number=("train", "dev"))


def read(paths: Sequence[Path], language: str, split: str) -> Iterator[tuple[str, Question | Repair]]:
    """Questions. Raises UserError at one whose id names another language: the files of all languages must be split."""
    for place, entry in SquadReader()(paths, language, "ids"):
        named = entry.id.partition("-")[0] if isinstance(entry, Question) else ""
        if named in NAMES.values() and named != NAMES[language]:
            raise UserError(f"{place}: a {named} question in the {split} file for {language!r}. Split it by language.")
    yield from _READER(paths, language, split)


def read_mixed(paths: Sequence[Path], language: str, split: str) -> Iterator[tuple[str, Question | Repair]]:
    """The questions of one language from tables that hold all of them, as on the hub. Train questions are numbered
    within their language, as in the files of one language.
    """
    number = 0
    for place, entry in SquadReader()(paths, language, "ids"):
        if isinstance(entry, Question) and entry.id.startswith(f"{NAMES[language]}-"):
            yield place, entry if split == "test" else replace(entry, id=str(number))
            number += 1


def _files(folder: str) -> dict[str, tuple[str, ...]]:
    """The files in `folder`; English has no dev file, for its train file is what is trained on."""
    train = f"{folder}/tydiqa-goldp-v1.1-train/tydiqa.goldp.{{}}.train.json"
    test = f"{folder}/tydiqa-goldp-v1.1-dev/tydiqa.goldp.{{language}}.dev.json"
    return {"train": (train.format("{language}"),), "dev": (train.format("{code}"),), "test": (test,)}


TASK = Task(
    type=SpanQA(),
    languages=tuple(NAMES),
    codes={language: language for language in NAMES if language != "en"},
    files=_files("tydiqa"),
    layouts=(_files("tydiqa_goldp"),),
    read=read,
    hub=HubCopy(
        dataset="google/xtreme",
        files=parts("tydiqa", train="train", test="validation"),
        read=read_mixed,
    ),
    headline="mean",
    licence="Apache-2.0",
    cite="clark-2020-tydiqa: TyDi QA: A Benchmark for Information-Seeking Question Answering",
    about="extractive question answering, gold passage",
    sizes={"train": Size(3_696, 150), "test": Size(560, 160)},
    notes=(
        "`test` is the public development set, as in XTREME: the real test set is private.",
        "`dev` is a language's train file, which zero-shot training from English never sees. It is ours, not XTREME's.",
        "XTREME cuts the ids of train files, after which they come many times: train questions are numbered here.",
    ),
)
