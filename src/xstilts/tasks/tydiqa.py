"""TyDiQA-GoldP: questions asked in nine languages by people who wanted to know, with the paragraph that answers."""

from xstilts.readers.tydiqa import NAMES, read, read_mixed
from xstilts.task_types.base import Size, Task
from xstilts.task_types.hub import HubCopy, parts
from xstilts.task_types.span_qa import SpanQA


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
