"""From slices to rows of tokens, by way of the cache; and what is done with rows: joined, chosen, told apart."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from copy import deepcopy
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xstilts.graph.stage import Context, Progress
from xstilts.models.encoded import Encoded
from xstilts.study.data_folder import DataFolder
from xstilts.study.data_slice import DataSlice, examples
from xstilts.study.encoded_cache import EncodedCache, entry_name, tokenizer_digest
from xstilts.task_types.smoke import first


def encode(
    data_slice: DataSlice, data: DataFolder, *, tokenizer: Any, max_length: int, context: Context
) -> Iterator[tuple[str, Encoded]]:
    """Language and encoded rows for every language of the slice, from the cache where they are there already.

    As many languages at a time as the context has threads: most of the time goes to the tokenizer, which lets others
    run meanwhile. Every thread has a tokenizer of its own, as encoding changes its settings.
    """
    cache = EncodedCache(context.cache) if context.cache else None
    pieces = tokenizer_digest(tokenizer) if cache else ""
    threads = min(context.threads, len(data_slice.languages))
    free: SimpleQueue[Any] = SimpleQueue()
    for number in range(threads):
        free.put(deepcopy(tokenizer) if number else tokenizer)

    def made(language: str) -> Encoded:
        one = replace(data_slice, languages=(language,))
        name = entry_name(one, data.fingerprint(one), pieces=pieces, max_length=max_length) if cache else ""
        if cache and (kept := cache.read(name)) is not None:
            return kept
        ((_, loaded),) = examples(one, data.root)
        own = free.get()
        try:
            rows = one.type.encode(loaded, own, max_length)
        finally:
            free.put(own)
        return cache.keep(name, rows) if cache else rows

    with ThreadPoolExecutor(threads) if threads > 1 else nullcontext() as pool:
        found = pool.map(made, data_slice.languages) if pool else map(made, data_slice.languages)
        for number, (language, rows) in enumerate(zip(data_slice.languages, found, strict=True), start=1):
            context.progress(Progress(number, len(data_slice.languages), "languages encoded", data_slice.task))
            yield language, rows


def limited(data_slice: DataSlice, limit: int | None, root: Path | None) -> Iterator[tuple[str, list[Any]]]:
    """Language and examples of the slice, those that the `limit` of a smoke run leaves."""
    for language, loaded in examples(data_slice, root):
        yield language, [loaded[index] for index in first(data_slice.type, loaded, limit)]


def encode_limited(
    data_slice: DataSlice, limit: int | None, data: DataFolder, *, tokenizer: Any, max_length: int, context: Context
) -> dict[str, Encoded]:
    """The encoded rows of every language, those of the examples that `limited` keeps."""
    rows = dict(encode(data_slice, data, tokenizer=tokenizer, max_length=max_length, context=context))
    if limit is not None:
        for language, loaded in examples(data_slice, data.root):
            rows[language] = of_examples(rows[language], first(data_slice.type, loaded, limit))
    return rows


def joined(parts: Iterable[Encoded]) -> Encoded:
    """The rows of all parts, one after another. `example` goes on counting from part to part."""
    parts = list(parts)
    if len(parts) == 1:
        return parts[0]

    def columns(name: str) -> Mapping[str, NDArray[np.generic]]:
        first: Mapping[str, NDArray[np.generic]] = getattr(parts[0], name)
        return {column: np.concatenate([getattr(part, name)[column] for part in parts]) for column in first}

    counts = [int(part.example[-1]) + 1 if len(part.example) else 0 for part in parts]
    offsets = np.concatenate([[0], np.cumsum(counts)[:-1]])
    return Encoded(
        tokens=np.concatenate([part.tokens for part in parts]),
        bounds=_chained([part.bounds for part in parts]),
        row_bounds=_chained([part.row_bounds for part in parts]),
        example=np.concatenate([part.example + offset for part, offset in zip(parts, offsets, strict=True)]),
        per_row=columns("per_row"),
        per_token=columns("per_token"),
    )


def _chained(bounds: list[NDArray[np.int64]]) -> NDArray[np.int64]:
    ends = np.concatenate([[0], np.cumsum([part[-1] for part in bounds])])
    return np.concatenate([[0], *(part[1:] + ends[i] for i, part in enumerate(bounds))]).astype(np.int64)


def of_examples(rows: Encoded, kept: Sequence[int]) -> Encoded:
    """The rows of the examples `kept` (ascending), which are counted anew from 0."""
    own = take(rows, np.flatnonzero(np.isin(rows.example, kept)))
    return replace(own, example=np.searchsorted(kept, own.example).astype(np.int32))


def distinct(rows: Encoded) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The first of all rows that are equal in tokens, sequences and columns, and for each row its place among these."""
    seen: dict[tuple[bytes, ...], int] = {}
    places = np.empty(len(rows), np.int64)
    ends = rows.bounds[rows.row_bounds].tolist()
    lengths = np.diff(rows.bounds)
    tokens = (rows.tokens, *rows.per_token.values())
    for row, (begin, end) in enumerate(pairwise(rows.row_bounds.tolist())):
        inside, start = slice(ends[row], ends[row + 1]), lengths[begin:end].tobytes()
        shown = (start, *(c[inside].tobytes() for c in tokens), *(c[row].tobytes() for c in rows.per_row.values()))
        places[row] = seen.setdefault(shown, len(seen))
    return np.unique(places, return_index=True)[1], places


def take(rows: Encoded, index: NDArray[np.int64]) -> Encoded:
    """The given rows, in the given order."""
    sequences = _ranges(rows.row_bounds[index], rows.row_bounds[index + 1])
    tokens = _ranges(rows.bounds[sequences], rows.bounds[sequences + 1])
    ends = np.cumsum(np.diff(rows.bounds)[sequences])
    return Encoded(
        tokens=rows.tokens[tokens],
        bounds=np.concatenate([[0], ends]),
        row_bounds=np.concatenate([[0], np.cumsum(np.diff(rows.row_bounds)[index])]),
        example=rows.example[index],
        per_row={name: column[index] for name, column in rows.per_row.items()},
        per_token={name: column[tokens] for name, column in rows.per_token.items()},
    )


def _ranges(starts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.int64]:
    """The numbers from each start to its end (exclusive), one range after another."""
    lengths = ends - starts
    before = np.cumsum(lengths) - lengths
    return np.repeat(starts - before, lengths) + np.arange(int(lengths.sum()))
