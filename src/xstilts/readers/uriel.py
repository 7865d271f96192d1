"""URIEL's tables as lang2vec ships them: what is known of languages' grammar and kin, and how far two lie apart.

Littell et al. (2017), URIEL and lang2vec. Only what sources say is compared, in features that are known of both
languages; nothing is filled in from relatives or neighbours, so every distance comes with how much it rests on.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xstilts.base.errors import UserError

FOLDER = "uriel"
FEATURES, FAMILIES, CODES = "features.npz", "family_features.npz", "letter_codes.json"
FILES = (FEATURES, FAMILIES, CODES)
PARTS = {"syntax": "S_", "phonology": "P_", "inventory": "INV_"}
"""Kinds of features, by the beginning of their names."""


@dataclass(frozen=True, kw_only=True)
class FeatureDistance:
    """The share of features known of both languages that differ (0 to 1; None: none is known of both).

    `coverage` is the share of all features of this kind that is known of both.
    """

    part: str
    value: float | None
    coverage: float


def distances(folder: Path, one: str, other: str) -> list[FeatureDistance]:
    """How far two languages (codes of two or three letters) lie apart: syntax, phonology, inventory of sounds, family.

    The family's distance is 1 - shared / all groups that either belongs to (Jaccard). Raises UserError for a file that
    is missing or is no such table.
    """
    codes = json.loads((folder / CODES).read_text(encoding="utf-8"))
    names = [codes.get(code, code) for code in (one, other)]
    table = _table(folder / FEATURES)
    known = [_known(table, name) for name in names]
    found = []
    for part, prefix in PARTS.items():
        chosen = np.array([str(name).startswith(prefix) for name in table["feats"]])
        mine, yours = (values[chosen] for values in known)
        both = np.isfinite(mine) & np.isfinite(yours)
        value = float(np.abs(mine - yours)[both].mean()) if both.any() else None
        found.append(FeatureDistance(part=part, value=value, coverage=float(both.mean())))
    return [*found, _family(_table(folder / FAMILIES), names)]


def _known(table: dict[str, Any], name: str) -> NDArray[np.float64]:
    """(features,): the mean over the sources that say something, NaN where none does."""
    data: NDArray[np.float32] = table["data"]  # (languages, features, sources), below 0 where a source says nothing
    places = np.flatnonzero(table["langs"] == name)
    if not len(places):
        return np.full(data.shape[1], np.nan)
    values = data[places[0]].astype(np.float64)
    told = values >= 0
    sums = np.where(told, values, 0.0).sum(axis=1)
    return np.where(told.any(axis=1), sums / np.maximum(told.sum(axis=1), 1), np.nan)


def _family(table: dict[str, Any], names: Sequence[str]) -> FeatureDistance:
    groups = [set(np.flatnonzero(_known(table, name) > 0).tolist()) for name in names]
    if not all(groups):
        return FeatureDistance(part="family", value=None, coverage=0.0)
    shared, either = groups[0] & groups[1], groups[0] | groups[1]
    return FeatureDistance(part="family", value=1 - len(shared) / len(either), coverage=1.0)


def _table(path: Path) -> dict[str, Any]:
    """The arrays of one file: `langs`, `feats` and `data`."""
    try:
        with np.load(path, allow_pickle=False) as archive:
            return {name: archive[name] for name in ("langs", "feats", "data")}
    except (OSError, ValueError, KeyError) as error:
        raise UserError(
            f"{path}: not a table of URIEL ({error}). Put the files {', '.join(FILES)} of lang2vec there, or remove "
            "the folder to go without language distances."
        ) from None
