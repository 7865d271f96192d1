"""Two piles of sentences, one English, and the pairs among them: the three files of BUCC 2018."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from xstilts.base import files
from xstilts.base.errors import UserError, at
from xstilts.task_types.bitext_mining import MinedSentence


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
    piles = [list(files.read_tsv(path, columns=("id", "text"))) for path in paths[:2]]
    matches: dict[str, list[str]] = {row["id"]: [] for _, row in piles[0]}
    english = {row["id"] for _, row in piles[1]}
    for line, pair in files.read_tsv(paths[2], columns=("id", "english")):
        for name, known, path in ((pair["id"], matches, paths[0]), (pair["english"], english, paths[1])):
            if name not in known:
                raise UserError(
                    f"{at(paths[2], line)}: {name!r} is no sentence of {path}. Do the files belong together?"
                )
        matches[pair["id"]].append(f"{prefix}{pair['english']}")
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
