"""Writes a perturbed data set for people and programs: originals beside what became of them, a summary, examples."""

import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from itertools import chain, zip_longest
from pathlib import Path
from typing import Any

from xstilts.base import files
from xstilts.perturbations.family import Perturbation, find
from xstilts.perturbations.perturb import Perturbed
from xstilts.perturbations.slices import PerturbedSlice
from xstilts.task_types.edits import Editable, Replacement

SHOWN = 20
"""Examples of a family that are shown to be read by eye."""


def write_slice(folder: Path, kind: Editable, perturbation: Perturbation, made: PerturbedSlice) -> Path:
    """JSON lines `<family>/<language>.jsonl`, a perturbed example a line, the original beside it; the file's path."""
    path = folder / perturbation.family / f"{made.language}.jsonl"
    rows = (json.dumps(_row(kind, one), ensure_ascii=False) for one in made.perturbed)
    files.write_text(path, "".join(f"{row}\n" for row in rows))
    return path


def _row(kind: Editable, one: Perturbed) -> dict[str, Any]:
    texts = [text.text for text in kind.editable(one.original)]
    changes = [
        {"part": part, "start": start, "from": texts[part][start:end], "to": new}
        for part, start, end, new in one.replacements
    ]
    own = {"id": one.original.id, "language": one.original.language}
    before, after = (_without(asdict(example), own) for example in (one.original, one.example))
    return {**own, "original": before, "perturbed": after, "changes": changes, "distance": round(one.share, 4)}


def _without(fields: Mapping[str, Any], names: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name not in names}


def summary(perturbation: Perturbation, made: PerturbedSlice) -> dict[str, Any]:
    """What came of one language: counts, reasons of exclusions, and what the checks measure."""
    family = find(perturbation.family)
    return {
        "family": perturbation.family,
        "effect": family.effect,
        "strength": perturbation.share,
        "seed": perturbation.seed,
        "language": made.language,
        "perturbed": len(made.perturbed),
        "excluded": len(made.excluded),
        "reasons": dict(made.reasons),
        "mean_distance": round(made.mean_share, 4),
        "largest_distance": round(max((one.share for one in made.perturbed), default=0.0), 4),
        "largest_allowed": family.most,
        "effective": None if made.effective is None else round(made.effective, 4),
    }


def examples_page(kind: Editable, made: Mapping[str, Sequence[PerturbedSlice]]) -> str:
    """Markdown with some examples of every family, all languages in turn, what changed marked in them."""
    sections = []
    for name, slices in made.items():
        turns = zip_longest(*(one.perturbed for one in slices))
        shown = [one for one in chain.from_iterable(turns) if one is not None][:SHOWN]
        about = (find(name).effect, "one text" if find(name).side == "one" else "all texts")
        lines = [f"- {one.example.language}: {marked(kind, one)}" for one in shown]
        sections.append(f"### {name} ({about[0]}; {about[1]})\n\n" + "\n".join(lines or ["none"]) + "\n")
    return "\n".join(sections)


def marked(kind: Editable, one: Perturbed) -> str:
    """The example's texts in Markdown, with what went struck out and what came underlined; the label where it flips."""
    texts = [text.text for text in kind.editable(one.original)]
    shown = " ‖ ".join(_marked(text, [r for r in one.replacements if r.part == i]) for i, text in enumerate(texts))
    before, after = (kind.shown_label(example) for example in (one.original, one.example))
    return shown if before == after else f"{shown} ({before} → {after})"


def _marked(text: str, replacements: Sequence[Replacement]) -> str:
    pieces, last = [], 0
    for _, start, end, new in replacements:
        pieces.append(_shown(text[last:start]))
        pieces.append(f"<del>{_shown(text[start:end])}</del>" if start < end else "")
        pieces.append(f"<ins>{_shown(new).replace(' ', '␣') if new.isspace() else _shown(new)}</ins>" if new else "")
        last = end
    return "".join([*pieces, _shown(text[last:])])


def _shown(text: str) -> str:
    """The text with Markdown's marks escaped, and characters that nobody sees by their code point."""
    visible = (f"⟨U+{ord(c):04X}⟩" if unicodedata.category(c) == "Cf" else c for c in text)
    return "".join(f"\\{c}" if c in "\\`*_<>[]|~" else c for c in visible)
