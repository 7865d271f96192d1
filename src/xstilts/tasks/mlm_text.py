"""Plain text for masked language modelling: every source below mlm_text/ that has the language, pooled."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from xstilts.base import files
from xstilts.base.errors import at
from xstilts.base.languages import XTREME_R
from xstilts.task_types.base import Task
from xstilts.task_types.masked_lm import MaskedLM, Passage


def read(paths: Sequence[Path], language: str, split: str) -> Iterator[tuple[str, Passage]]:
    """Place and passage of every line of every file. Ids are `folder/file/line`, from 0."""
    for path in paths:
        source = f"{path.parent.name}/{files.stem(path)}"
        for line, text in files.lines(path):
            yield at(path, line), Passage(id=f"{source}/{line - 1}", language=language, text=text.strip())


TASK = Task(
    type=MaskedLM(),
    languages=XTREME_R,
    files={"train": ("mlm_text/*/{language}.txt",)},
    read=read,
    headline="nll",
    licence="per source: CC0-1.0 (Common Voice, Bible corpus), CC BY-SA 3.0 (Wikipedia), CC BY-NC 2.0, MIT",
    cite="ardila-2020-commonvoice: Common Voice: A Massively-Multilingual Speech Corpus",
    about="one sentence or passage a line, one file a language and source",
    notes=(
        "Only Common Voice was cleared of sentences that evaluation sets have; `xstilts data check` looks for more.",
    ),
)
