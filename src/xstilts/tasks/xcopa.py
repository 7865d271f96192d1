"""XCOPA: which of two sentences is the likelier cause or effect of the premise? Eleven languages, English to train."""

from xstilts.readers.choices import ChoiceReader
from xstilts.task_types.base import Task
from xstilts.task_types.hub import HubCopy, parts
from xstilts.task_types.multiple_choice import MultipleChoice

READER = ChoiceReader(
    context=("premise", "question"),
    choices=("choice1", "choice2"),
    phrases={"question": {"cause": "What was the cause?", "effect": "What happened as a result?"}},
)

TASK = Task(
    type=MultipleChoice(count=2),
    languages=tuple("en et ht id it qu sw ta th tr vi zh".split()),
    files={
        "train": ("xcopa/en/train-{language}.jsonl",),
        "dev": ("xcopa/data/{language}/val.{language}.jsonl",),
        "test": ("xcopa/data/{language}/test.{language}.jsonl",),
    },
    layouts=({"dev": ("xcopa/en/val-{language}.jsonl",)},),
    read=READER,
    hub=HubCopy(dataset="cambridgeltl/xcopa", files=parts("{language}", dev="validation", test="test"), read=READER),
    headline="accuracy",
    licence="CC BY 4.0; English COPA BSD-2-Clause",
    cite="ponti-2020-xcopa: XCOPA: A Multilingual Dataset for Causal Commonsense Reasoning",
    about="commonsense causes and effects",
    notes=(
        "English is COPA, to train on: XTREME-R scores the other eleven languages, after training on socialiqa first.",
        "The labels of English COPA's test set are withheld (all are 0 in test-en.jsonl), so it is not read.",
        "The question is asked in English in every language.",
    ),
)
