"""From the names in a study to tasks and files. What is wrong is noted, so that all of it is told at once."""

from dataclasses import dataclass, field, replace
from typing import TypeVar

from xstilts.base.errors import UserError
from xstilts.study.data_folder import DataFolder
from xstilts.study.data_slice import Options, declare
from xstilts.study.settings.study import Study
from xstilts.study.stages.base import DataStage
from xstilts.task_types.base import Task

Pinned = TypeVar("Pinned", bound=DataStage)


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

    def pinned(self, stage: Pinned) -> Pinned:
        """The stage with the checksums of all that it reads, as it is now. Notes what is missing."""
        try:
            return replace(stage, data=stage.outside(self.data))
        except UserError as error:
            self.problems.extend(str(error).splitlines())
            return stage
