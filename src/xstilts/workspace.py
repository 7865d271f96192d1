"""What a person does with a study, in one object: plan it, run it, read its results, write its report.

The command line is a thin layer over this; everything that it does can be done from Python.
"""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from xstilts.base.errors import UserError
from xstilts.graph import plan as planning
from xstilts.graph import run as running
from xstilts.graph.engines.local import LocalEngine
from xstilts.graph.events import Event, Report
from xstilts.graph.plan import Plan
from xstilts.graph.stage import Context
from xstilts.graph.store import CACHE, Store
from xstilts.protocols import labels, study_files
from xstilts.protocols.benchmark import Benchmark
from xstilts.protocols.labels import Built
from xstilts.protocols.study_files import EntryChoice, Exported, MissingData
from xstilts.study import collect
from xstilts.study.data_folder import DataFolder, NoData
from xstilts.study.expansion.expand import Expansion, expand
from xstilts.study.expansion.grid import GridCell
from xstilts.study.results import Row
from xstilts.study.settings.study import Study

if TYPE_CHECKING:
    from xstilts.analysis.findings import Finding
    from xstilts.analysis.forecast import Forecast

PRELOAD = ("torch", "transformers", "xstilts.study.warm")
"""What a worker needs, imported once by the process that workers are forked from."""


def _environment_path(name: str) -> Path | None:
    value = os.environ.get(name)
    return Path(value) if value else None


@dataclass(frozen=True, kw_only=True)
class Workspace:
    """Where studies run: the folder of data sets, the store of results, the device and how many stages at a time.

    `data` defaults to $XSTILTS_DATA, `store` to $XSTILTS_STORE or ./store; `device` to a GPU where there is one;
    `workers` to the number of cores. `ranks` processes train a stage together, each on a GPU or core of its own.
    """

    data: Path | None = field(default_factory=lambda: _environment_path("XSTILTS_DATA"))
    store: Path = field(default_factory=lambda: _environment_path("XSTILTS_STORE") or Path("store"))
    device: str = "cpu"
    workers: int = field(default_factory=lambda: len(os.sched_getaffinity(0)))
    ranks: int = 1

    def expand(self, study: Study, *, ask_hub: bool = False) -> Expansion:
        """The cells of the study and their stages. Raises UserError for every mistake at once.

        A hub model's branch is the commit that it stood at when the hub was last asked, by `plan` or `run`, so that
        results are found again though it has moved; `ask_hub` asks anew.
        """
        return expand(study, DataFolder(self.data, self.store / CACHE, ask_hub=ask_hub))

    def plan(self, study: Study) -> Plan:
        """What is done, what will run, and what it will cost. Without a data folder, also what a run would need."""
        expansion = expand(study, NoData()) if self.data is None else self.expand(study, ask_hub=True)
        plan = planning.plan(expansion.stages, Store(self.store), device=self.device)
        return replace(plan, missing=expansion.missing, notes=expansion.notes)

    def run(self, study: Study, observe: Callable[[Event], None] = lambda event: None) -> Report:
        """Finish the study: run every stage whose result is not in the store. Failures are in the report.

        Raises UserError that lists the data that are missing.
        """
        plan = self.plan(study)
        gpus, device = accelerators(self.device)
        cache = self.store.absolute() / CACHE
        context = Context(data=_absolute(self.data), cache=cache, device=device, ranks=self.ranks)
        with LocalEngine(cpus=self.workers, gpus=gpus, preload=PRELOAD) as engine:
            return running.execute(plan, Store(self.store), engine, context=context, observe=observe)

    def report(self, study: Study, folder: Path, *, command: str = "", figures: bool = True) -> Path:
        """Write `report.html`, the verdicts as JSON, all rows and, with `figures`, every chart; the page's path.

        Raises UserError where the store has no result of the study.
        """
        from xstilts.report import stamp as stamps

        expansion, store = self.expand(study), Store(self.store)
        self._some(study, expansion)
        made_from = stamps.stamp(study, expansion, store, command=command, figures=figures)
        if (page := stamps.unchanged(folder, made_from)) is not None:
            return page
        from xstilts.analysis import forecast, like_studies
        from xstilts.report import page as pages
        from xstilts.report.gather import gather

        data = gather(study, expansion, store, command=command)
        if study.limit is None:  # a smoke run says nothing about the studies to come
            like_studies.write(self.store, study.study, forecast.measured(study, expansion, data.claims.verdicts))
        page = pages.write(data, folder, figures=figures)
        stamps.note(folder, made_from)
        return page

    def power(self, study: Study, effect: float | None = None) -> "list[Forecast]":
        """What each claim can hope for with 2 to 20 seeds, before the study is run, or while, or afterwards.

        Variance components are the study's own where two seeds are finished, else those of like studies in the store,
        else assumed. `effect` is the true effect asked about, twice the smallest that matters unless given. Raises
        UserError for a study without claims.
        """
        from xstilts.analysis import forecast, like_studies

        if not study.contrasts:
            raise UserError(f"study {study.study!r}: no claims (`contrasts`), so there is no power to compute.")
        expansion = self.expand(study) if self.data is not None else expand(study, NoData())
        claims = forecast.planned(study, expansion, Store(self.store))
        return list(forecast.forecasts(claims, like_studies.read(self.store), len(study.seed_list), effect))

    def findings(self, study: Study) -> "tuple[Finding, ...]":
        """What the study's analyses find in the results that are in the store, its own claims first.

        Raises UserError where there is no result.
        """
        from xstilts.report.gather import findings

        expansion = self.expand(study)
        self._some(study, expansion)
        return findings(study, expansion, Store(self.store))

    def export(
        self,
        study: Study,
        benchmark: Benchmark,
        to: Path,
        *,
        choice: EntryChoice | None = None,
        gold: Path | None = None,
        partial: bool = False,
    ) -> Exported:
        """Write the benchmark's official files from stored predictions and, with `gold`, labels of the same examples.

        Raises UserError that names every task and language that is missing, unless `partial`.
        """
        choice = choice or EntryChoice()
        cells = study_files.chosen(self.expand(study).cells, choice)
        store = Store(self.store)
        found, gaps = study_files.sources(benchmark, cells, store, choice.targets)
        if not partial:
            study_files.refuse(gaps, benchmark)
        written = list(study_files.write(found, store, self.data, to=to, gold=gold))
        late = [entry for entry in written if isinstance(entry, MissingData)]
        if not partial:
            study_files.refuse(late, benchmark)
        files = tuple(entry for entry in written if isinstance(entry, Path))
        return Exported(files, (*gaps, *late), cells[0].encoder, cells[0].recipe, cells[0].seed)

    def labels(self, benchmark: Benchmark, to: Path) -> list[Built]:
        """Rebuild the benchmark's label files below `to` from the data folder: what was built, what not and why."""
        if self.data is None:
            raise UserError("no data folder given. Pass it with --data DIR or set XSTILTS_DATA.")
        return list(labels.build(benchmark, self.data, to))

    def results(self, study: Study) -> list[Row]:
        """Every score of the study that is in the store. Raises UserError where there is none."""
        return collect.rows(study.study, self._some(study, self.expand(study)), Store(self.store))

    def _some(self, study: Study, expansion: Expansion) -> list[GridCell]:
        """The finished cells. Raises UserError where there is none."""
        done, missing = collect.finished(expansion.cells, Store(self.store))
        if not done:
            raise UserError(
                f"{self.store}: no result of study {study.study!r} in it ({len(missing)} are missing). "
                "Run it first: `xstilts run STUDY`, with the same --store, --data and --set."
            )
        return done


def best_device() -> str:
    """A GPU where there is one. Where the driver shows none, torch need not be asked."""
    if sys.platform == "linux" and not Path("/dev/nvidiactl").exists() and not Path("/dev/kfd").exists():
        return "cpu"
    import torch

    return "cuda" if torch.cuda.is_available() else "cpu"


def _absolute(path: Path | None) -> Path | None:
    return path.absolute() if path else None


def accelerators(device: str) -> tuple[tuple[str, ...], str]:
    """The names of the GPUs that `device` stands for, one slot each, and what a worker that sees only its own says.

    `cuda` is all that are visible, `cuda:1` the second of them. Raises UserError where there is no such GPU.
    """
    kind, _, number = device.partition(":")
    if kind == "cpu":
        return (), device
    if kind == "mps":
        return ("0",), device
    visible = _visible_gpus()
    if not visible:
        raise UserError(
            f"--device {device}: no GPU is visible to torch. `xstilts doctor` says why; --device cpu does without."
        )
    if not number:
        return visible, kind
    if int(number) >= len(visible):
        raise UserError(f"--device {device}: no such GPU; {len(visible)} are visible. `xstilts doctor` lists them.")
    return (visible[int(number)],), kind


def _visible_gpus() -> tuple[str, ...]:
    visible = os.environ.get("CUDA_VISIBLE_DEVICES")
    if visible is not None:
        return tuple(name for name in visible.split(",") if name)
    import torch

    return tuple(str(index) for index in range(torch.cuda.device_count()))
