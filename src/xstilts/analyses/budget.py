"""What the recipes cost: examples, steps, tokens and operations of every recipe's intermediate training."""

import json
from collections.abc import Iterable, Sequence

from xstilts.analysis.base import Evidence, FurtherResult
from xstilts.analysis.budgets import RecipeBudget
from xstilts.analysis.findings import Finding, Table, TableCell
from xstilts.analysis.gates import Facts
from xstilts.base.config import settings
from xstilts.study.expansion.grid import Further, Grid
from xstilts.study.expansion.lookup import Lookup
from xstilts.study.lineage import phases
from xstilts.study.stages.train import SUMMARY, Train

COLUMNS = ("encoder", "recipe", "examples", "examples seen", "steps", "tokens", "operations")


@settings
class BudgetLedger:
    """Reads what every intermediate phase has seen. It has no settings: what must match, `match` of the study says."""

    def stages(self, look: Lookup, grid: Grid) -> Iterable[Further]:
        """The intermediate phases of every recipe, which the table needs as well."""
        for start in grid.starts:
            about = {"encoder": start.encoder, "recipe": start.recipe, "seed": str(start.seed)}
            for phase in phases(start.model):
                if phase.role.part == "intermediate":
                    yield Further(stage=phase, about=about)

    def facts(self, results: Sequence[FurtherResult]) -> Facts:
        """The budget of every recipe."""
        return Facts(budgets=budgets(results))

    def findings(self, evidence: Evidence) -> tuple[Finding, ...]:
        """The ledger, a row a recipe."""
        known = budgets(evidence.results)
        if not known:
            return ()
        several = len({budget.encoder for budget in known}) > 1
        rows = [row if several else row[1:] for row in map(_row, known)]
        table = Table(caption="Budget of every recipe", columns=COLUMNS if several else COLUMNS[1:], rows=tuple(rows))
        return (
            Finding(
                name="budget",
                title="Budgets",
                sentence=(
                    "What intermediate training read, means over seeds. Examples are those of its tasks; tokens and "
                    "operations (6 x weights of the layers x tokens) count replay as well."
                ),
                tables=(table,),
            ),
        )


ANALYSIS = BudgetLedger


def budgets(results: Sequence[FurtherResult]) -> tuple[RecipeBudget, ...]:
    """By encoder and recipe, sums over phases and means over seeds."""
    groups: dict[tuple[str, str], list[FurtherResult]] = {}
    for result in results:
        groups.setdefault((result.further.about["encoder"], result.further.about["recipe"]), []).append(result)
    return tuple(_budget(*place, found) for place, found in groups.items())


def _budget(encoder: str, recipe: str, found: Sequence[FurtherResult]) -> RecipeBudget:
    totals = dict.fromkeys(("examples", "seen", "steps", "tokens", "operations"), 0.0)
    for result in found:
        for name, value in _cost(result).items():
            totals[name] += value
    seeds = len({result.further.about["seed"] for result in found})
    return RecipeBudget(encoder=encoder, recipe=recipe, **{name: total / seeds for name, total in totals.items()})


def _cost(result: FurtherResult) -> dict[str, float]:
    """What one phase has read; a step has seen a batch."""
    phase = result.further.stage
    if not isinstance(phase, Train):
        raise TypeError(f"{phase.label}: a budget is that of a training phase")
    summary = json.loads((result.folder / SUMMARY).read_text(encoding="utf-8"))
    mixed = [count for task, count in zip(phase.tasks, summary["examples"], strict=True) if not task.every]
    return {
        "examples": sum(mixed),
        "seen": summary["steps"] * (phase.training.batch_size or 1),
        "steps": summary["steps"],
        "tokens": summary["tokens"],
        "operations": 6 * phase.parameters * summary["tokens"],
    }


def _row(budget: RecipeBudget) -> tuple[TableCell, ...]:
    counts = (budget.examples, budget.seen, budget.steps, budget.tokens)
    texts = (budget.encoder, budget.recipe, *(f"{count:,.0f}" for count in counts), f"{budget.operations:.2e}")
    return tuple(TableCell(value=text) for text in texts)
