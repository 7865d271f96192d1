"""Sentences with their English translations, pooled from several sources, for translation language modelling."""

from xstilts.base.languages import XTREME_R
from xstilts.readers.parallel import read_passages
from xstilts.task_types.base import Task
from xstilts.task_types.masked_lm import MaskedLM

TASK = Task(
    type=MaskedLM(),
    languages=("cs", *(language for language in XTREME_R if language != "en")),
    codes={"sw": "swa"},
    translations=("en",),
    pooled=True,
    files={
        "train": (
            "parallel/tico19/en.txt + parallel/tico19/{language}.txt",
            "parallel/xed_subtitles/en-{language}.tsv",
            "parallel/python_docs/en-{language}.tsv",
            "parallel/small_parallel_enja/train.en + parallel/small_parallel_enja/train.{language}",
            "parallel/lafand_en_swa/train.en + parallel/lafand_en_swa/train.{code}",
            "parallel/multi30k/train.en + parallel/multi30k/train.{language}",
        ),
        "dev": (
            "parallel/small_parallel_enja/dev.en + parallel/small_parallel_enja/dev.{language}",
            "parallel/lafand_en_swa/dev.en + parallel/lafand_en_swa/dev.{code}",
            "parallel/multi30k/val.en + parallel/multi30k/val.{language}",
        ),
    },
    read=read_passages,
    headline="nll",
    licence="per source: CC0-1.0, CC BY 4.0, CC BY-NC 4.0, PSF-2.0, CC BY 2.0 FR, non-commercial research (Multi30k)",
    cite="anastasopoulos-2020-tico19: TICO-19: the Translation Initiative for COVID-19",
    about="a sentence in the language and its English translation; the language named is the non-English one",
    notes=("Rows carry the non-English language, and English is in every one of them.",),
)
