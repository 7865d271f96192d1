"""Perturbs many examples of a task and says what came of it: how many, why others are excluded, how far they are."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xstilts.base.errors import UserError
from xstilts.models.encoded import Encoded
from xstilts.perturbations.family import Family, Perturbation, find
from xstilts.perturbations.lab_meanings import lab_meanings
from xstilts.perturbations.lexicons import load
from xstilts.perturbations.perturb import Exclusion, Known, Perturbed, perturb
from xstilts.readers.lab import LabData
from xstilts.task_types.base import Task
from xstilts.task_types.edits import Editable

CUT = "longer than the window"


@dataclass(frozen=True)
class PerturbedSlice:
    """What a perturbation makes of the examples of one language.

    `effective` is the share of the perturbed examples whose token ids differ from the original's, or None where no
    tokenizer was asked: one that normalises undoes some edits.
    """

    language: str
    perturbed: tuple[Perturbed, ...]
    excluded: tuple[Exclusion, ...]
    effective: float | None = None

    @property
    def reasons(self) -> Mapping[str, int]:
        """How many examples are excluded for each reason, the most frequent first."""
        return dict(Counter(exclusion.reason for exclusion in self.excluded).most_common())

    @property
    def mean_share(self) -> float:
        """The mean edit distance, as a share of a text's graphemes."""
        return float(np.mean([one.share for one in self.perturbed])) if self.perturbed else 0.0


def editable(task: Task, name: str) -> Editable:
    """The task's type as one whose examples can be perturbed. Raises UserError where it is none."""
    if isinstance(task.type, Editable):
        return task.type
    raise UserError(
        f"{name}: examples of {type(task.type).__name__} cannot be perturbed, only labelled texts and pairs, tagged "
        "words and questions about a context. Choose a task of one of these types."
    )


def languages_for(task: Task, perturbation: Perturbation, languages: Sequence[str]) -> tuple[str, ...]:
    """Those of the languages that the family is valid for. Raises UserError where it is for none."""
    family = find(perturbation.family)
    valid = tuple(language for language in languages if _valid(task, family, language))
    if not valid:
        known = sorted(family.languages or family.scripts or ("the tasks of the lab",))
        raise UserError(
            f"{perturbation.family}: valid for none of the languages {', '.join(languages)}. It is for "
            f"{', '.join(known)}: ask for other languages or another family."
        )
    return valid


def _valid(task: Task, family: Family, language: str) -> bool:
    if not isinstance(task.made, LabData):
        return family.valid(language)
    script = next(spoken.script for spoken in task.made.settings.spoken if spoken.code == language)
    return family.valid_in_lab(script.capitalize())


def known_of(task: Task, perturbation: Perturbation, language: str, lexicons: Path | None) -> Known:
    """What is known of the language's words: all of the lab's, or the lexicons below a folder where they are needed.

    Raises UserError where a lexicon is needed and not there.
    """
    needs = find(perturbation.family).needs
    if isinstance(task.made, LabData):
        lab = lab_meanings(task.made.settings, language)
        return Known(lab.lexicon, lab)
    if not needs:
        return Known()
    if lexicons is None:
        raise UserError(f"{perturbation.family}: needs lexicons with {needs}. Name their folder with --lexicons DIR.")
    return Known(load(lexicons, language, needs))


def perturb_slice(
    task: Task, examples: Sequence[Any], perturbation: Perturbation, *, language: str, known: Known
) -> PerturbedSlice:
    """The examples of one language perturbed, each by itself."""
    kind = editable(task, perturbation.family)
    outcomes = [perturb(kind, example, perturbation, known) for example in examples]
    return PerturbedSlice(language, *_parted(outcomes))


def _parted(outcomes: Iterable[Perturbed | Exclusion]) -> tuple[tuple[Perturbed, ...], tuple[Exclusion, ...]]:
    listed = list(outcomes)
    return (
        tuple(outcome for outcome in listed if isinstance(outcome, Perturbed)),
        tuple(outcome for outcome in listed if isinstance(outcome, Exclusion)),
    )


def tokenized(task: Task, made: PerturbedSlice, tokenizer: Any, max_length: int) -> PerturbedSlice:
    """The slice with its effective rate, and without examples that only now no longer fit into `max_length` tokens."""
    if not made.perturbed:
        return made
    before = [one.original for one in made.perturbed]
    after = [one.example for one in made.perturbed]
    cut = _cut(task, after, tokenizer, max_length) & ~_cut(task, before, tokenizer, max_length)
    kept = tuple(one for one, is_cut in zip(made.perturbed, cut, strict=True) if not is_cut)
    long = [Exclusion(one.original.id, made.language, CUT) for one, c in zip(made.perturbed, cut, strict=True) if c]
    pairs = zip(_ids(task, before, tokenizer, max_length), _ids(task, after, tokenizer, max_length), cut, strict=True)
    differs = [old != new for old, new, is_cut in pairs if not is_cut]
    return PerturbedSlice(
        made.language, kept, (*made.excluded, *long), sum(differs) / len(differs) if differs else None
    )


def _encode(task: Task, examples: Sequence[Any], tokenizer: Any, max_length: int) -> Encoded:
    return task.type.encode(examples, tokenizer, max_length)


def _cut(task: Task, examples: Sequence[Any], tokenizer: Any, max_length: int) -> NDArray[np.bool_]:
    """Whether an example loses text: (examples,). What has one row loses some if one more token would make it longer.

    Task types that share a long text out over several rows lose nothing.
    """
    rows = _encode(task, examples, tokenizer, max_length)
    more = _encode(task, examples, tokenizer, max_length + 1)
    single = np.bincount(rows.example, minlength=len(examples)) == 1
    lengths = np.bincount(rows.example, rows.row_lengths, len(examples))
    longer = np.bincount(more.example, more.row_lengths, len(examples))
    return np.asarray(single & (longer > lengths))


def _ids(task: Task, examples: Sequence[Any], tokenizer: Any, max_length: int) -> list[bytes]:
    """The token ids of every example, all its rows together."""
    rows = _encode(task, examples, tokenizer, max_length)
    ends = rows.bounds[rows.row_bounds]
    found = [b""] * len(examples)
    for row, example in enumerate(rows.example.tolist()):
        found[example] += rows.tokens[ends[row] : ends[row + 1]].tobytes()
    return found
