"""BUCC 2018: which sentences of two large piles are translations of each other? Four languages with English."""

from xstilts.readers.bitext import read_piles
from xstilts.task_types.base import Size, Task
from xstilts.task_types.bitext_mining import BitextMining


def _files(stem: str, dev: str, test: str) -> dict[str, tuple[str, ...]]:
    """Dev: sentences, English ones, pairs. Test: the same, and those of dev to choose the threshold on."""
    sides = ("{language}", "en", "gold")
    sets = [" + ".join(f"{stem}.{name}.{side}" for side in sides) for name in (dev, test)]
    return {"dev": (sets[0],), "test": (sets[1], sets[0])}


TASK = Task(
    type=BitextMining(),
    languages=("de", "fr", "ru", "zh"),
    files=_files("bucc2018/{language}-en", "dev", "test"),
    layouts=(_files("bucc2018/{language}-en/{language}-en", "sample", "training"),),
    read=read_piles,
    headline="f1",
    licence="research use (BUCC 2018 shared task)",
    cite="zweigenbaum-2018-bucc: Overview of the Third BUCC Shared Task",
    about="mining of translations, ratio margin with a threshold",
    sizes={"test": Size(660_000, 30)},
    notes=(
        "`test` is the public training set, as in XTREME: the real test set is private. `dev` is the sample set.",
        "The threshold comes from `dev`; where `dev` itself is the target, each half chooses it for the other.",
        "XTREME's download script deletes the test pairs: use the files of the shared task. The hub's "
        "google/xtreme has the pairs alone, without the piles that they are to be found in.",
    ),
)
