"""Was anything learned? Dev scores of what intermediate phases train on, and of targets without test data of their own.

A gain says nothing where its tasks were not learned, so every verdict has gates on these scores.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from xstilts.analysis.base import Evidence, FurtherResult
from xstilts.analysis.findings import Finding, Table, TableCell
from xstilts.analysis.gates import Facts, LearnedCheck
from xstilts.base.config import settings
from xstilts.study.expansion import checks
from xstilts.study.expansion.grid import Further, Grid
from xstilts.study.expansion.lookup import Lookup
from xstilts.study.stages.score import SCORES, Score

INTERMEDIATE, TARGET = "intermediate", "target"


@settings
class Learned:
    """Scores every intermediate task on its dev split, in the language it is trained in. It has no settings."""

    def stages(self, look: Lookup, grid: Grid) -> Iterable[Further]:
        """A score for every model and task that it was trained on, and for targets that have none in their language."""
        recipes = dict(look.study.intermediate)
        for start in grid.starts:
            if start.recipe in recipes:
                for task, score in checks.learned(look, start.model, start.recipe, recipes[start.recipe]):
                    yield _further(score, INTERMEDIATE, start.encoder, start.recipe, task)
        for cell in grid.cells:
            for score in checks.target_learned(look, cell):
                yield _further(score, TARGET, cell.encoder, cell.recipe, cell.target)

    def facts(self, results: Sequence[FurtherResult]) -> Facts:
        """The scores, means over seeds, apart by intermediate tasks and targets."""
        return Facts(intermediate=tuple(_checks(results, INTERMEDIATE)), targets=tuple(_checks(results, TARGET)))

    def findings(self, evidence: Evidence) -> tuple[Finding, ...]:
        """A table of the scores beside what guessing gives."""
        facts = self.facts(evidence.results)
        rows = [_row(check) for check in (*facts.intermediate, *facts.targets)]
        several = len(evidence.panel.named("encoder")) > 1
        if not rows:
            return ()
        columns = ("encoder", "recipe", "task", "language", "metric", "score", "guessing")
        return (
            Finding(
                name="learned",
                title="What was learned",
                sentence="Dev scores in the language of training, means over seeds. Verdicts need them above guessing.",
                tables=(
                    Table(
                        caption="Dev scores of the tasks that were trained on",
                        columns=columns if several else columns[1:],
                        rows=tuple(row if several else row[1:] for row in rows),
                    ),
                ),
            ),
        )


ANALYSIS = Learned


def _further(score: Score, part: str, encoder: str, recipe: str, task: str) -> Further:
    return Further(stage=score, about={"part": part, "encoder": encoder, "recipe": recipe, "task": task})


def _checks(results: Sequence[FurtherResult], part: str) -> Iterator[LearnedCheck]:
    """By encoder, recipe, task and language: the headline score and what guessing gives, means over seeds."""
    groups: dict[tuple[str, ...], list[tuple[Score, dict[str, Any]]]] = {}
    for result in results:
        stage, about = result.further.stage, result.further.about
        if about["part"] != part or not isinstance(stage, Score):
            continue
        headline = stage.predictions.data_slice.declared.headline
        for score in json.loads((result.folder / SCORES).read_text(encoding="utf-8")):
            if score["metric"] == headline:
                key = (about["encoder"], about["recipe"], about["task"], score["language"])
                groups.setdefault(key, []).append((stage, score))
    for (encoder, recipe, task, language), found in groups.items():
        declared = found[0][0].predictions.data_slice.declared
        guesses = [score["guess"] for _, score in found]
        yield LearnedCheck(
            encoder=encoder,
            recipe=recipe,
            task=task,
            language=language,
            metric=declared.metrics[declared.headline],
            value=sum(score["value"] for _, score in found) / len(found),
            guess=None if None in guesses else sum(guesses) / len(guesses),
        )


def _row(check: LearnedCheck) -> tuple[TableCell, ...]:
    names = (check.encoder, check.recipe, check.task, check.language, check.metric.name)
    numbers = (check.value, check.guess)
    return (
        *(TableCell(value=name) for name in names),
        *(TableCell(value=number, metric=check.metric) for number in numbers),
    )
