"""TICO-19 as parallel text: the same sentences in 16 languages and English, on which alignment is measured."""

from xstilts.readers.parallel import read_shared_pairs
from xstilts.task_types.alignment import Alignment
from xstilts.task_types.base import Size, Task

TASK = Task(
    type=Alignment(),
    languages=tuple("ar bn es fa fr hi id mr ms pt ru sw ta tl ur zh".split()),
    files={"test": ("parallel/tico19/{language}.txt + parallel/tico19/en.txt",)},
    read=read_shared_pairs,
    headline="alignment_centred",
    licence="CC0-1.0",
    cite="anastasopoulos-2020-tico19: TICO-19: the Translation Initiative for COVID-19",
    about="health advice and news on COVID-19 with English, line by line the same in every language",
    sizes={"test": Size(3_071, 70)},
    notes=("`parallel` has these sentences, too: a recipe that trains on it has seen them as translations.",),
)
