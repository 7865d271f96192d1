"""Real text for benchmarks, as rows of a task, and a tokenizer trained on it since none of XLM-R's is at hand."""

import itertools
import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer
from transformers import PreTrainedTokenizerFast

from benchmarks.shapes import Shape
from xstilts.models import tokenization
from xstilts.task_types.base import Task, find_task, load

TRAINING = {"xnli": ("xnli", "test", 128), "udpos": ("udpos", "train", 128), "squad": ("squadshifts", "train", 384)}
"""English text whose lengths stand for a training set: task, split, longest row."""

Text = tuple[Task, list[Any]]
"""A task and some of its examples."""

MOST = 12_000
"""Examples of a task that are read: enough for every batch that a benchmark draws."""


def data_folder(given: Path | None) -> Path:
    """The folder of data sets: the given one, or $XSTILTS_DATA. Ends the program where there is none."""
    folder = given or Path(os.environ.get("XSTILTS_DATA", ""))
    if not folder.is_dir() or folder == Path():
        raise SystemExit(f"no data folder at {str(folder)!r}: pass --data DIR or set XSTILTS_DATA")
    return folder


def examples(name: str, split: str, language: str, data: Path, limit: int = MOST) -> Text:
    """A task and the first examples of one language."""
    task = find_task(name)
    return task, load(task, name, data, language, split)[:limit]


NLI = (
    ("xnli", "test", "ar bg de el en es fr hi ru sw th tr ur vi zh"),
    ("farstail", "test", "fa"),
    ("indonli", "test", "id"),
    ("jnli", "dev", "ja"),
    ("klue_nli", "dev", "ko"),
)
"""Pairs in many languages: XNLI's that are in the folder, and others up to LANGUAGES."""
LANGUAGES = 15


def nli(data: Path) -> dict[str, Text]:
    """Task and examples of NLI pairs by language, in fifteen languages where the folder has them."""
    found: dict[str, Text] = {}
    for name, split, languages in NLI:
        here = find_task(name).languages_of(data, split)
        for language in languages.split():
            if language in here and len(found) < LANGUAGES:
                found[language] = examples(name, split, language, data, limit=1000)
    return found


def tokenizer(texts: Iterable[str], shape: Shape) -> PreTrainedTokenizerFast:
    """A Unigram tokenizer of `shape.pieces` pieces whose ids are spread over the whole vocabulary of the shape.

    Between the pieces lie fillers that no text has, as pieces of other languages do in XLM-R's vocabulary. So the
    embeddings have their full size and a task touches a small part of them.
    """
    trained = tokenization.train_unigram(texts, vocabulary=shape.pieces, max_length=512)
    state = json.loads(trained.backend_tokenizer.to_str())
    special = len(tokenization.SPECIAL)
    pieces = state["model"]["vocab"]
    lowest = min(score for _, score in pieces) - 100
    room = shape.vocabulary - len(pieces)
    each = room // (len(pieces) - special)
    spread = pieces[:special]
    for piece in pieces[special:]:
        spread += [piece, *([f"\u0001{len(spread) + i}", lowest] for i in range(each))]
    spread += [[f"\u0001{len(spread) + i}", lowest] for i in range(shape.vocabulary - len(spread))]
    state["model"]["vocab"] = spread
    trained._tokenizer = Tokenizer.from_str(json.dumps(state))
    return trained


def texts_of(task: Task, sample: Sequence[Any]) -> Iterable[str]:
    """All texts of the examples."""
    return itertools.chain.from_iterable(task.type.texts(example) for example in sample)
