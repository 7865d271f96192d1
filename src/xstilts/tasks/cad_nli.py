"""Counterfactually augmented NLI: SNLI pairs, each with versions edited by people until another label was right."""

from xstilts.readers.pairs import PairReader
from xstilts.task_types.base import Task
from xstilts.task_types.classification import Classification

TASK = Task(
    type=Classification(labels=("contradiction", "entailment", "neutral")),
    languages=("en",),
    files={split: (f"cad_nli/all_combined/{split}.tsv",) for split in ("train", "dev", "test")},
    read=PairReader(text="sentence1", second="sentence2", label="gold_label"),
    headline="accuracy",
    licence="Apache-2.0 (repository); SNLI CC BY-SA 4.0",
    cite="kaushik-2020-counterfactual: Learning the Difference that Makes a Difference with Counterfactual Data",
    about="natural language inference on image captions, in pairs that differ little",
    notes=("Its pairs come from SNLI's training and test sets.",),
)
