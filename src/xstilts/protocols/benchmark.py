"""What a benchmark is: tasks with languages, groups and file formats, and how their scores become one number."""

from dataclasses import dataclass
from pathlib import Path

from xstilts.base.errors import UserError, unknown
from xstilts.protocols.formats.base import Format


@dataclass(frozen=True, kw_only=True)
class BenchmarkEntry:
    """A task of a benchmark. `notes` say what a reader of its score must know."""

    task: str
    group: str
    languages: tuple[str, ...]
    format: Format
    notes: tuple[str, ...] = ()

    def file(self, folder: Path, language: str) -> Path:
        """Where the predictions, or the labels, of a language lie in `folder`."""
        return folder / self.task / f"test-{language}.{self.format.suffix}"


@dataclass(frozen=True, kw_only=True)
class Benchmark:
    """Tasks whose unweighted mean is the benchmark's score. `average` says whose definition of it that is."""

    name: str
    entries: tuple[BenchmarkEntry, ...]
    average: str

    @property
    def tasks(self) -> tuple[str, ...]:
        """The names of its tasks."""
        return tuple(entry.task for entry in self.entries)

    def entry(self, task: str) -> BenchmarkEntry:
        """The entry of a task. Raises UserError for a task that the benchmark does not have."""
        for entry in self.entries:
            if entry.task == task:
                return entry
        raise UserError(unknown(f"task of {self.name}", task, self.tasks))
