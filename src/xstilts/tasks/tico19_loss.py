"""TICO-19 as text to predict: the same sentences in 17 languages, whose losses tell what an encoder forgot."""

from xstilts.readers.parallel import read_lines
from xstilts.task_types.base import Size, Task
from xstilts.task_types.lm_loss import LanguageModelLoss

TASK = Task(
    type=LanguageModelLoss(),
    languages=tuple("ar bn en es fa fr hi id mr ms pt ru sw ta tl ur zh".split()),
    files={"test": ("parallel/tico19/{language}.txt",)},
    read=read_lines,
    headline="nll",
    licence="CC0-1.0",
    cite="anastasopoulos-2020-tico19: TICO-19: the Translation Initiative for COVID-19",
    about="health advice and news on COVID-19, each sentence with its language's own masks",
    sizes={"test": Size(3_071, 140)},
    notes=(
        "Compare changes of a language, never two languages: their pieces differ.",
        "`parallel` has these sentences, too: a recipe that trains on it has seen them.",
        "An encoder without a language-model head cannot be measured.",
    ),
)
