"""UDPOS: parts of speech in Universal Dependencies, XTREME's conversion; 33 languages."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from xstilts.readers import conllu
from xstilts.readers.tagged import TaggedReader
from xstilts.task_types.base import Repair, Task
from xstilts.task_types.tagging import Tagged, Tagging


def read(paths: Sequence[Path], language: str, split: str) -> Iterator[tuple[str, Tagged | Repair]]:
    """Sentences of CoNLL-U or of XTREME's own files."""
    reader = conllu.read if ".conllu" in paths[0].suffixes else TaggedReader()
    return reader(paths, language, split)


SPLITS = ("train", "dev", "test")

TASK = Task(
    type=Tagging(tags=tuple("ADJ ADP ADV AUX CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ SYM VERB X".split())),
    languages=tuple(
        "af ar bg de el en es et eu fa fi fr he hi hu id it ja kk ko mr nl pt ru ta te th tl tr ur vi yo zh".split()
    ),
    files={split: (f"udpos/{split}-{{language}}.tsv",) for split in SPLITS},
    layouts=(
        # Copies of XTREME's test files without their tags or tokens are about: tests come from the treebanks.
        {split: (f"udpos_xtreme/{split}-{{language}}.tsv",) for split in ("train", "dev")},
        {split: (f"ud_conllu/*/{{language}}_*-ud-{split}.conllu",) for split in SPLITS},
    ),
    read=read,
    headline="f1",
    licence="per treebank, mostly CC BY-SA and CC BY-NC-SA",
    cite="nivre-2020-ud: Universal Dependencies v2: An Evergrowing Multilingual Treebank Collection",
    about="part-of-speech tagging",
    notes=(
        "f1 is XTREME's official chunk F1 (seqeval 0.0.12 on bare tags), lower than the accuracy beside it.",
        "XTREME pools all treebanks of UD 2.5; other treebanks or releases are another test set.",
        "XTREME's download script takes the tags out of test files; CoNLL-U treebanks are converted by its rule.",
    ),
)
