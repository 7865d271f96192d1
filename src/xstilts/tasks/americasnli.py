"""AmericasNLI: XNLI translated into indigenous languages of the Americas."""

from xstilts.readers.pairs import PairReader
from xstilts.task_types.base import Task
from xstilts.task_types.classification import Classification

TASK = Task(
    type=Classification(labels=("contradiction", "entailment", "neutral")),
    languages=tuple("ay bzd cni gn hch nah oto qu shp tar".split()),
    codes={code: code for code in "bzd cni gn hch nah oto shp tar".split()} | {"ay": "aym", "qu": "quy"},
    files={split: (f"americasnli/{split}/{{code}}.tsv",) for split in ("dev", "test")},
    read=PairReader(text="premise", second="hypothesis", id="id", dirty=("test",)),
    headline="accuracy",
    licence="CC BY-SA 4.0",
    cite="ebrahimi-2022-americasnli: AmericasNLI: Evaluating Zero-shot Natural Language Understanding",
    about="natural language inference, translated into languages that encoders have not seen",
    notes=(
        "A pair of Nahuatl's test set has no hypothesis: it is left out and counted.",
        "Translated from the Spanish XNLI: pairs are XNLI's.",
        "All ten languages are in the abteen/americasnli repository; Ashaninka is `cni`, Wixarika `hch`.",
    ),
)
