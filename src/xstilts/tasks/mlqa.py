"""MLQA: questions on Wikipedia paragraphs that exist in several languages; context and question in the same one."""

from xstilts.readers.squad import SquadReader
from xstilts.task_types.base import Size, Task
from xstilts.task_types.hub import HubCopy, parts
from xstilts.task_types.span_qa import SpanQA

TASK = Task(
    type=SpanQA(rules="mlqa"),
    languages=tuple("ar de en es hi vi zh".split()),
    files={
        split: (f"mlqa/MLQA_V1/{split}/{split}-context-{{language}}-question-{{language}}.json",)
        for split in ("dev", "test")
    },
    read=SquadReader(),
    hub=HubCopy(
        dataset="google/xtreme",
        files=parts("MLQA.{language}.{language}", dev="validation", test="test"),
        read=SquadReader(),
    ),
    headline="mean",
    licence="CC BY-SA 3.0",
    cite="lewis-2020-mlqa: MLQA: Evaluating Cross-lingual Extractive Question Answering",
    about="extractive question answering; train on squad1",
    sizes={"test": Size(6_000, 200)},
    notes=(
        "The test sets are in MLQA_V1.zip, which the facebookresearch/MLQA repository links to: unpack it into mlqa/.",
        "Answers are normalised by MLQA's own rules, other ones for each language.",
    ),
)
