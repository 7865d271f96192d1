"""From the names in a study to tasks and files. What is wrong is noted, so that all of it is told at once."""

from dataclasses import dataclass, field

from xstilts.base.errors import UserError
from xstilts.graph.stage import Fingerprints
from xstilts.study.data_folder import DataFolder
from xstilts.study.data_slice import DataSlice, Options, declare
from xstilts.study.settings.study import Study
from xstilts.task_types.base import Task


@dataclass(frozen=True)
class Lookup:
    """Finds what a study names. `problems` collects the text of everything that is not there."""

    study: Study
    data: DataFolder
    problems: list[str] = field(default_factory=list)

    def note(self, problem: str) -> None:
        """Remember what is wrong, and go on."""
        self.problems.append(problem)

    def refuse(self) -> None:
        """Raises UserError with everything that was noted."""
        if self.problems:
            raise UserError("\n".join(dict.fromkeys(self.problems)))

    def task(self, name: str, options: Options = ()) -> Task | None:
        """The task of that name in the study's world; None where there is none or it has no such options, which is
        noted.
        """
        try:
            return declare(name, options, self.study.lab)
        except UserError as error:
            self.note(str(error))
            return None

    def labelled(self, name: str) -> bool:
        """Whether the task has labels, which are kept apart by language. What is not there has."""
        task = self.task(name)
        return task is None or task.type.labelled

    def fingerprints(self, slices: tuple[DataSlice, ...]) -> Fingerprints:
        """Names and checksums of all that the slices read. Notes files that are missing."""
        found: list[tuple[str, str]] = []
        for data_slice in slices:
            if data_slice.languages:
                try:
                    found += self.data.fingerprint(data_slice)
                except UserError as error:
                    self.note(str(error))
        return tuple(found)
