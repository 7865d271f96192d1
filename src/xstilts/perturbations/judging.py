"""A sheet for people who judge whether labels hold after a perturbation, and their agreement read back."""

import csv
import io
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from scipy.stats import binomtest

from xstilts.base import files, tables
from xstilts.base.errors import UserError, at
from xstilts.base.randomness import seed_of
from xstilts.perturbations.family import Perturbation
from xstilts.perturbations.perturb import Perturbed
from xstilts.perturbations.slices import PerturbedSlice
from xstilts.task_types.edits import Editable

ITEMS = 50
"""Items of a family and language that are judged."""

COLUMNS = ("family", "language", "id", "original", "perturbed", "label", "label_holds")
VERDICTS = {"y": True, "yes": True, "1": True, "n": False, "no": False, "0": False}


class Judged(NamedTuple):
    """How often a family's labels hold in a language, in percent, with Wilson's 95% interval."""

    family: str
    language: str
    items: int
    unjudged: int
    agreement: float
    low: float
    high: float


def write_sheet(folder: Path, kind: Editable, perturbation: Perturbation, made: PerturbedSlice) -> Path:
    """A table of at most 50 random items with an empty column `label_holds`, to be filled with y or n; its path."""
    path = folder / "judge" / f"{perturbation.family}-{made.language}.csv"
    order = sorted(
        made.perturbed, key=lambda one: seed_of("judge", perturbation.family, made.language, one.original.id)
    )
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in order[:ITEMS]:
        judged = (*_texts(kind, one), kind.shown_label(one.example))
        writer.writerow([perturbation.family, made.language, one.original.id, *judged, ""])
    files.write_text(path, table.getvalue())
    return path


def _texts(kind: Editable, one: Perturbed) -> tuple[str, ...]:
    both = (kind.editable(example) for example in (one.original, one.example))
    return tuple("\n".join(text.text for text in texts) for texts in both)


def read_sheets(paths: Sequence[Path]) -> list[Judged]:
    """The agreement by family and language; rows that nobody judged are counted apart.

    Raises UserError where a sheet has other columns, a verdict is neither y nor n, or nothing is judged.
    """
    verdicts: dict[tuple[str, str], list[bool | None]] = defaultdict(list)
    for path in paths:
        for line, row in tables.read_table(path, quoted=True, delimiter=","):
            lacking = [column for column in COLUMNS if column not in row]
            if lacking:
                raise UserError(
                    f"{at(path, 1)}: no column {', '.join(lacking)}. Use a sheet of `xstilts perturb --judge`."
                )
            verdict = row["label_holds"].strip().lower()
            if verdict and verdict not in VERDICTS:
                raise UserError(
                    f"{at(path, line)}: label_holds is {row['label_holds']!r}, expected y, n or nothing yet"
                )
            verdicts[row["family"], row["language"]].append(VERDICTS.get(verdict))
    judged = [_judged(*key, found) for key, found in sorted(verdicts.items())]
    if not any(one.items for one in judged):
        raise UserError(
            f"{', '.join(map(str, paths))}: nothing is judged yet. Fill the column label_holds with y or n."
        )
    return judged


def _judged(family: str, language: str, verdicts: Sequence[bool | None]) -> Judged:
    given = [verdict for verdict in verdicts if verdict is not None]
    unjudged = len(verdicts) - len(given)
    if not given:
        return Judged(family, language, 0, unjudged, float("nan"), 0.0, 100.0)
    interval = binomtest(sum(given), len(given)).proportion_ci(method="wilson")
    share = sum(given) / len(given)
    return Judged(family, language, len(given), unjudged, 100 * share, 100 * interval.low, 100 * interval.high)
