"""A digest of values together with the code that they run: what decides an example is part of a result's identity.

A value is written out field by field. A function or class that it holds counts by its syntax and by all that it
names, whatever file that is in, as long as it is code of this package or of the user's own: other libraries count by
name only. Comments, docstrings, annotations and the messages of errors decide nothing and are left out. Names are
looked up in the modules as they are, so that it does not matter how a thing was imported.
"""

import functools
import hashlib
import inspect
import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from types import FunctionType, MethodType, ModuleType
from typing import Any

from xstilts.base.syntax import Chain, definitions

PACKAGE = __name__.partition(".")[0]
WORDS = f"{PACKAGE}.base.errors"
"""The module that only puts messages into words."""

_CODE = (FunctionType, type)


@dataclass(frozen=True)
class Home:
    """Whose code counts: that of the top-level packages, and that of files below the folder."""

    packages: frozenset[str] = frozenset({PACKAGE})
    folder: Path | None = None

    @classmethod
    def of(cls, module: ModuleType) -> "Home":
        """Where a module is at home, beside this package: its own package, and the folder of a file by itself."""
        packages = frozenset({PACKAGE, module.__name__.partition(".")[0]})
        alone = not module.__package__ and module.__file__ is not None
        return cls(packages, Path(str(module.__file__)).resolve().parent if alone else None)

    def place(self, module: ModuleType | None) -> str | None:
        """The module's name, the same in every process; None where its code does not count."""
        if module is None or module.__name__ == WORDS:
            return None
        file = getattr(module, "__file__", None)
        if self.folder is not None and file is not None and "site-packages" not in file:
            path = Path(file).resolve()
            if path.is_relative_to(self.folder):
                return path.relative_to(self.folder).as_posix()
        return module.__name__ if module.__name__.partition(".")[0] in self.packages else None


def digest(value: object, home: Home, without: Mapping[type, frozenset[str]] | None = None) -> str:
    """SHA-256 of the value and of all code that it reaches. `without` names members of classes that are left out."""
    walk = _Walk(home, without or {})
    found = [walk.described(value), *sorted(map(_json, walk.code()))]
    return hashlib.sha256(_json(found).encode()).hexdigest()


def _json(value: object) -> str:
    return json.dumps(value, sort_keys=True)


class _Walk:
    """One way through a value. Code that is met is put on a list and opened once, so that circles come to an end."""

    def __init__(self, home: Home, without: Mapping[type, frozenset[str]]) -> None:
        self._home = home
        self._without = without
        self._seen: dict[int, Any] = {}  # by identity, and kept alive: no two objects have one identity
        self._pending: list[Any] = []

    def described(self, value: object) -> Any:
        """The value as JSON. What can be of any kind, such as an open file, counts by the name of its class."""
        if value is None or isinstance(value, bool | int | str):
            return value
        if isinstance(value, Mapping):
            return [[self.described(name), self.described(entry)] for name, entry in value.items()]
        if isinstance(value, tuple | list):
            return [self.described(entry) for entry in value]
        if isinstance(value, set | frozenset):
            return sorted((self.described(entry) for entry in value), key=_json)
        return self._object(value)

    def _object(self, value: Any) -> Any:
        value = inspect.unwrap(value) if callable(value) else value
        if isinstance(value, _CODE):
            return self._named(value)
        if isinstance(value, float | bytes | complex):
            return repr(value)
        inside: list[Any] = []
        if isinstance(value, functools.partial):
            inside = [value.func, value.args, value.keywords]
        elif isinstance(value, MethodType):
            inside = [value.__func__, value.__self__]
        elif isinstance(value, re.Pattern):
            inside = [value.pattern, value.flags]
        elif is_dataclass(value):
            inside = [[entry.name, getattr(value, entry.name)] for entry in fields(value)]
        return [self._named(type(value)), *map(self.described, inside)]

    def _named(self, code: Any) -> str:
        """The name of a function or class, which is opened later where its code counts."""
        place = self._home.place(sys.modules.get(code.__module__))
        if place is not None and id(code) not in self._seen:
            self._seen[id(code)] = code
            self._pending.append(code)
        return f"{place or code.__module__}:{code.__qualname__}"

    def code(self) -> Iterator[Any]:
        """Name, syntax, and what stands behind the names, of every function and class that was met."""
        while self._pending:
            code = self._pending.pop()
            syntax = definitions(code, leaving=self._without.get(code, frozenset()))
            meanings = [[".".join(chain), self._resolved(code, chain)] for chain in sorted(syntax.names)]
            held = [self.described(entry) for entry in _held(code)]
            yield [self._named(code), syntax.digest, held, [pair for pair in meanings if pair[1] is not None]]

    def _resolved(self, code: Any, chain: Chain) -> Any:
        """What a dotted name stands for in the module of `code`; None for what is local, built in or a library's."""
        found: Any = vars(sys.modules[code.__module__]).get(chain[0])
        for name in chain[1:]:
            if not isinstance(found, ModuleType):
                break
            found = getattr(found, name, None)
        return None if isinstance(found, ModuleType) else self.described(found)


def _held(code: Any) -> Iterator[Any]:
    """What a function carries along: default values and the variables around it."""
    function: Callable[..., Any] | None = code if isinstance(code, FunctionType) else None
    if function is not None:
        yield from (getattr(function, name) for name in ("__defaults__", "__kwdefaults__"))
        yield from (cell.cell_contents for cell in function.__closure__ or () if _filled(cell))


def _filled(cell: Any) -> bool:
    try:
        _ = cell.cell_contents
    except ValueError:  # a variable that is not set yet
        return False
    return True
