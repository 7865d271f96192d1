"""UDPOS: parts of speech in Universal Dependencies, XTREME's conversion; 33 languages and XTREME-R's five more."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from xstilts.readers import conllu
from xstilts.readers.tagged import TaggedReader
from xstilts.task_types.base import Repair, Size, Task
from xstilts.task_types.tagging import Tagged, Tagging


def read_treebank(paths: Sequence[Path], language: str, split: str) -> Iterator[tuple[str, Tagged | Repair]]:
    """Sentences of CoNLL-U or of XTREME's own files: the suffix tells."""
    reader = conllu.read if ".conllu" in paths[0].suffixes else TaggedReader()
    return reader(paths, language, split)


TAGS = tuple("ADJ ADP ADV AUX CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ SYM VERB X _".split())
"""Universal parts of speech; a few words of treebanks have none (`_`), which the benchmark keeps as one more tag."""
SPLITS = ("train", "dev", "test")

TASK = Task(
    type=Tagging(tags=TAGS),
    languages=tuple(
        "af ar bg de el en es et eu fa fi fr he hi hu id it ja kk ko lt mr nl pl pt ro ru ta te th tl tr uk ur vi wo "
        "yo zh".split()
    ),
    files={split: (f"udpos/{split}-{{language}}.tsv",) for split in SPLITS},
    layouts=(
        # Copies of XTREME's test files without their tags or tokens are about: tests come from the treebanks.
        {split: (f"udpos_xtreme/{split}-{{language}}.tsv",) for split in ("train", "dev")},
        {split: (f"ud_conllu/*/{{language}}_*-ud-{split}.conllu",) for split in SPLITS},
    ),
    read=read_treebank,
    headline="f1",
    licence="per treebank, mostly CC BY-SA and CC BY-NC-SA",
    cite="nivre-2020-ud: Universal Dependencies v2: An Evergrowing Multilingual Treebank Collection",
    about="part-of-speech tagging",
    sizes={"train": Size(21_253, 25), "test": Size(1_500, 35)},
    notes=(
        "f1 is XTREME's official chunk F1 (seqeval 0.0.12 on bare tags), lower than the accuracy beside it.",
        "XTREME pools all treebanks of UD 2.5; other treebanks or releases are another test set.",
        "lt pl ro uk wo belong to XTREME-R only, which takes them from UD 2.7.",
        "XTREME's download script takes the tags out of test files; CoNLL-U treebanks are converted by its rule.",
        "The hub's google/xtreme splits contracted words, as the benchmark does not: another test set, so not read.",
    ),
)
