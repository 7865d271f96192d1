"""How training went, as a finding: the loss of every phase by step."""

from collections.abc import Iterable, Iterator

from xstilts.analysis.figures import LineChart, LineMark
from xstilts.analysis.findings import Finding
from xstilts.base import files
from xstilts.graph.store import Store
from xstilts.study.expansion.grid import GridCell
from xstilts.study.lineage import phases
from xstilts.study.stages.train import LOG, Train


def training(cells: Iterable[GridCell], store: Store, recipes: tuple[str, ...]) -> Finding | None:
    """A chart for pretraining, for all intermediate phases and for every target; None where nothing was trained.

    Lines of a recipe have the colour that it has among `recipes` in other charts.
    """
    groups: dict[str, list[LineMark]] = {}
    for group, mark in _marks(cells, store):
        groups.setdefault(group, []).append(mark)
    if not groups:
        return None
    return Finding(
        name="training",
        title="Training",
        sentence="Training loss by step: a faint line for every seed, a strong one for their mean.",
        charts=tuple(
            LineChart(name=f"training-{group}", title=group, colours=recipes, axes=("step", "loss"), marks=tuple(marks))
            for group, marks in groups.items()
        ),
    )


def _marks(cells: Iterable[GridCell], store: Store) -> Iterator[tuple[str, LineMark]]:
    """The loss of every training phase, once, with the name of its chart."""
    seen: set[str] = set()
    for cell in cells:
        for place, stage in enumerate(trained := phases(cell.score)):
            if stage.key not in seen and store.has(stage):
                seen.add(stage.key)
                last = place == len(trained) - 1 and cell.declared.type.trainable
                yield from _of_phase(stage, cell, store, group=_group(stage, cell, last=last))


def _group(stage: Train, cell: GridCell, *, last: bool) -> str:
    if last:
        return f"Target {cell.target}"
    return "Pretraining" if stage.role.part == "pretraining" else "Intermediate training"


def _of_phase(stage: Train, cell: GridCell, store: Store, *, group: str) -> Iterator[tuple[str, LineMark]]:
    points = [point for _, point in files.read_jsonl(store.folder(stage) / LOG)]
    for name in sorted({key for point in points for key in point if key.startswith("loss/")}):
        own = [(point["step"], point[name]) for point in points if name in point]
        head = name.removeprefix("loss/")
        colour = cell.recipe if group.startswith("Target") else head
        if group == "Intermediate training":
            colour = f"{cell.recipe}: {head}"
        steps, losses = zip(*own, strict=True)
        yield group, LineMark(colour=colour, part=str(stage.seed), x=steps, y=losses)
