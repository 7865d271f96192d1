"""How annotations of settings read YAML: unions by the shape of the value, pairs from mappings.

Pydantic would try every branch of a union and report all of them; people mean the one that looks like what they
wrote. Annotations are marked when a settings class is made, and pydantic is imported only when a file is read.
"""

import types
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Annotated, Any, ClassVar, Literal, Union, get_args, get_origin

NAMES: Mapping[type, str] = {
    type(None): "null",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "text",
    list: "a list",
    dict: "a mapping",
}
"""What a value from YAML is called in messages."""

TAG = "\0"
"""Begins the name of a union's branch in pydantic's errors; no key of a file begins so."""


def marked(annotation: Any) -> Any:
    """The annotation with every union and every tuple of (name, value) pairs in it marked for reading YAML."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if not arguments or origin in (Literal, ClassVar):
        return annotation
    if origin is Annotated:
        return Annotated[(marked(arguments[0]), *arguments[1:])]
    inner = tuple(entry if entry is ... else marked(entry) for entry in arguments)
    if origin in (Union, types.UnionType):
        return Annotated[Union[inner], ByShape()]  # noqa: UP007 -- built at run time
    if is_pairs(annotation):
        return Annotated[origin[inner], FromMapping()]
    return origin[inner]


def is_pairs(annotation: Any) -> bool:
    """Whether it is `tuple[tuple[str, X], ...]`, which files write as a mapping."""
    arguments = get_args(annotation)
    if get_origin(annotation) is not tuple or len(arguments) != 2 or arguments[1] is not ...:
        return False
    pair = get_args(arguments[0])
    return get_origin(arguments[0]) is tuple and len(pair) == 2 and pair[0] is str


class FromMapping:
    """Reads a mapping into a tuple of (key, value) pairs, in the file's order. In Python pairs stay pairs."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        """A mapping's schema, and the step from it to pairs."""
        from pydantic_core import core_schema  # noqa: PLC0415 -- `--help` has no need of it

        value = handler.generate_schema(get_args(get_args(source)[0])[1])
        mapping = core_schema.dict_schema(core_schema.str_schema(), value)
        written = core_schema.no_info_after_validator_function(_pairs, mapping)
        return core_schema.json_or_python_schema(written, handler(source))


def _pairs(mapping: dict[str, Any]) -> tuple[tuple[str, Any], ...]:
    return tuple(mapping.items())


class ByShape:
    """Reads a union by the branch that has the value's shape, so that only its mistakes are reported."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        """A union that is told apart by shape."""
        from pydantic_core import core_schema  # noqa: PLC0415 -- `--help` has no need of it

        choices = branches(source)

        def tag_of(value: Any) -> str | None:
            return choose(choices, value)

        return core_schema.tagged_union_schema(
            {tag: handler.generate_schema(branch) for tag, branch in choices.items()},
            discriminator=tag_of,
            custom_error_type="shape",
            custom_error_message=f"must be {' or '.join(names(source))}",
        )


def branches(union: Any) -> dict[str, Any]:
    """What a union may be, by tag: one branch a shape, but every settings class its own."""
    by_tag: dict[str, list[Any]] = {}
    for branch in get_args(union):
        for shape in _shapes(branch):
            tag = f"{TAG}{shape.__name__}"
            by_tag.setdefault(
                f"{tag} {branch.__name__}" if isinstance(branch, type) and is_dataclass(branch) else tag, []
            ).append(branch)
    return {tag: Union[tuple(group)] for tag, group in by_tag.items()}  # noqa: UP007 -- built at run time


def names(union: Any, besides: str = "") -> list[str]:
    """What the branches of a union take, in words, without that of the tag `besides`."""
    left_out = besides.removeprefix(TAG).split(" ")[0]
    return list(dict.fromkeys(NAMES[shape] for shape in _shapes(union) if shape.__name__ != left_out))


def choose(choices: Mapping[str, Any], value: Any) -> str | None:
    """The tag of the branch with the value's shape, among settings classes the one that knows most of its keys."""
    shapes = (int, float) if type(value) is int else (type(value),)
    for shape in shapes:
        fitting = [tag for tag in choices if tag.split()[0] == f"{TAG}{shape.__name__}"]
        if fitting:
            return max(fitting, key=lambda tag: _known(choices[tag], value))
    return None


def _known(branch: Any, value: Any) -> int:
    if not is_dataclass(branch):
        return 0
    return len({entry.name for entry in fields(branch)} & set(value))


def _shapes(annotation: Any) -> Iterator[type]:
    """The types of YAML values that an annotation takes."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated and any(isinstance(mark, FromMapping) for mark in arguments[1:]):
        yield dict
    elif origin is Annotated:
        yield from _shapes(arguments[0])
    elif origin in (Union, types.UnionType):
        for argument in arguments:
            yield from _shapes(argument)
    elif origin is Literal:
        yield from dict.fromkeys(type(value) for value in arguments)
    elif annotation in NAMES:
        yield annotation
    elif is_dataclass(annotation) or (isinstance(origin, type) and issubclass(origin, Mapping)):
        yield dict
    else:
        yield list if origin in (tuple, list, frozenset, set) else str
