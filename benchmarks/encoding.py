"""How long loading and encoding a whole data folder takes: `python benchmarks/encoding.py DATA`. One JSON line.

Every task's every language and split that is there is read and encoded with one tokenizer, cold and again from the
cache: questions about texts to 384 tokens, all else to 128. Processor seconds are told beside those of the clock, as
only they mean something where others use the machine; beside both, the most memory that was held. What a reader
refuses is left out and told with its reason, as one bad file would else hide the time of all others.
"""

import argparse
import json
import os
import resource
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from xstilts.base import plugins
from xstilts.base.errors import UserError
from xstilts.graph.stage import Context
from xstilts.models import tokenization
from xstilts.study.data_folder import DataFolder
from xstilts.study.data_slice import DataSlice, examples
from xstilts.study.encodings import encode
from xstilts.task_types.base import find_task
from xstilts.task_types.span_qa import SpanQA

PIECES = 8000
TEXTS = 200
"""Texts of each language that the tokenizer is trained on."""


def slices(data: DataFolder) -> Iterator[DataSlice]:
    """Everything of every task that is in the folder."""
    for name in plugins.names("xstilts.tasks"):
        task = find_task(name)
        for split in () if task.made else task.splits:
            if languages := data.present(task, split):
                yield DataSlice(task=name, languages=languages, split=split)


def tokenizer(data: DataFolder) -> Any:
    """A Unigram tokenizer of the folder's own text."""
    text = DataSlice(task="mlm_text", languages=data.present(find_task("mlm_text"), "train"), split="train", cap=TEXTS)
    texts = (example.text for _, loaded in examples(text, data.root) for example in loaded)
    return tokenization.train_unigram(texts, vocabulary=PIECES, max_length=512)


def once(root: Path, cache: Path, pieces: Any, threads: int) -> dict[str, Any]:
    """Encode everything; seconds, and what there was."""
    begun, busy = time.perf_counter(), time.process_time()
    context = Context(cache=cache, threads=threads)
    data = DataFolder(root, cache)
    slowest: dict[str, float] = {}
    refused: dict[str, str] = {}
    rows = tokens = parts = 0
    for data_slice in slices(data):
        start = time.process_time()
        longest = 384 if isinstance(data_slice.type, SpanQA) else 128
        try:
            for _, made in encode(data_slice, data, tokenizer=pieces, max_length=longest, context=context):
                parts, rows, tokens = parts + 1, rows + len(made), tokens + len(made.tokens)
        except UserError as error:
            refused[f"{data_slice.task} {data_slice.split}"] = str(error)
        slowest[f"{data_slice.task} {data_slice.split}"] = round(time.process_time() - start, 2)
    data.save()
    seconds = round(time.perf_counter() - begun, 2)
    processor = round(time.process_time() - busy, 2)
    most = dict(sorted(slowest.items(), key=lambda entry: -entry[1])[:8])
    return {
        "seconds": seconds,
        "processor_seconds": processor,
        "parts": parts,
        "rows": rows,
        "tokens": tokens,
        "most_memory_gib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20, 2),
        "slowest": most,
        "refused": refused,
    }


def main() -> None:
    """Encode the folder twice, cold and from the cache."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    options = parser.parse_args()
    pieces = tokenizer(DataFolder(options.data))
    cache = Path(tempfile.mkdtemp())
    try:
        cold = once(options.data, cache, pieces, options.threads)
        again = once(options.data, cache, pieces, options.threads)
    finally:
        shutil.rmtree(cache)
    print(json.dumps({"threads": options.threads, "goal": {"cold": 300, "cached": 10}, "cold": cold, "cached": again}))


if __name__ == "__main__":
    main()
