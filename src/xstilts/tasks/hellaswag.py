"""HellaSwag: how does the description of a scene, or of how to do something, go on? Four candidates."""

from xstilts.readers.hellaswag import read_plain, read_rows
from xstilts.readers.suffixes import by_suffix
from xstilts.task_types.base import Size, Task
from xstilts.task_types.hub import HubCopy, parts
from xstilts.task_types.multiple_choice import MultipleChoice

TASK = Task(
    type=MultipleChoice(count=4),
    languages=("en",),
    files={split: (f"hellaswag/hellaswag_{own}.jsonl",) for split, own in (("train", "train"), ("dev", "val"))},
    layouts=({"dev": ("hellaswag_text/hellaswag_val_full.txt",)},),
    read=by_suffix({".txt": read_plain}, read_rows),
    hub=HubCopy(dataset="Rowan/hellaswag", files=parts("data", train="train", dev="validation"), read=read_rows),
    headline="accuracy",
    licence="MIT",
    cite="zellers-2019-hellaswag: HellaSwag: Can a Machine Really Finish Your Sentence?",
    about="commonsense endings, four candidates",
    sizes={"train": Size(39_905, 420)},
    notes=("The files hellaswag_train.jsonl and hellaswag_val.jsonl are in the rowanz/hellaswag repository.",),
)
