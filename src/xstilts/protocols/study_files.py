"""From a finished study to a benchmark's official files: which of its predictions fill which file, and what is missing.

Files can also be written of less than the benchmark (development sets, a few languages): then the labels beside them
must be those of the same examples, which `write` makes on demand.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from xstilts.base.errors import UserError, unknown
from xstilts.graph.store import Store
from xstilts.protocols import exporting, labels
from xstilts.protocols.benchmark import Benchmark, BenchmarkEntry
from xstilts.study import predictions
from xstilts.study.data_slice import examples
from xstilts.study.expansion.grid import GridCell
from xstilts.study.settings.recipe import NONE
from xstilts.study.stages.base import Predictions
from xstilts.task_types.smoke import first

SPLIT = "test"


@dataclass(frozen=True, kw_only=True)
class EntryChoice:
    """Whose predictions: None is the first encoder, the first seed; `targets` choose between two of one task."""

    encoder: str | None = None
    recipe: str = NONE
    seed: int | None = None
    targets: tuple[str, ...] = ()


class DataSource(NamedTuple):
    """One official file to be, and the stage whose predictions fill it."""

    entry: BenchmarkEntry
    language: str
    predict: Predictions


class MissingData(NamedTuple):
    """What the benchmark asks for and the study does not give. `written`: there is a file, but not the official one."""

    task: str
    languages: tuple[str, ...]
    why: str
    written: bool = False

    def __str__(self) -> str:
        """`mlqa (de es): why`."""
        return f"{self.task} ({' '.join(self.languages)}): {self.why}"


class Exported(NamedTuple):
    """The files that were written, what the benchmark still lacks, and whose predictions they are."""

    files: tuple[Path, ...]
    gaps: tuple[MissingData, ...]
    encoder: str
    recipe: str
    seed: int


def chosen(cells: Sequence[GridCell], choice: EntryChoice) -> list[GridCell]:
    """The cells of one encoder, recipe and seed. Raises UserError where the study does not have them."""
    encoder = choice.encoder if choice.encoder is not None else cells[0].encoder
    seed = choice.seed if choice.seed is not None else cells[0].seed
    for kind, wanted, known in (
        ("encoder", encoder, {cell.encoder for cell in cells}),
        ("recipe", choice.recipe, {cell.recipe for cell in cells}),
        ("seed", str(seed), {str(cell.seed) for cell in cells}),
    ):
        if wanted not in known:
            raise UserError(f"export: {unknown(kind, wanted, known)}")
    for target in choice.targets:
        if target not in (known := {cell.target for cell in cells}):
            raise UserError(f"export: {unknown('target', target, known)}")
    return [cell for cell in cells if (cell.encoder, cell.recipe, cell.seed) == (encoder, choice.recipe, seed)]


def sources(
    benchmark: Benchmark, cells: Sequence[GridCell], store: Store, targets: Sequence[str] = ()
) -> tuple[list[DataSource], list[MissingData]]:
    """The files that the cells' stored predictions can fill, and everything that keeps them from being official.

    Raises UserError where two targets are of one task and `targets` does not choose between them.
    """
    found: list[DataSource] = []
    gaps: list[MissingData] = []
    for entry in benchmark.entries:
        cell = _cell(entry, cells, targets)
        if cell is None:
            gaps.append(MissingData(entry.task, entry.languages, "the study has no such target"))
            continue
        predict = cell.score.predictions
        if not store.has(predict):
            gaps.append(
                MissingData(entry.task, entry.languages, f"no predictions in {store.root}: run the study first")
            )
            continue
        there = tuple(language for language in entry.languages if language in predict.data_slice.languages)
        found += [DataSource(entry, language, predict) for language in there]
        gaps += _unofficial(entry, predict, there)
    return found, gaps


def _cell(entry: BenchmarkEntry, cells: Sequence[GridCell], targets: Sequence[str]) -> GridCell | None:
    own = [cell for cell in cells if cell.score.predictions.data_slice.task == entry.task]
    if len(own) > 1:
        named = [cell for cell in own if cell.target in targets]
        if len(named) != 1:
            names = ", ".join(cell.target for cell in own)
            raise UserError(f"export: {entry.task} is the task of several targets: {names}. Choose one with --target.")
        return named[0]
    return own[0] if own else None


def _unofficial(entry: BenchmarkEntry, predict: Predictions, there: tuple[str, ...]) -> Iterator[MissingData]:
    """Why predictions that are there are not what the benchmark scores."""
    data_slice = predict.data_slice
    if absent := tuple(language for language in entry.languages if language not in data_slice.languages):
        yield MissingData(entry.task, absent, "not among the languages that the study predicts")
    if there and data_slice.split != SPLIT:
        yield MissingData(
            entry.task, there, f"predictions of the {data_slice.split} split, the benchmark scores {SPLIT}", True
        )
    if there and predict.limit:
        yield MissingData(entry.task, there, f"predictions of the first {predict.limit} examples only", True)


def refuse(gaps: Sequence[MissingData], benchmark: Benchmark) -> None:
    """Raise UserError that names all gaps, where there is one."""
    if gaps:
        listed = "\n".join(f"  {gap}" for gap in gaps)
        raise UserError(
            f"the study does not give all of {benchmark.name}:\n{listed}\n"
            "Mend the study, or write what there is with --partial."
        )


def write(
    found: Iterable[DataSource], store: Store, data: Path | None, *, to: Path, gold: Path | None = None
) -> Iterator[Path | MissingData]:
    """Write every file below `to` and, with `gold`, the labels of the same examples below `gold`; each file's path.

    A gap stands for a file that would score as a silent zero, such as one without a single mined pair: it is not
    written. Raises UserError where the data cannot be read.
    """
    for predict, group in groupby(found, key=lambda source: source.predict):
        predicted = predictions.read(store.folder(predict) / predictions.PREDICTIONS)
        kind = predict.data_slice.type
        for entry, language, _ in group:
            ((_, loaded),) = examples(replace(predict.data_slice, languages=(language,)), data)
            loaded = [loaded[index] for index in first(kind, loaded, predict.limit)]
            own = [prediction for prediction in predicted if prediction.language == language]
            try:
                yield exporting.write(entry, language, to=to, kind=kind, examples=loaded, predictions=own)
            except UserError as error:
                yield MissingData(entry.task, (language,), str(error))
                continue
            if gold is not None:
                labels.write(entry, language, to=gold, kind=kind, examples=loaded)
