"""Mewsli-X: which of a million entities does a mention in the news mean? Eleven languages."""

from xstilts.readers.mewslix import read
from xstilts.task_types.base import Task
from xstilts.task_types.ranking import PoolRanking

TASK = Task(
    type=PoolRanking(),
    languages=tuple("ar de en es fa ja pl ro ta tr uk".split()),
    files={
        split: (f"mewslix/wikinews_mentions-{split}.jsonl + mewslix/candidate_set_entities.jsonl",)
        for split in ("dev", "test")
    },
    read=read,
    headline="map20",
    licence="CC BY-SA 3.0 (Wikipedia), CC BY 2.5 (WikiNews)",
    cite="ruder-2021-xtremer: XTREME-R: Towards More Challenging and Nuanced Multilingual Evaluation",
    about="entity linking by retrieval from a million descriptions in fifty languages",
    notes=(
        "Run get-mewsli-x.sh of google-research/dense_representations_for_entity_retrieval/mel; copy its .jsonl files.",
        "map20 is the reciprocal rank cut at 20: every mention has one right entity.",
        "XTREME-R trains a dual encoder on Wikipedia mentions first; here vectors are taken as they are.",
        "The million candidates are the same for every language and go through the encoder once.",
    ),
)
