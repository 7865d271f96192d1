"""Frozen values as plain JSON: what a stage's key is the hash of, and what a worker rebuilds the stage from.

A stage inside a value stands as `{"$stage": key}`, whatever the depth, and is an edge of the graph by its place.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from typing import Any

REFERENCE = "$stage"

_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode
Path = tuple[Any, ...]
"""A place inside a value: () or (the place around it, name or number). Written out only where a stage is found."""

_SCALARS = frozenset({str, int, bool, type(None)})


def canonical(value: object) -> str:
    """JSON with sorted keys and no spaces: equal values give equal text. NaN is refused."""
    return _encode(value)


def plain(value: Any) -> Any:
    """A field's value as JSON. Stages become references, frozen dataclasses objects, tuples lists.

    (In a key a whole number is written alike as an int and as a float, as Python holds 1 and 1.0 for equal.) Raises
    TypeError for a value that a stage's field cannot hold.
    """
    return _plain(value, (), {}, False)


@dataclass(frozen=True)
class Shape:
    """What a class of stages or of values inside them has: its fields, and which of them count in a key."""

    fields: tuple[str, ...]
    added: Mapping[str, Any]
    unkeyed: frozenset[str]
    keyed: bool
    """Whether it is a stage: a value with a key of its own. (Asked so, as Stage is declared in terms of this.)"""

    def counting(self, value: Any, found: dict[str, Any], path: Path = ()) -> dict[str, Any]:
        """The fields of `value` that count, as JSON: less those that never do, and those at the value that results had
        before the field was there. Stages inside are put into `found`, by their place.
        """
        kept = {}
        for name in self.fields:
            held = getattr(value, name)
            entry = held if type(held) in _SCALARS else _plain(held, (path, name), found, True)
            if name not in self.unkeyed and (name not in self.added or plain(held) != self.added[name]):
                kept[name] = entry
        return kept


def _shape(kind: type) -> Shape:
    """The shape of a class. Raises TypeError for one that is no frozen dataclass."""
    if not is_dataclass(kind):
        raise TypeError(f"a stage's field cannot hold {kind.__name__}")
    added = {name: plain(value) for name, value in getattr(kind, "ADDED", {}).items()}
    unkeyed: frozenset[str] = getattr(kind, "UNKEYED", frozenset())
    keyed = hasattr(kind, "key") and hasattr(kind, "inputs")
    return Shape(tuple(entry.name for entry in fields(kind)), added, unkeyed, keyed)


shape: Callable[[type], Shape] = cache(_shape)
"""The shape of a class, found once. (A dictionary here would be part of the digest of all code that reaches it.)"""


def _plain(value: Any, path: Path, found: dict[str, Any], counting: bool) -> Any:
    kind = type(value)
    if kind in _SCALARS:
        return value
    if kind is float:
        return int(value) if counting and value.is_integer() else value
    if kind is not tuple and kind is not list:
        return _object(value, path, found, counting)
    if _SCALARS.issuperset(map(type, value)):
        return list(value)
    return [  # pairs of texts, most of what there is, take no call of their own
        list(entry)
        if type(entry) is tuple and _SCALARS.issuperset(map(type, entry))
        else _plain(entry, (path, place), found, counting)
        for place, entry in enumerate(value)
    ]


def _object(value: Any, path: Path, found: dict[str, Any], counting: bool) -> dict[str, Any]:
    """A stage, which has a key of its own, a mapping, or a value with fields."""
    if isinstance(value, Mapping):
        return {str(name): _plain(entry, (path, name), found, counting) for name, entry in value.items()}
    try:
        known = shape(type(value))
    except TypeError as error:
        raise TypeError(f"{error}: {value!r}") from None
    if known.keyed:
        found["/".join(map(str, _names(path)))] = value
        return {REFERENCE: value.key}
    if counting:
        return known.counting(value, found, path)
    return {name: _plain(getattr(value, name), (path, name), found, False) for name in known.fields}


def _names(path: Path) -> tuple[Any, ...]:
    return (*_names(path[0]), path[1]) if path else ()
