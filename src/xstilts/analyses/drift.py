"""Language drift: does a recipe keep what the encoder knew of languages that the recipe does not train in?

Drift is the change of probes: alignment of translations, loss of the language model, and zero-shot transfer after it.
"""

from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase

from xstilts.analysis import drift, drift_sources, mediation
from xstilts.analysis.base import Evidence, FurtherResult
from xstilts.analysis.drift import Roles
from xstilts.analysis.drift_charts import charts
from xstilts.analysis.findings import Finding
from xstilts.analysis.gates import Facts
from xstilts.analysis.panel import Panel
from xstilts.analysis.verdict import judge
from xstilts.base.config import settings
from xstilts.base.errors import unknown
from xstilts.readers import uriel
from xstilts.study.expansion.grid import Further, Grid, GridCell
from xstilts.study.expansion.lookup import Lookup
from xstilts.study.lineage import phases
from xstilts.study.settings.recipe import NONE
from xstilts.study.stages.base import ModelStage
from xstilts.study.stages.compare import Compare
from xstilts.study.stages.language_distances import LanguageDistances
from xstilts.study.stages.layer_means import LayerMeans
from xstilts.study.stages.train import Train
from xstilts.task_types.alignment import Alignment

ALIGNMENT, LM_LOSS = "alignment_centred", "nll"
"""The headlines by which targets are taken for probes, unless they are named."""


@settings
class Drift:
    """Which recipe and target plays which part.

    `english` and `multilingual` are compared, `replay` with `multilingual`. `leave_one_out` names recipes that leave
    languages out of the mix, also by patterns such as `nli-without-*`: in each language the one counts that has left it
    out. Targets are found by their headline unless they are named: `alignment_centred`, `nll`, and for `transfer` all
    that are trained. Charts by layer show `by_layer`, the probes of alignment unless others are named.
    Effects are the smallest that matter, in the units of the metrics.
    """

    english: str
    multilingual: str
    replay: str = ""
    leave_one_out: tuple[str, ...] = ()
    alignment: tuple[str, ...] = ()
    lm_loss: tuple[str, ...] = ()
    transfer: tuple[str, ...] = ()
    by_layer: tuple[str, ...] = ()
    smallest_alignment: float = 2.0
    smallest_lm_loss: float = 0.05
    smallest_transfer: float = 1.0
    draws: int = 10_000
    seed: int = 0

    def __post_init__(self) -> None:
        """Refuse effects that are none, and a bootstrap without draws."""
        for name in ("smallest_alignment", "smallest_lm_loss", "smallest_transfer", "draws"):
            if getattr(self, name) <= 0:
                raise ValueError(f"{name}: must be above 0, not {getattr(self, name)}")

    def stages(self, look: Lookup, grid: Grid) -> Iterable[Further]:
        """Alignment by layer, scores on the way of recipes, distances of languages. Notes names that are not there."""
        self._check(look)
        for cell in grid.cells:
            compared = cell.score.predictions
            if isinstance(compared, Compare) and isinstance(cell.declared.type, Alignment):
                stage = LayerMeans(
                    predictions=compared, vectors=compared.vectors, measure=ALIGNMENT, role=compared.role
                )
                yield Further(stage=stage, about=_about(drift_sources.LAYER, cell))
        last = {(start.encoder, start.recipe): _steps(start.model) for start in grid.starts}
        for cell in grid.trajectories:
            steps = {"step": str(cell.step), "last": str(last[cell.encoder, cell.recipe])}
            yield Further(stage=cell.score, about={**_about(drift_sources.STEP, cell), **steps})
        yield from self._distances(look, grid)

    def _check(self, look: Lookup) -> None:
        """Note roles that name no recipe or target of the study."""
        recipes = (NONE, *(name for name, _ in look.study.intermediate))
        targets = [target.label for target in look.study.target_list]
        named = [("english", self.english), ("multilingual", self.multilingual), ("replay", self.replay)]
        for role, name in named:
            if name and name not in recipes:
                look.note(f"analysis: drift: {role}: {unknown('recipe in this study', name, recipes)}")
        for pattern in self.leave_one_out:
            if not any(fnmatchcase(name, pattern) for name in recipes):
                look.note(f"analysis: drift: leave_one_out: {unknown('recipe in this study', pattern, recipes)}")
        for role in ("alignment", "lm_loss", "transfer", "by_layer"):
            for name in getattr(self, role):
                if name not in targets:
                    look.note(f"analysis: drift: {role}: {unknown('target in this study', name, targets)}")

    def _distances(self, look: Lookup, grid: Grid) -> Iterator[Further]:
        """How far the probes' languages lie from that of English-only training, where that can be known."""
        read = [
            data_slice
            for start in grid.starts
            if start.recipe == self.english
            for phase in phases(start.model)
            if phase.role.part == "intermediate"
            for data_slice in phase.reads
            if data_slice.type.labelled
        ]
        probes = [c.score.predictions.data_slice for c in grid.cells if isinstance(c.declared.type, Alignment)]
        languages = tuple(dict.fromkeys(language for probe in probes for language in probe.languages))
        tables = look.data.root is not None and (look.data.root / uriel.FOLDER).is_dir()
        world = next((probe.world for probe in probes if probe.world), None)
        if read and languages and (world or tables):
            stage = LanguageDistances(origin=read[0].languages[0], languages=languages, world=world)
            yield Further(stage=look.pinned(stage), about={"part": drift_sources.DISTANCE})

    def facts(self, results: Sequence[FurtherResult]) -> Facts:
        """Nothing that a verdict hangs on."""
        return Facts()

    def findings(self, evidence: Evidence) -> tuple[Finding, ...]:
        """The vector of verdicts with its sentence and charts, and the exploratory regression."""
        panel, roles = evidence.panel, self.roles(evidence.panel)
        smallest = {"alignment": self.smallest_alignment, "lm_loss": self.smallest_lm_loss}
        senses = drift.senses(panel, roles, {**smallest, "transfer": self.smallest_transfer})
        contrasts = [sense.contrast for sense in senses]
        verdicts = judge(panel, contrasts, evidence.facts, draws=self.draws, seed=self.seed)
        text_of = {sense.contrast: sense for sense in senses}
        encoders = panel.named("encoder")
        sentences = []
        for encoder in encoders:
            own = [(text_of[verdict.contrast], verdict) for verdict in verdicts if verdict.encoder == encoder]
            sentences.append((f"{encoder}: " if len(encoders) > 1 else "") + drift.sentence(roles, own))
        sources, notes = drift_sources.read(panel, evidence.results)
        main = Finding(
            name="drift",
            title="Language drift",
            sentence=" ".join(sentences),
            verdicts=verdicts,
            charts=tuple(charts(panel, roles, sources)),
            notes=(*_notes(senses), *notes),
        )
        return (main, *mediation.findings(panel, roles))

    def roles(self, panel: Panel) -> Roles:
        """The recipes and targets of each part, those that were not named found by their headlines."""
        targets = panel.named("target")
        trained = [t for t in targets if any(place[2] == t and e.source for place, e in panel.exposures.items())]
        recipes = [recipe for recipe in panel.named("recipe") if recipe != NONE]
        left_out = [r for r in recipes if any(fnmatchcase(r, pattern) for pattern in self.leave_one_out)]
        alignment = self.alignment or tuple(t for t in targets if panel.headline(t) == ALIGNMENT)
        return Roles(
            english=self.english,
            multilingual=self.multilingual,
            replay=self.replay,
            left_out=tuple(left_out),
            alignment=alignment,
            lm_loss=self.lm_loss or tuple(t for t in targets if panel.headline(t) == LM_LOSS),
            transfer=self.transfer or _of_one_unit(panel, trained),
            by_layer=self.by_layer or alignment,
        )


ANALYSIS = Drift


def _of_one_unit(panel: Panel, targets: Sequence[str]) -> tuple[str, ...]:
    """Those whose metric has the unit of the first one's: others have no mean with it."""
    units = {target: metric.unit for target in targets if (metric := panel.metric(target))}
    first = next(iter(units.values()), "")
    return tuple(target for target, unit in units.items() if unit == first)


def _about(part: str, cell: GridCell) -> dict[str, str]:
    names = {"part": part, "encoder": cell.encoder, "recipe": cell.recipe, "target": cell.target}
    return {**names, "seed": str(cell.seed)}


def _notes(senses: Sequence[drift.Sense]) -> Iterator[str]:
    """How the verdicts are to be read, and which recipe stands for which language."""
    yield (
        "Drift is how much worse a probe is after a recipe than before it; a contrast of two recipes is the difference "
        "of their drifts. These verdicts are one family under Holm’s correction, apart from the study’s own claims."
    )
    for sense in senses:
        if sense.contrast.instead:
            pairs = ", ".join(f"{language} by {recipe}" for language, recipe in sense.contrast.instead)
            yield f"{sense.name}: each language is measured after the recipe that has left it out: {pairs}."


def _steps(model: ModelStage) -> int:
    """How many steps the last phase of a model takes; 0 where it is not trained by steps."""
    return (model.training.max_steps or 0) if isinstance(model, Train) else 0
