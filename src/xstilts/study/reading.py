"""Reads the files of a data folder part by part, with several processes where there are several."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from xstilts.base.errors import UserError
from xstilts.graph.stage import Progress
from xstilts.study.minhash import MinHash, minhash
from xstilts.task_types.base import Repair, find_task, read

TRAINING = "train"
"""The split whose text counts as training text; all others are evaluation text."""


@dataclass(frozen=True, kw_only=True)
class Count:
    """What was read of a task's split in a language; `repairs` says what a reader mended and how often."""

    task: str
    split: str
    language: str
    rows: int
    files: int
    repairs: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Part:
    """One task's split in one language, and its files."""

    name: str
    split: str
    language: str
    paths: tuple[Path, ...]


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What came of reading a part: rows by file, its texts in brief; or only its first mistake."""

    count: Count | None = None
    rows: Mapping[str, int] = field(default_factory=dict)
    minhash: MinHash | None = None
    mistake: str = ""


@dataclass(frozen=True)
class Reader:
    """Reads parts, with several processes where there are several, and tells how far it is."""

    data: Path
    processes: int
    progress: Callable[[Progress], None] | None

    def read(self, parts: Sequence[Part]) -> Iterator[tuple[Part, Reading]]:
        """Every part with what came of it, in order."""
        with ExitStack() as stack:
            work = partial(_read_part, self.data)
            readings: Iterator[Reading] = map(work, parts)
            if self.processes > 1:
                # Spawned, not forked: the terminal's progress bar is a thread.
                pool = ProcessPoolExecutor(self.processes, mp_context=get_context("spawn"))
                readings = stack.enter_context(pool).map(work, parts)
            for number, part in enumerate(parts):
                if self.progress:
                    note = f"{part.name} {part.split} {part.language}"
                    self.progress(Progress(number, len(parts), "files", note))
                yield part, next(readings)


def _read_part(data: Path, part: Part) -> Reading:
    """Everything of one part, up to its first mistake. Runs in another process where there are several."""
    task = find_task(part.name)
    rows: Counter[str] = Counter()
    repairs: Counter[str] = Counter()
    examples: list[Any] = []
    try:
        for place, entry in read(task, part.name, data, part.language, part.split):
            if isinstance(entry, Repair):
                repairs[entry.what] += 1
                rows[place.rpartition(":")[0]] += entry.left_out
                continue
            if entry.language != part.language:
                raise UserError(f"{place}: a row of language {entry.language!r} in the files of {part.language!r}")
            rows[place.rpartition(":")[0]] += 1
            examples.append(entry)
    except UserError as error:
        return Reading(mistake=str(error))
    texts = (text for example in examples for text in task.type.texts(example))
    ids = (example.id for example in examples)
    return Reading(
        count=Count(
            task=part.name,
            split=part.split,
            language=part.language,
            rows=len(examples),
            files=len(part.paths),
            repairs=tuple(sorted(repairs.items())),
        ),
        rows=dict(rows),
        minhash=minhash(texts, ids, keep=part.split != TRAINING),
    )
