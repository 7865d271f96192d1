"""Runs an Overlaps stage: reads all evaluation text of a study, then looks for it in all its training text."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path

from xstilts.base import files
from xstilts.graph.stage import Context, Progress
from xstilts.study.data_slice import DataSlice, examples
from xstilts.study.minhash import MinHash, minhash
from xstilts.study.near_duplicates import NearDuplicates
from xstilts.study.stages.overlaps import OVERLAPS, Overlaps


def run(stage: Overlaps, inputs: Mapping[str, Path], out: Path, context: Context) -> None:
    """Fill `out/overlaps.json`: training task, evaluation task, split, language, what was found of how many texts."""
    duplicates = NearDuplicates()
    total = len(stage.evaluated) + len(stage.trained)
    for done, data_slice in enumerate(stage.evaluated):
        for language, found in _minhashes(data_slice, context, keep=True):
            duplicates.add((data_slice.task, data_slice.split, language), found)
            context.progress(Progress(done, total, "data sets"))
    for done, data_slice in enumerate(stage.trained, start=len(stage.evaluated)):
        for _, found in _minhashes(data_slice, context, keep=False):
            duplicates.look(data_slice.task, found)
            context.progress(Progress(done, total, "data sets"))
    files.write_json(out / OVERLAPS, [asdict(overlap) for overlap in duplicates.overlaps()])


def _minhashes(data_slice: DataSlice, context: Context, *, keep: bool) -> Iterator[tuple[str, MinHash]]:
    kind = data_slice.type
    for language, loaded in examples(data_slice, context.data):
        texts = (text for example in loaded for text in kind.texts(example))
        yield language, minhash(texts, (example.id for example in loaded), keep=keep)
