"""How far the languages of a study lie from one of them."""

from dataclasses import dataclass

from xstilts.graph.stage import Fingerprints
from xstilts.lab.settings import LabSettings
from xstilts.readers import uriel
from xstilts.study.data_folder import DataFolder
from xstilts.study.stages.base import DataStage

DISTANCES = "distances.json"


@dataclass(frozen=True, kw_only=True)
class LanguageDistances(DataStage):
    """Distances of `languages` from `origin`: exact for those of a `world` of the lab, else by URIEL's tables.

    Fills `distances.json`: language, part, value from 0 to 1 (null where nothing is known), and coverage.
    """

    origin: str
    languages: tuple[str, ...]
    world: LabSettings | None = None

    def outside(self, data: DataFolder) -> Fingerprints:
        """The tables that are read; a world is in the key itself. Raises UserError where they are missing."""
        return () if self.world else data.tables(uriel.FOLDER, uriel.FILES)

    @property
    def title(self) -> str:
        """`distances of languages from en`."""
        return f"distances of languages from {self.origin}"
