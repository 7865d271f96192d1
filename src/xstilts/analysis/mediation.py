"""Does alignment drift go with what is gained? An exploratory regression across the cells of a study.

It says how much of the variance of gains goes with drift, never that drift causes them: recipes differ in more than
their drift. So it has no verdict.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xstilts.analysis.drift import Roles
from xstilts.analysis.findings import Finding, Table, TableCell
from xstilts.analysis.panel import Panel, Place
from xstilts.analysis.quantities import gains
from xstilts.study.settings.recipe import NONE


@dataclass(frozen=True, kw_only=True)
class DriftCell:
    """One recipe, target, language and seed: the gain over `none`, and the drift of the model that training began with.

    `block` is encoder and seed, within which all is paired; `task` is the target. `lm_loss` is None where it is not
    measured.
    """

    block: str
    task: str
    gain: float
    alignment: float
    lm_loss: float | None = None


@dataclass(frozen=True, kw_only=True)
class Mediation:
    """Shares (0 to 1) of the variance of gains, once block and task are taken off, that go with each drift and with
    both; and by how much gain changes with a point of alignment drift (`slope`, of the regression on it alone).
    """

    cells: int
    blocks: int
    alignment: float
    slope: float
    lm_loss: float | None = None
    both: float | None = None


def regress(cells: Sequence[DriftCell]) -> Mediation | None:
    """The regression of gains on drifts with fixed effects of block and task; None where there is nothing to explain.

    By Frisch and Waugh (1933): gain and drifts are freed of the fixed effects, then regressed on each other, which
    gives the partial R squared.
    """
    blocks = sorted({cell.block for cell in cells})
    tasks = sorted({cell.task for cell in cells})
    # (cells, blocks + tasks): which block and task each cell belongs to. The columns need not be independent: least
    # squares projects on what they span.
    effects = np.array([[cell.block == b for b in blocks] + [cell.task == t for t in tasks] for cell in cells], float)
    if len(cells) <= len(blocks) + len(tasks) + 1:
        return None
    gain = _freed(effects, [cell.gain for cell in cells])
    alignment = _freed(effects, [cell.alignment for cell in cells])
    if not gain.any() or not alignment.any():
        return None
    losses = [cell.lm_loss for cell in cells if cell.lm_loss is not None]
    lm_loss = _freed(effects, losses) if len(losses) == len(cells) else None
    return Mediation(
        cells=len(cells),
        blocks=len(blocks),
        alignment=_share(gain, [alignment]),
        slope=float(gain @ alignment / (alignment @ alignment)),
        lm_loss=None if lm_loss is None else _share(gain, [lm_loss]),
        both=None if lm_loss is None else _share(gain, [alignment, lm_loss]),
    )


def _freed(effects: NDArray[np.float64], values: Sequence[float]) -> NDArray[np.float64]:
    """What the fixed effects leave of the values (cells,); what is only rounding is 0."""
    given = np.array(values, np.float64)
    left: NDArray[np.float64] = given - effects @ np.linalg.lstsq(effects, given, rcond=None)[0]
    left[np.abs(left) < 1e-9 * max(1.0, np.abs(given).max())] = 0.0
    return left


def _share(gain: NDArray[np.float64], drifts: Sequence[NDArray[np.float64]]) -> float:
    """The share of the squares of `gain` that its projection on the drifts has."""
    columns = np.stack(drifts, axis=1)
    explained = columns @ np.linalg.lstsq(columns, gain, rcond=None)[0]
    return float(explained @ explained / (gain @ gain))


def findings(panel: Panel, roles: Roles) -> Iterator[Finding]:
    """The regression of gains on drifts, exploratory."""
    found = regress(list(_cells(panel, roles)))
    if found:
        yield Finding(
            name="mediation",
            title="Does drift go with transfer? (exploratory)",
            sentence=(
                f"Alignment drift goes with {100 * found.alignment:.0f} % of the variance of zero-shot gains over "
                f"{found.cells} cells, once target and block (encoder and seed) are taken off."
            ),
            tables=(_mediation_table(found),),
            notes=("Exploratory: recipes differ in more than their drift, so this has no verdict and names no cause.",),
        )


def _mediation_table(found: Mediation) -> Table:
    shares = [("alignment drift", found.alignment), ("LM loss drift", found.lm_loss), ("both", found.both)]
    rows = [(name, f"{100 * share:.1f} %") for name, share in shares if share is not None]
    rows.append(("gain by a point of alignment drift", f"{found.slope:+.3f}".replace("-", "−")))
    return Table(
        caption="Shares of the variance of zero-shot gains",
        columns=("", "share explained"),
        rows=tuple(tuple(TableCell(value=text) for text in row) for row in rows),
    )


def _cells(panel: Panel, roles: Roles) -> Iterator[DriftCell]:
    """Gain and drifts of every recipe, target, zero-shot language and seed that has them all."""
    for encoder in panel.named("encoder"):
        for recipe in panel.named("recipe"):
            for target in roles.transfer if recipe != NONE else ():
                for language in panel.zero_shot(encoder, target, (recipe, NONE)):
                    gained = gains(panel, Place(encoder, recipe, target, language, panel.headline(target)))
                    alignment = _drift(panel, encoder, recipe, roles.alignment, language)
                    lm_loss = _drift(panel, encoder, recipe, roles.lm_loss, language)
                    for seed in [seed for seed in gained if seed in alignment]:
                        yield DriftCell(
                            block=f"{encoder}, {seed}",
                            task=target,
                            gain=gained[seed],
                            alignment=alignment[seed],
                            lm_loss=lm_loss.get(seed),
                        )


def _drift(panel: Panel, encoder: str, recipe: str, targets: Sequence[str], language: str) -> dict[int, float]:
    """By seed the drift of the language in the first of the probes that has it."""
    for target in targets:
        by_seed = gains(panel, Place(encoder, recipe, target, language, panel.headline(target)))
        if by_seed:
            return {seed: -gain for seed, gain in by_seed.items()}
    return {}
