"""Strict settings from YAML: a file becomes a frozen value, or a list of all its mistakes with their places.

The same dataclasses serve study files (checked by pydantic) and fields of stages (hashed by graph.stage).
"""

import inspect
import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from pathlib import Path
from typing import Annotated, Any, TypeVar, dataclass_transform, get_args, get_origin

from xstilts.base import numerals, shapes, yaml
from xstilts.base.errors import UserError, nearest
from xstilts.base.yaml import Route, Tree, YamlPlace, route_text

T = TypeVar("T")

WORDS: Mapping[str, str] = {
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "finite_number": "must be a finite number",
    "bool_type": "must be true or false",
    "string_type": "must be text",
    "tuple_type": "must be a list",
    "list_type": "must be a list",
    "frozen_set_type": "must be a list",
    "dict_type": "must be a mapping",
    "mapping_type": "must be a mapping",
    "dataclass_type": "must be a mapping of settings",
    "none_required": "must be null",
}
"""Pydantic's kinds of mistakes in this package's words; others are told in pydantic's."""


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def settings(cls: type[T]) -> type[T]:
    """Make the class a frozen, keyword-only dataclass that `load` reads and that refuses unknown settings.

    Fields may be text, numbers, booleans, literals, tuples, mappings, other settings and unions of them;
    `tuple[tuple[str, X], ...]` is written as a mapping. A `__post_init__` raises ValueError for what is wrong; when
    the message begins with a field's name and a colon, the mistake is shown at that field.
    """
    own = inspect.get_annotations(cls)
    if any(isinstance(entry, str) for entry in own.values()):
        raise TypeError(f"{cls.__name__}: settings need evaluated annotations, without quotes and __future__")
    cls.__annotations__ = {name: shapes.marked(entry) for name, entry in own.items()}
    made = dataclass(frozen=True, kw_only=True)(cls)
    made.__pydantic_config__ = {"extra": "forbid", "allow_inf_nan": False}  # type: ignore[attr-defined]
    return made


def load(
    path: Path, kind: type[T], overrides: Sequence[str] = (), *, prepare: Callable[[Tree], None] | None = None
) -> T:
    """The settings in a YAML file, with `overrides` such as `train.learning_rate=1e-5` laid over them.

    `prepare` may change the tree before it is checked, and note problems in it.
    Raises UserError that lists every mistake in file and overrides, each with its place.
    """
    tree = yaml.read(path)
    if tree.value is None and not overrides:
        raise UserError(f"{path}:1:1: the file is empty. Known settings: {', '.join(_names(kind))}")
    if tree.value is not None and not isinstance(tree.value, dict):
        place = tree.values[()]
        raise UserError(
            f"{place}: expected a mapping of settings (`name: value` lines), got {shapes.NAMES[type(tree.value)]}. "
            f"Known settings: {', '.join(_names(kind))}{place.excerpt}"
        )
    tree.value = tree.value or {}
    tree.values.setdefault((), YamlPlace(str(path), 1, 1))
    for argument in overrides:
        place = YamlPlace(f"--set {argument}")
        try:
            _override(tree, argument, place)
        except UserError as error:
            tree.problems.append((place, str(error).removeprefix(f"{place}: ")))
    if prepare:
        prepare(tree)
    return _validated(tree, kind)


def build(kind: type[T], value: Mapping[str, Any], route: str) -> T:
    """The settings in a mapping at `route` of a file. Raises ValueError that begins with the first mistake's route."""
    try:
        return _validated(yaml.parse(json.dumps(value), "", argument=True), kind)
    except UserError as error:
        first = str(error).split("\n")[0].removeprefix(": ").lstrip()
        named = first.partition(": ")[0]
        raise ValueError(f"{route}.{first}" if named.split(".")[0].isidentifier() else f"{route}: {first}") from None


def schema(kind: type) -> dict[str, Any]:
    """The JSON schema of a settings class, by which editors complete and check files."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **_adapter(kind).json_schema()}


def _adapter(kind: Any) -> Any:
    from pydantic import TypeAdapter  # noqa: PLC0415 -- slow to import, and `--help` has no need of it

    return TypeAdapter(kind)


def _validated(tree: Tree, kind: type[T]) -> T:
    from pydantic import ValidationError  # noqa: PLC0415 -- as above

    mistakes = list(tree.problems)
    try:
        # In JSON a list may become a tuple although types are strict.
        value: T = _adapter(kind).validate_json(json.dumps(tree.value), strict=True)
    except ValidationError as error:
        mistakes += [_mistake(tree, kind, entry) for entry in error.errors(include_url=False)]
    if not mistakes:
        return value
    mistakes.sort(key=lambda mistake: (mistake[0].line == 0, mistake[0].line, mistake[0].column))
    raise UserError("\n".join(f"{place}: {text}{place.excerpt}" for place, text in mistakes))


def _mistake(tree: Tree, kind: type, error: Mapping[str, Any]) -> tuple[YamlPlace, str]:
    """YamlPlace and text of one of pydantic's errors."""
    route: Route = tuple(step for step in error["loc"] if not str(step).startswith(shapes.TAG))
    if error["type"] == "unexpected_keyword_argument":
        names = _names(_at(kind, error["loc"][:-1]))
        hint = f" Did you mean {near!r}?" if (near := nearest(str(route[-1]), names)) else ""
        return tree.keys[route], f"{route_text(route)}: no such setting.{hint} Known: {', '.join(names)}"
    if error["type"] == "missing":
        place = tree.keys.get(route[:-1], tree.values[route[:-1]])._replace(text="")
        return place, f"{route_text(route)}: missing. Add `{route[-1]}: ...`"
    if error["type"] == "value_error":
        return _own(tree, route, str(error["ctx"]["error"]))
    if route not in tree.values:  # pydantic adds a step of its own where a mapping's key is wrong
        route = route[:-1]
        return tree.keys[route], f"{route_text(route)}: the key {_told(error, ())}"
    return tree.values[route], f"{route_text(route)}: {_told(error, _alternatives(kind, error['loc']))}"


def _own(tree: Tree, route: Route, message: str) -> tuple[YamlPlace, str]:
    """A ValueError of a settings class, at the field that it begins with or at the whole."""
    name, colon, rest = message.partition(": ")
    steps = (*route, *name.split("."))
    while colon and len(steps) > len(route):  # a dotted name leads further in, as far as the file goes
        if steps in tree.values:
            return tree.values[steps], f"{route_text((*route, *name.split('.')))}: {rest}"
        steps = steps[:-1]
    return tree.values[route], f"{route_text(route)}: {message}" if route else message


def _alternatives(kind: type, steps: Sequence[str | int]) -> list[str]:
    """What else would do where a union's branch was chosen by shape."""
    if not steps or not str(steps[-1]).startswith(shapes.TAG):
        return []
    return shapes.names(_at(kind, steps[:-1]), besides=str(steps[-1]))


def _told(error: Mapping[str, Any], alternatives: Sequence[str]) -> str:
    text = WORDS.get(error["type"], re.sub("^Input should be", "must be", error["msg"]))
    return (
        f"{' or '.join([text, *alternatives])}, got {_shown(error['input'])}{_hint(error['input'], text, alternatives)}"
    )


def _hint(value: Any, text: str, alternatives: Sequence[str]) -> str:
    """What to write instead, where that can be guessed."""
    if near := nearest(str(value), re.findall("'([^']*)'", text)):
        return f". Did you mean {near!r}?"
    if "text" in text and isinstance(value, int | float) and math.isfinite(value):
        return f". Put it in quotes: {json.dumps(json.dumps(value))}"
    if "number" in text and isinstance(value, str) and re.fullmatch(r"[-+]?[\d.]+(e[-+]?\d+)?", value):
        return f". Write {value} without quotes"
    if isinstance(value, str) and "number" not in text and ("a list" in text or "a list" in alternatives):
        return f". Write [{value}]"
    if "whole number" in text and isinstance(value, float) and value.is_integer():
        return f". Write {int(value)}"
    return ""


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else f"{text[:77]}..."


def _names(kind: Any) -> list[str]:
    return [entry.name for entry in fields(kind)] if is_dataclass(kind) else []


def _at(annotation: Any, steps: Sequence[str | int]) -> Any:
    """The annotation that a route of pydantic's leads to, unmarked."""
    for step in steps:
        annotation = _inside(_unmarked(annotation), step)
    return _unmarked(annotation)


def _unmarked(annotation: Any) -> Any:
    return get_args(annotation)[0] if get_origin(annotation) is Annotated else annotation


def _inside(annotation: Any, step: str | int) -> Any:
    arguments = get_args(annotation)
    if isinstance(step, int):
        return arguments[0] if arguments[-1] is ... else arguments[step]
    if step.startswith(shapes.TAG):
        return shapes.branches(annotation)[step]
    if is_dataclass(annotation):
        return next(entry.type for entry in fields(annotation) if entry.name == step)
    return get_args(arguments[0])[1] if shapes.is_pairs(annotation) else arguments[1]


def _override(tree: Tree, argument: str, place: YamlPlace) -> None:
    """Lay one `key.path=value` over the tree. Raises UserError where the path leads nowhere."""
    name, equals, text = argument.partition("=")
    steps = name.strip().split(".")
    if not equals or not all(steps):
        raise UserError(f"{place}: expected key.path=value, such as train.learning_rate=1e-5")
    target, route = tree.value, Route()
    for position, step in enumerate(steps):
        key = _step(target, step, place, route)
        route = (*route, key)
        if position == len(steps) - 1:
            _put(tree, target, route, yaml.parse(text, str(place), argument=True))
        elif isinstance(target, dict) and target.get(step) is None:
            target[step] = {}
            tree.keys[route] = tree.values[route] = place
        target = target[key]


def _step(target: Any, step: str, place: YamlPlace, route: Route) -> str | int:
    if isinstance(target, dict):
        return step
    if not isinstance(target, list):
        raise UserError(f"{place}: {route_text(route)} is {_shown(target)}, which has no {step!r} to set")
    index = numerals.whole_number(step)
    if index is None or index >= len(target):
        have = f"0 to {len(target) - 1}" if target else "none: the list is empty"
        raise UserError(f"{place}: {route_text(route)} is a list: {step!r} is none of its indices ({have})")
    return index


def _put(tree: Tree, target: Any, route: Route, new: Tree) -> None:
    target[route[-1]] = new.value
    for places, others in ((tree.keys, new.keys), (tree.values, new.values)):
        for old in [old for old in places if old[: len(route)] == route]:
            del places[old]
        places.update({(*route, *rest): place for rest, place in others.items()})
    tree.values.setdefault(route, YamlPlace(f"--set {route_text(route)}="))
    tree.keys[route] = tree.values[route]
    tree.problems += new.problems
