"""BUCC 2018: which sentences of two large piles are translations of each other? Four languages with English."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from xstilts.base import tables
from xstilts.base.errors import UserError, at
from xstilts.task_types.base import Size, Task
from xstilts.task_types.bitext_mining import BitextMining, MinedSentence


def read_piles(paths: Sequence[Path], language: str, split: str) -> Iterator[tuple[str, MinedSentence]]:
    """Sentences of `language`, then English ones, with the gold pairs of the third file.

    Three more paths are the development set that a threshold is chosen on; its ids begin with `dev/`. Raises UserError
    where a line has another number of columns than two or a gold pair names no sentence.
    """
    yield from _pile(paths[:3], language, tuning=False)
    if len(paths) > 3:
        yield from _pile(paths[3:], language, tuning=True)


def _pile(paths: Sequence[Path], language: str, *, tuning: bool) -> Iterator[tuple[str, MinedSentence]]:
    prefix = "dev/" if tuning else ""
    piles = [list(tables.read_table(path, columns=("id", "text"))) for path in paths[:2]]
    matches: dict[str, list[str]] = {row["id"]: [] for _, row in piles[0]}
    english = {row["id"] for _, row in piles[1]}
    for line, pair in tables.read_table(paths[2], columns=("id", "english")):
        for name, known, path in ((pair["id"], matches, paths[0]), (pair["english"], english, paths[1])):
            if name not in known:
                raise UserError(
                    f"{at(paths[2], line)}: {name!r} is no sentence of {path}. Do the files belong together?"
                )
        partner = f"{prefix}{pair['english']}"
        if partner in matches[pair["id"]]:
            raise UserError(f"{at(paths[2], line)}: the pair {pair['id']} {pair['english']} comes twice. Remove one.")
        matches[pair["id"]].append(partner)
    if not any(matches.values()):
        raise UserError(f"{at(paths[2])}: no pair in it, so there is nothing to find. Get the file of the shared task.")
    for path, pile, is_english in zip(paths, piles, (False, True), strict=False):
        for line, row in pile:
            yield (
                at(path, line),
                MinedSentence(
                    id=f"{prefix}{row['id']}",
                    language=language,
                    text=row["text"].strip(),
                    english=is_english,
                    matches=() if is_english else tuple(matches[row["id"]]),
                    tuning=tuning,
                ),
            )


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
