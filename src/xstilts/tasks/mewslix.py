"""Mewsli-X: which of a million entities does a mention in the news mean? Eleven languages."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from xstilts.base import files
from xstilts.base.errors import UserError, at
from xstilts.readers.squad import get
from xstilts.task_types.base import Task
from xstilts.task_types.ranking import PoolEntry, PoolRanking

MARKS = ("{E} ", " {/E}")
"""What stands around a mention in its sentence."""


def read(paths: Sequence[Path], language: str, split: str) -> Iterator[tuple[str, PoolEntry]]:
    """Mentions of the first file in articles of the language, then the entities of the second file.

    A mention is its sentence with marks around the mention. Raises UserError where an article has no text (the
    released files leave it out), a mention is not at its place, or its entity is no candidate.
    """
    entities = _entities(paths[1])
    count = 0
    for line, row in files.read_jsonl(paths[0]):
        place = at(paths[0], line)
        context = get(row, "context", (Mapping,), place)
        if get(context, "language", (str,), place) != language:
            continue
        for mention in get(row, "mentions", (list,), place):
            entity = get(mention, "entity_id", (str,), place)
            if entity not in entities:
                raise UserError(f"{place}: entity {entity!r} is not in {paths[1]}. Do the files belong together?")
            name = get(mention, "example_id", (str,), place)
            count += 1
            yield (
                place,
                PoolEntry(id=name, language=language, text=_marked(context, mention, place), relevant=(entity,)),
            )
    if not count:
        raise UserError(f"{paths[0]}: no mention in an article in {language!r}. Is the file whole?")
    for name, (line, entry) in entities.items():
        place = at(paths[1], line)
        title, text = (get(entry, field, (str,), place) for field in ("title", "description"))
        yield place, PoolEntry(id=name, language=language, text=title, context=text, candidate=True, foreign=True)


def _entities(path: Path) -> dict[str, tuple[int, Mapping[str, Any]]]:
    """Line and row of every entity, by id."""
    found: dict[str, tuple[int, Mapping[str, Any]]] = {}
    for line, row in files.read_jsonl(path):
        name = get(row, "entity_id", (str,), at(path, line))
        if name in found:
            raise UserError(f"{at(path, line)}: entity {name!r} comes twice, first on line {found[name][0]}")
        found[name] = line, row
    return found


def _marked(context: Mapping[str, Any], mention: Mapping[str, Any], place: str) -> str:
    """The sentence of a mention, with marks around it."""
    text = get(context, "text", (str,), place)
    if not text:
        raise UserError(f"{place}: the article has no text. Run the authors' get-mewsli-x.sh, which puts it back.")
    span = get(mention, "mention_span", (Mapping,), place)
    start, end = (get(span, name, (int,), place) for name in ("start", "end"))
    if start < 0 or text[start:end] != get(span, "text", (str,), place):
        raise UserError(
            f"{place}: {span['text']!r} is not at {start} to {end} of the text, where {text[start:end]!r} is"
        )
    sentences = get(context, "sentence_spans", (list,), place)
    bounds = [(get(s, "start", (int,), place), get(s, "end", (int,), place)) for s in sentences]
    begin, stop = next(((a, b) for a, b in bounds if a <= start and end <= b), (0, len(text)))
    return f"{text[begin:start]}{MARKS[0]}{text[start:end]}{MARKS[1]}{text[end:stop]}".strip()


TASK = Task(
    type=PoolRanking(),
    languages=tuple("ar de en es fa ja pl ro ta tr uk".split()),
    files={
        split: (f"mewslix/wikinews_mentions-{split}.jsonl + mewslix/candidate_set_entities.jsonl",)
        for split in ("dev", "test")
    },
    read=read,
    headline="map20",
    licence="CC BY-SA 3.0 (Wikipedia), CC BY 2.5 (WikiNews)",
    cite="ruder-2021-xtremer: XTREME-R: Towards More Challenging and Nuanced Multilingual Evaluation",
    about="entity linking by retrieval from a million descriptions in fifty languages",
    notes=(
        "Run get-mewsli-x.sh of google-research/dense_representations_for_entity_retrieval/mel; copy its .jsonl files.",
        "map20 is the reciprocal rank cut at 20: every mention has one right entity.",
        "XTREME-R trains a dual encoder on Wikipedia mentions first; here vectors are taken as they are.",
        "The million candidates are the same for every language and go through the encoder once.",
    ),
)
