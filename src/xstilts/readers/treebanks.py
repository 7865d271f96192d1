"""Tagged sentences of a treebank, as it is published (CoNLL-U) or as XTREME has converted it."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from xstilts.readers import conllu
from xstilts.readers.tagged import TaggedReader
from xstilts.task_types.base import Repair
from xstilts.task_types.tagging import Tagged


def read_treebank(paths: Sequence[Path], language: str, split: str) -> Iterator[tuple[str, Tagged | Repair]]:
    """Sentences of CoNLL-U or of XTREME's own files: the suffix tells."""
    reader = conllu.read if ".conllu" in paths[0].suffixes else TaggedReader()
    return reader(paths, language, split)
