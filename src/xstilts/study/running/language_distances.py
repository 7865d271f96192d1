"""Runs a LanguageDistances stage: asks the lab's world, or URIEL's tables."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from xstilts.base import files
from xstilts.graph.stage import Context
from xstilts.lab.distances import between_languages
from xstilts.lab.languages import open_lab
from xstilts.readers import uriel
from xstilts.study.data_folder import DataFolder
from xstilts.study.stages.language_distances import DISTANCES, LanguageDistances


def run(stage: LanguageDistances, inputs: Mapping[str, Path], out: Path, context: Context) -> None:
    """Fill `out/distances.json`."""
    files.write_json(out / DISTANCES, list(_of_world(stage) if stage.world else _of_tables(stage, context)))


def _of_world(stage: LanguageDistances) -> Iterator[dict[str, Any]]:
    for distance in between_languages(open_lab(stage.world)) if stage.world else ():
        pair = {distance.one, distance.other}
        for language in pair - {stage.origin} if stage.origin in pair else ():
            if language in stage.languages:
                for part, value in (("all", distance.total), *distance.parts.items()):
                    yield {"language": language, "part": part, "value": value, "coverage": 1.0}


def _of_tables(stage: LanguageDistances, context: Context) -> Iterator[dict[str, Any]]:
    folder = DataFolder(context.data, context.cache).need() / uriel.FOLDER
    for language in stage.languages:
        for distance in uriel.distances(folder, stage.origin, language):
            yield {"language": language, **asdict(distance)}
