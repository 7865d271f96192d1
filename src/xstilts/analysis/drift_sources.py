"""What the charts of drift show beside the table: probes by layer and by step, and distances of languages."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from xstilts.analysis.base import FurtherResult
from xstilts.analysis.panel import Panel, Place
from xstilts.study.settings.recipe import NONE
from xstilts.study.stages.language_distances import DISTANCES, LanguageDistances
from xstilts.study.stages.layer_means import LAYERS
from xstilts.study.stages.score import SCORES

LAYER, STEP, DISTANCE = "layer", "step", "distance"
"""What a further stage of the analysis is about."""
SHOWN_DISTANCE = {True: "all", False: "syntax"}
"""The part of the distance that charts show, of a world of the lab and of real languages."""


class Measured(NamedTuple):
    """A value of a probe that the table does not have: at a layer, or (`at`) after a step of a recipe's training."""

    encoder: str
    recipe: str
    target: str
    language: str
    seed: int
    at: int
    value: float


@dataclass(frozen=True, kw_only=True)
class Sources:
    """What the charts show beside the panel: alignment by layer, probes by step, distances from English by language.

    `layers` and `steps` are in the metric's unit. `distance` names what kind of distance it is.
    """

    layers: Sequence[Measured] = ()
    steps: Sequence[Measured] = ()
    distances: Mapping[str, float] | None = None
    distance: str = ""


def read(panel: Panel, results: Sequence[FurtherResult]) -> tuple[Sources, tuple[str, ...]]:
    """What the charts show beside the panel, and notes on what it covers."""
    layers: list[Measured] = []
    steps: list[Measured] = []
    distances: dict[str, float] = {}
    kind, notes = "", []
    for result in results:
        about = result.further.about
        if about["part"] == DISTANCE:
            kind, distances, note = _distances_of(result)
            notes.append(note)
        elif about["part"] == LAYER:
            layers += _layers_of(panel, result)
        else:
            steps += _steps_of(panel, result)
    return Sources(layers=layers, steps=steps, distances=distances, distance=kind), tuple(notes)


def _layers_of(panel: Panel, result: FurtherResult) -> Iterator[Measured]:
    about = result.further.about
    metric = panel.metric(about["target"])
    for entry in json.loads((result.folder / LAYERS).read_text(encoding="utf-8")):
        if entry["value"] is not None and metric:
            yield _measured(about, entry["language"], entry["layer"], metric.scale * entry["value"])


def _steps_of(panel: Panel, result: FurtherResult) -> Iterator[Measured]:
    """The scores after a step, and those before the first and after the last, which the table has."""
    about = result.further.about
    target, metric = about["target"], panel.headline(about["target"])
    for entry in json.loads((result.folder / SCORES).read_text(encoding="utf-8")):
        if entry["metric"] == metric:
            yield _measured(about, entry["language"], int(about["step"]), entry["value"])
            for recipe, step in ((NONE, 0), (about["recipe"], int(about["last"]))):
                place = Place(about["encoder"], recipe, target, entry["language"], metric)
                if cell := panel.cells.get(place, {}).get(int(about["seed"])):
                    yield _measured(about, entry["language"], step, cell.value)


def _measured(about: Mapping[str, str], language: str, at: int, value: float) -> Measured:
    return Measured(about["encoder"], about["recipe"], about["target"], language, int(about["seed"]), at, value)


def _distances_of(result: FurtherResult) -> tuple[str, dict[str, float], str]:
    """The kind of distance, its values by language, and a sentence on how much they rest on."""
    stage = result.further.stage
    in_lab = isinstance(stage, LanguageDistances) and stage.world is not None
    part = SHOWN_DISTANCE[in_lab]
    entries = json.loads((result.folder / DISTANCES).read_text(encoding="utf-8"))
    own = [entry for entry in entries if entry["part"] == part]
    values = {entry["language"]: entry["value"] for entry in own if entry["value"] is not None}
    if in_lab:
        return "exact", values, "Distances of languages are those by which the lab has made them."
    known = ", ".join(f"{entry['language']} {100 * entry['coverage']:.0f} %" for entry in own)
    note = f"Distances of languages are URIEL’s in syntax, over the features known of both, nothing filled in: {known}."
    return "URIEL, syntax", values, note
