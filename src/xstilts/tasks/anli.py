"""ANLI: inference pairs that people wrote to fool a model, in three rounds of ever better models."""

from xstilts.readers.pairs import PairReader
from xstilts.readers.suffixes import by_suffix
from xstilts.task_types.base import Size, Task
from xstilts.task_types.classification import Classification
from xstilts.task_types.hub import HubCopy, numbered

LABELS = {"c": "contradiction", "e": "entailment", "n": "neutral"}
RELEASED = PairReader(text="context", second="hypothesis", id="uid", labels=LABELS)
ANALYSED = PairReader(text="context", second="statement", label="gold_label", id="uid", labels=LABELS)
SPLITS = ("train", "dev", "test")

TASK = Task(
    type=Classification(labels=tuple(LABELS.values())),
    languages=("en",),
    files={split: tuple(f"anli_v1.0/R{number}/{split}.jsonl" for number in (1, 2, 3)) for split in SPLITS},
    layouts=({"dev": tuple(f"anli_dev/ANLI_analysis_r{number}_dev.csv" for number in (1, 2, 3))},),
    read=by_suffix({".csv": ANALYSED}, RELEASED),
    hub=HubCopy(
        dataset="facebook/anli",
        revision="b83b1452ab817eac4dcb36625e7c1fa95025093d",
        files={split: tuple(f"plain_text/{split}_r{number}-*.parquet" for number in (1, 2, 3)) for split in SPLITS},
        read=PairReader(
            text="premise", second="hypothesis", id="uid", labels=numbered("entailment", "neutral", "contradiction")
        ),
    ),
    headline="accuracy",
    licence="CC BY-NC 4.0",
    cite="nie-2020-anli: Adversarial NLI: A New Benchmark for Natural Language Understanding",
    about="natural language inference, adversarial",
    sizes={"train": Size(162_865, 100)},
    notes=(
        "Training sets: unpack the authors' anli_v1.0.zip into the data folder, or fetch the hub's copy.",
        "X-STILTs' ANLI+ is a recipe that mixes anli, mnli and snli under one head.",
    ),
)
