"""What one family of perturbations is, and the folder of families as their registry.

A family proposes edits of a text; which of them are made is drawn elsewhere (`perturb`), so that a search may
choose among the same edits.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from typing import Literal

from xstilts.base import plugins
from xstilts.base.errors import UserError
from xstilts.perturbations.lab_meanings import LabMeanings
from xstilts.perturbations.lexicons import Lexicon
from xstilts.perturbations.scripts import scripts_of
from xstilts.task_types.edits import Replacement

FAMILIES = "xstilts.perturbations.families"

Edit = tuple[Replacement, ...]
"""Replacements that belong together: both ends of a swap, or the same change of both texts."""

NO_LEXICON = Lexicon()


@dataclass(frozen=True, slots=True)
class Original:
    """What a family sees of an example: its texts, their language, and what is known of its words.

    A family with one `side` edits the text of this number. `lexicon` is empty unless the family needs one, `lab` is
    there for sentences of the lab, whose meanings are known.
    """

    texts: tuple[str, ...]
    language: str
    side: int = 0
    lexicon: Lexicon = NO_LEXICON
    lab: LabMeanings | None = None

    @property
    def text(self) -> str:
        """The text that a family with one side edits."""
        return self.texts[self.side]

    @property
    def other(self) -> str | None:
        """The other text of a pair, or None."""
        return self.texts[1 - self.side] if len(self.texts) == 2 else None


Proposer = Callable[[Original, Random], Iterable[Edit]]
"""Proposes edits of an example: those of real text from the text alone, those of the lab from its meaning."""


@dataclass(frozen=True, kw_only=True)
class Family:
    """One family of perturbations.

    `effect`: the label is preserved, is flipped from equal to different meaning, or the edit only stresses a model and
    no label is known after it. `side`: edits are made in one of the texts or in all of them. `propose` makes edits
    of real text and `propose_in_lab`, where given, exact ones of the lab's sentences; a family without `propose` is
    for the lab only. `strengths` are the shares of the proposed edits that a suite makes, the usual one first; with
    1 alone, one of them is made. `scripts` and `languages` are those that it is valid for, all
    unless given. `most` bounds the edit distance as a share of a text's graphemes; `keeps_script`: no script comes in
    that the example has not. `needs` names the part of a lexicon without which there is nothing to propose.
    """

    effect: Literal["preserves", "flips", "stresses"]
    side: Literal["one", "both"]
    propose: Proposer | None
    propose_in_lab: Proposer | None = None
    strengths: tuple[float, ...] = (1.0,)
    scripts: frozenset[str] | None = None
    languages: frozenset[str] | None = None
    most: float | None = 0.2
    keeps_script: bool = True
    needs: Literal["", "synonyms", "translations"] = ""

    @property
    def single(self) -> bool:
        """Whether an example gets one edit, however many are proposed."""
        return self.strengths == (1.0,)

    def valid(self, language: str) -> bool:
        """Whether real text of the language can be perturbed; a language of unknown script is tried."""
        if self.propose is None or (self.languages is not None and language not in self.languages):
            return False
        written = scripts_of(language)
        return self.scripts is None or not written or bool(self.scripts & written)

    def valid_in_lab(self, script: str) -> bool:
        """Whether the lab's sentences in a script can be perturbed."""
        if self.propose_in_lab is not None:
            return True
        fits = self.scripts is None or script in self.scripts
        return self.propose is not None and self.languages is None and fits


@dataclass(frozen=True, kw_only=True)
class Perturbation:
    """A family at a strength, drawn with a seed. Without a strength it has the family's usual one."""

    family: str
    strength: float | None = None
    seed: int = 0

    def __post_init__(self) -> None:
        """Refuse an unknown family and a strength that it cannot have."""
        family, strength = find(self.family), self.share
        if family.single and strength != 1.0:
            raise UserError(f"strength {strength}: {self.family} makes one edit or none, so its only strength is 1")
        if not 0 < strength <= 1:
            raise UserError(
                f"strength {strength}: out of range for {self.family}, expected a share of its edits above 0 and up "
                f"to 1. Usual ones: {', '.join(map(str, family.strengths))}"
            )

    @property
    def share(self) -> float:
        """The share of the proposed edits that are made."""
        return find(self.family).strengths[0] if self.strength is None else self.strength


def names() -> tuple[str, ...]:
    """Every family, sorted."""
    return plugins.names(FAMILIES)


@lru_cache(maxsize=256)
def find(name: str) -> Family:
    """The family `name`: a module of the folder, an entry point, or a path to a file with a FAMILY of its own."""
    module = plugins.find(FAMILIES, name, "perturbation family")
    family = getattr(module, "FAMILY", None)
    if not isinstance(family, Family):
        raise UserError(f"{module.__file__}: defines no FAMILY. Declare `FAMILY = Family(effect=..., side=..., ...)`.")
    return family
