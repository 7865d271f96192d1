"""The syntax of single functions and classes, less all that decides nothing: comments, docstrings, annotations."""

import ast
import hashlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path
from types import FunctionType
from typing import Any

Chain = tuple[str, ...]
"""A dotted name: ("files", "read_text")."""

SKIPPED = frozenset({"annotation", "returns", "type_comment", "ctx", "kind", "type_params"})
"""Fields of syntax nodes that change nothing, or that only some versions of Python have."""

_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")


@dataclass(frozen=True)
class Syntax:
    """A digest of some code, and the names in it."""

    digest: str
    names: frozenset[Chain]


NOTHING = Syntax("", frozenset())


def definitions(code: Any, *, leaving: frozenset[str] = frozenset()) -> Syntax:
    """The syntax of a function or class as its file has it, less the members named in `leaving`; NOTHING where there is
    no file. Lambdas of one line count together.
    """
    module = sys.modules.get(code.__module__)
    file = code.__code__.co_filename if isinstance(code, FunctionType) else getattr(module, "__file__", None)
    if file is None or not Path(file).is_file():
        return NOTHING
    status = Path(file).stat()
    # By name where there is one: a file that was edited since it was imported has other lines.
    nameless = code.__name__ == "<lambda>"
    place = code.__code__.co_firstlineno if nameless else code.__qualname__
    return _of_place(file, (status.st_mtime_ns, status.st_size), place, leaving)


@lru_cache(maxsize=4096)
def _of_place(file: str, state: tuple[int, int], place: int | str, leaving: frozenset[str]) -> Syntax:
    names: set[Chain] = set()
    written = [_written(node, names, leaving) for node in _at(file, state, place)]
    return Syntax(hashlib.sha256(repr(written).encode()).hexdigest(), frozenset(names))


@lru_cache(maxsize=512)
def _parsed(file: str, state: tuple[int, int]) -> tuple[ast.Module, dict[int | str, list[ast.AST]]]:
    """The file, and its functions and classes by their qualified names; several of one name count together."""
    module = ast.parse(Path(file).read_bytes())
    found: dict[int | str, list[ast.AST]] = {}
    for name, node in _statements(module, ""):
        found.setdefault(name, []).append(node)
    return module, found


def _at(file: str, state: tuple[int, int], place: int | str) -> list[ast.AST]:
    """The functions or classes of a name, or the lambdas in a line."""
    module, found = _parsed(file, state)
    if place not in found:
        found[place] = [node for node in ast.walk(module) if isinstance(node, ast.Lambda) and node.lineno == place]
    return found[place]


def _statements(around: ast.AST, prefix: str) -> Iterator[tuple[str, _Definition]]:
    """Every function and class that is a statement, whatever it is inside of, with its qualified name."""
    for node in chain.from_iterable(getattr(around, name, ()) for name in _BLOCKS):
        inside = prefix
        if isinstance(node, _Definition):
            yield f"{prefix}{node.name}", node
            inside = f"{prefix}{node.name}." if isinstance(node, ast.ClassDef) else f"{prefix}{node.name}.<locals>."
        yield from _statements(node, inside)


def _written(node: Any, names: set[Chain], leaving: frozenset[str] = frozenset()) -> Any:
    """A syntax node as plain values; dotted names in it are put into `names`, and members in `leaving` left out."""
    if isinstance(node, ast.Raise):
        return "raise"  # that it refuses counts; in which words does not
    if isinstance(node, ast.Constant):
        return [type(node.value).__name__, repr(node.value)]
    if not isinstance(node, ast.AST):
        return node if isinstance(node, str | int | bool | type(None)) else repr(node)
    if dotted := _chain(node):
        names.add(dotted)
    written: list[Any] = [type(node).__name__]
    for name in node._fields:
        value = getattr(node, name, None)
        if name not in SKIPPED and value is not None and value != []:
            written.append([name, _body(value, names, leaving) if isinstance(value, list) else _written(value, names)])
    return written


def _body(nodes: list[Any], names: set[Chain], leaving: frozenset[str]) -> list[Any]:
    """Nodes in order, less texts that stand alone, as docstrings do, and the members named in `leaving`."""
    return [_written(node, names) for node in nodes if not _is_text(node) and _member(node) not in leaving]


def _member(node: Any) -> str | None:
    """The name of the function, class or variable that a statement makes; None where it makes none or several."""
    if isinstance(node, _Definition):
        return node.name
    targets = [node.target] if isinstance(node, ast.AnnAssign) else getattr(node, "targets", [])
    return targets[0].id if len(targets) == 1 and isinstance(targets[0], ast.Name) else None


def _is_text(node: Any) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _chain(node: ast.AST) -> Chain:
    """The parts of a dotted name; () for anything else."""
    if isinstance(node, ast.Name):
        return (node.id,)
    if isinstance(node, ast.Attribute) and (before := _chain(node.value)):
        return (*before, node.attr)
    return ()
