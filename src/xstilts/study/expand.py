"""From a study to its stages: encoders x recipes x targets x seeds, equal stages shared."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from xstilts.base.errors import UserError
from xstilts.graph.stage import Stage, closure
from xstilts.models.architecture import Architecture
from xstilts.study import hygiene, sharing
from xstilts.study.data_folder import DataFolder
from xstilts.study.data_slice import DataSlice
from xstilts.study.lookup import Lookup
from xstilts.study.stages import Overlaps, Predict, Pretrained, Score, TaskShare, Tokenizer, Train
from xstilts.study.study import NONE, Encoder, Recipe, Study, Target, Tokens, Use
from xstilts.task_types.base import Task
from xstilts.training.hyperparameters import DEFAULTS, Training


@dataclass(frozen=True, kw_only=True)
class GridCell:
    """One place in the study's table, and the stage that fills it."""

    encoder: str
    recipe: str
    target: str
    seed: int
    score: Score

    @property
    def declared(self) -> Task:
        """The task that is scored."""
        return self.score.predictions.data_slice.declared


@dataclass(frozen=True, kw_only=True)
class Expansion:
    """All of a study: the cells of its table, and `checks`, English scores of what intermediate training learned."""

    cells: tuple[GridCell, ...]
    checks: tuple[GridCell, ...]
    overlaps: Overlaps
    missing: tuple[str, ...] = ()
    """Data that are not there, in a plan without any: its keys are provisional."""

    @property
    def stages(self) -> list[Stage]:
        """What a run must finish."""
        return [*(cell.score for cell in (*self.cells, *self.checks)), self.overlaps]


def _use(use: str | Use) -> Use:
    return Use(task=use) if isinstance(use, str) else use


def expand(study: Study, data: DataFolder) -> Expansion:
    """Every cell of the study.

    Raises UserError that lists all unknown tasks, languages and options, all missing data files, and all labels that
    a training phase would read and must not.
    """
    builder = _Builder(study, data)
    builder.look.check_languages()
    cells: list[GridCell] = []
    checks: list[GridCell] = []
    for encoder, seed, recipe, parent in builder.starts():

        def cell(target: str, score: Score, encoder: str = encoder, seed: int = seed, recipe: str = recipe) -> GridCell:
            return GridCell(encoder=encoder, recipe=recipe, target=target, seed=seed, score=score)

        for target in study.target_list:
            cells.append(cell(target.label, builder.score(parent, target, seed=seed, recipe=recipe)))
        checks += [cell(task, score) for task, score in builder.checks(parent, recipe)]
    data.save()
    if builder.look.problems:
        raise UserError("\n".join(dict.fromkeys(builder.look.problems)))
    hygiene.check([cell.score for cell in cells], data)
    sharing.check([cell.score for cell in cells])
    overlaps = builder.overlaps(cells)
    return Expansion(cells=tuple(cells), checks=tuple(checks), overlaps=overlaps, missing=data.missing)


class _Builder:
    """Builds stages; collects what is wrong instead of stopping at the first mistake."""

    def __init__(self, study: Study, data: DataFolder) -> None:
        self.study = study
        self.data = data
        self.look = Lookup(study, data)

    def starts(self) -> Iterator[tuple[str, int, str, Stage]]:
        """Encoder, seed, recipe and the model that target training starts from, for every combination."""
        for name, encoder in self.study.encoder_list:
            for seed in self.study.seed_list:
                start = self.encoder(encoder, seed)
                yield name, seed, NONE, start
                for recipe_name, recipe in self.study.intermediate:
                    role = f"intermediate {recipe_name}"
                    yield name, seed, recipe_name, self.train(start, recipe, seed=seed, role=role)

    def encoder(self, encoder: Encoder, seed: int) -> Stage:
        """The encoder as the study starts with it."""
        own = seed if encoder.shared_by == "seed" else 0
        start: Stage = self.found(encoder) if encoder.build is None else self.built(encoder, own)
        if encoder.pretrain is None:
            return start
        trained = self.train(start, encoder.pretrain, seed=own, role="pretrain")
        return replace(trained, whole_machine=True) if encoder.shared_by == "study" else trained

    def found(self, encoder: Encoder) -> Pretrained:
        source, _, revision = str(encoder.source).partition("@")
        commit, data = self.look.checkpoint(source, revision or None)
        return Pretrained(source=source, revision=commit, trust_remote_code=encoder.trust_remote_code, data=data)

    def built(self, encoder: Encoder, seed: int) -> Pretrained:
        """A new encoder, its tokenizer and what its embeddings are made from."""
        architecture = encoder.build or Architecture()
        aligned = tuple(self.data_slice(_use(use), 0, wanted=None) for use in encoder.aligned)
        return Pretrained(
            architecture=architecture,
            tokenizer=self.tokenizer(encoder, architecture.max_length),
            aligned=aligned,
            seed=seed,
            data=self.look.fingerprints(aligned),
        )

    def tokenizer(self, encoder: Encoder, max_length: int) -> Tokenizer:
        """The words of the lab, or pieces trained on text."""
        tokens = encoder.tokenizer or Tokens()
        if tokens.vocabulary == "lab":
            return Tokenizer(vocabulary=0, slices=(), max_length=max_length, world=self.study.lab)
        uses = tokens.tasks or (encoder.pretrain.tasks if encoder.pretrain else ())
        if not uses:
            self.look.problems.append(
                "encoders: `build` needs text for its tokenizer: give `tokenizer: {tasks: [...]}`"
            )
        slices = tuple(
            self.data_slice(replace(_use(use), cap=_use(use).cap or tokens.cap), 0, wanted=None) for use in uses
        )
        data = self.look.fingerprints(slices)
        return Tokenizer(vocabulary=int(tokens.vocabulary), slices=slices, max_length=max_length, data=data)

    def train(
        self, parent: Stage, recipe: Recipe, *, seed: int, role: str, head: str | None = None, keep_heads: bool = False
    ) -> Train:
        """A training phase of this recipe. `head` joins all its tasks in one head, with `keep_heads` the parent's."""
        tasks = [self.share_of(_use(use), recipe.languages, seed, head=head) for use in recipe.tasks]
        if recipe.replay:
            replay = recipe.replay
            tasks += [
                replace(self.share_of(_use(use), replay.languages, seed), every=replay.every, loss_weight=replay.weight)
                for use in replay.tasks
            ]
        slices = tuple(data_slice for task in tasks for data_slice in task.slices)
        return Train(
            parent=parent,
            tasks=tuple(tasks),
            training=self.look.training(recipe, role),
            mixing=recipe.mixing,
            temperature=recipe.temperature,
            seed=seed,
            keep_heads=keep_heads,
            data=self.look.fingerprints(slices),
            role=role,
        )

    def score(self, parent: Stage, target: Target, *, seed: int, recipe: str) -> Score:
        """Target training where the task can be trained, then prediction and scores in all languages."""
        data_slice = self.evaluation(target)
        role, head = f"{target.label} after {recipe}", target.label
        if self.look.trainable(target.task, target.options):
            phase = Recipe(tasks=target.train_on or (target.task,), train=target.train)
            # Named after what it learns from: targets that are trained on the same data share one stage.
            head = "+".join(_use(use).task for use in target.train_on) or head
            for place, first in enumerate(target.train_first):
                early = f"target {target.label}, phase {place + 1} after {recipe}"
                parent = self.train(parent, first, seed=seed, role=early, head=head, keep_heads=place > 0)
            kept = bool(target.train_first)
            parent = self.train(parent, phase, seed=seed, role=f"target {role}", head=head, keep_heads=kept)
        elif target.train_on or target.train_first:
            self.look.problems.append(
                f"{target.label}: train_on, train_first: {target.task} is only evaluated, with no head to train: give "
                "a recipe under `intermediate` instead."
            )
        return self.scored(parent, data_slice, head=head, training=target.train, role=role)

    def scored(self, parent: Stage, data_slice: DataSlice, *, head: str, training: Training, role: str) -> Score:
        """Prediction and scores of a model."""
        training = training.over(self.study.train.over(DEFAULTS))
        predict = Predict(
            parent=parent,
            data_slice=data_slice,
            head=head,
            max_length=training.max_length or 0,
            limit=self.study.limit,
            precision=training.precision or "fp32",
            data=self.look.fingerprints((data_slice,)),
            role=role,
        )
        return Score(predictions=predict, role=role)

    def checks(self, parent: Stage, recipe: str) -> Iterator[tuple[str, Score]]:
        """English dev scores of the labelled tasks of an intermediate phase: was anything learned?"""
        for name, settings in self.study.intermediate:
            for use in map(_use, settings.tasks if name == recipe else ()):
                task = self.look.task(use.task)
                if task is None or self.look.plain_text(use.task) or not self.look.has(task, "dev"):
                    continue
                language = task.train_language
                data_slice = self.placed(
                    DataSlice(task=use.task, languages=(language,), split="dev", options=use.options)
                )
                role = f"{use.task} (check) after {recipe}"
                head = use.head or use.task
                yield use.task, self.scored(parent, data_slice, head=head, training=settings.train, role=role)

    def share_of(self, use: Use, languages: object, seed: int, *, head: str | None = None) -> TaskShare:
        wanted = use.languages if use.languages is not None else languages
        data_slice = self.data_slice(use, seed, wanted=wanted)
        head = head or use.head or use.task
        return TaskShare(slices=(data_slice,), head=head, weight=use.weight, loss_weight=use.loss_weight)

    def data_slice(self, use: Use, seed: int, *, wanted: object) -> DataSlice:
        """The examples that a use reads: plain text in the study's languages, labelled data in English."""
        plain = self.look.plain_text(use.task)
        if wanted is None:
            wanted = self.study.languages if plain else self.look.default_language(use.task)
        languages = self.look.languages(use.task, wanted, use.split, lenient=plain)
        cap = min(filter(None, (use.cap, self.study.limit)), default=None)
        seed = seed if cap else 0
        return self.placed(
            DataSlice(task=use.task, languages=languages, split=use.split, cap=cap, seed=seed, options=use.options)
        )

    def placed(self, data_slice: DataSlice) -> DataSlice:
        """The slice in the study's world, where its task is of the lab."""
        task = self.look.task(data_slice.task)
        return replace(data_slice, world=self.study.lab) if task and task.made else data_slice

    def evaluation(self, target: Target) -> DataSlice:
        wanted = target.languages if target.languages is not None else self.study.languages
        languages = self.look.languages(target.task, wanted, target.split, lenient=True)
        return self.placed(DataSlice(task=target.task, languages=languages, split=target.split, options=target.options))

    def overlaps(self, cells: list[GridCell]) -> Overlaps:
        """The search for evaluation text in all that the study trains on. Caps are left out: seeds draw them anew."""
        phases = {stage.key: stage for stage in closure([cell.score for cell in cells]) if isinstance(stage, Train)}
        read = [data_slice for phase in phases.values() for task in phase.tasks for data_slice in task.slices]
        trained = tuple(dict.fromkeys(replace(data_slice, cap=None, seed=0) for data_slice in read))
        evaluated = tuple(dict.fromkeys(cell.score.predictions.data_slice for cell in cells))
        return Overlaps(trained=trained, evaluated=evaluated, data=self.look.fingerprints((*trained, *evaluated)))
