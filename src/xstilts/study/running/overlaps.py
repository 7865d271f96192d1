"""Runs an Overlaps stage: reads all evaluation text of a study, then looks for it in all its training text."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from xstilts.base import files
from xstilts.graph.stage import Context, Progress
from xstilts.study.overlap import Finder
from xstilts.study.portions import Portion, examples
from xstilts.study.stages import Overlaps

OVERLAPS = "overlaps.json"


def run(stage: Overlaps, out: Path, context: Context) -> None:
    """Fill `out/overlaps.json`: training task, evaluation task, split, language, how many texts of how many."""
    finder = Finder()
    total = len(stage.evaluated) + len(stage.trained)
    for done, portion in enumerate(stage.evaluated):
        for language, texts in _texts(portion, context):
            finder.add((portion.task, portion.split, language), texts)
            context.progress(Progress(done, total, "data sets"))
    for done, portion in enumerate(stage.trained, start=len(stage.evaluated)):
        for _, texts in _texts(portion, context):
            finder.look(portion.task, texts)
            context.progress(Progress(done, total, "data sets"))
    files.write_json(out / OVERLAPS, [asdict(overlap) for overlap in finder.overlaps()])


def _texts(portion: Portion, context: Context) -> Iterator[tuple[str, Iterator[str]]]:
    kind = portion.type
    for language, loaded in examples(portion, context.data):
        yield language, (text for example in loaded for text in kind.texts(example))
