"""Multi30k as parallel text: captions of 1,000 pictures in three languages and English, to measure alignment."""

from xstilts.readers.parallel import read_shared_pairs
from xstilts.task_types.alignment import Alignment
from xstilts.task_types.base import Size, Task

TASK = Task(
    type=Alignment(),
    languages=("cs", "de", "fr"),
    files={
        "dev": ("parallel/multi30k/val.{language} + parallel/multi30k/val.en",),
        "test": ("parallel/multi30k/test_2016_flickr.{language} + parallel/multi30k/test_2016_flickr.en",),
    },
    read=read_shared_pairs,
    headline="alignment_centred",
    licence="non-commercial research and education (Flickr30k captions)",
    cite="elliott-2016-multi30k: Multi30K: Multilingual English-German Image Descriptions",
    about="captions with English, line by line the same in every language",
    sizes={"test": Size(1_000, 40)},
    notes=("`parallel` trains on its training set and holds its dev set.",),
)
