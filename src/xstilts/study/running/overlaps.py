"""Runs an Overlaps stage: reads all evaluation text of a study, then looks for it in all its training text."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from xstilts.base import files
from xstilts.graph.stage import Context, Progress
from xstilts.study.overlap import Finder
from xstilts.study.portions import Portion, examples
from xstilts.study.sketch import Sketch, sketch
from xstilts.study.stages import Overlaps

OVERLAPS = "overlaps.json"


def run(stage: Overlaps, out: Path, context: Context) -> None:
    """Fill `out/overlaps.json`: training task, evaluation task, split, language, what was found of how many texts."""
    finder = Finder()
    total = len(stage.evaluated) + len(stage.trained)
    for done, portion in enumerate(stage.evaluated):
        for language, found in _sketches(portion, context, keep=True):
            finder.add((portion.task, portion.split, language), found)
            context.progress(Progress(done, total, "data sets"))
    for done, portion in enumerate(stage.trained, start=len(stage.evaluated)):
        for _, found in _sketches(portion, context, keep=False):
            finder.look(portion.task, found)
            context.progress(Progress(done, total, "data sets"))
    files.write_json(out / OVERLAPS, [asdict(overlap) for overlap in finder.overlaps()])


def _sketches(portion: Portion, context: Context, *, keep: bool) -> Iterator[tuple[str, Sketch]]:
    kind = portion.type
    for language, loaded in examples(portion, context.data):
        texts = (text for example in loaded for text in kind.texts(example))
        yield language, sketch(texts, (example.id for example in loaded), keep=keep)
