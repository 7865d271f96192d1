"""The folder is the registry: a module's name is the name that users type; their own files work by path."""

import hashlib
import importlib
import importlib.metadata
import importlib.util
import pkgutil
import sys
import traceback
from pathlib import Path
from types import ModuleType

from xstilts.base.errors import UserError, at, unknown

MISTAKES = (
    *(ArithmeticError, AssertionError, AttributeError, ImportError, LookupError, NameError),
    *(OSError, RuntimeError, TypeError, ValueError),
)
"""What a user's file may raise while it is imported; anything else is no mistake in it."""


def names(package: str) -> tuple[str, ...]:
    """Every module of the package `package`, sorted, and what entry points of the same group add."""
    module = importlib.import_module(package)
    own = {info.name for info in pkgutil.iter_modules(module.__path__) if not info.name.startswith("_")}
    return tuple(sorted(own | {point.name for point in importlib.metadata.entry_points(group=package)}))


def find(package: str, name: str, kind: str) -> ModuleType:
    """The module that `name` stands for: a module of `package`, an entry point, or a path to a .py file.

    Raises UserError for a name that is none of these, with the nearest known one.
    """
    if _is_path(name):
        return _from_file(Path(name), kind)
    known = names(package)
    if name not in known:
        raise UserError(f"{unknown(kind, name, known)}. A path to a file of your own, ending in .py, works as well.")
    for point in importlib.metadata.entry_points(group=package, name=name):
        loaded: ModuleType = point.load()
        return loaded
    return importlib.import_module(f"{package}.{name}")


def state(name: str) -> str:
    """What tells whether the file that `name` is the path of has been edited; "" for all other names."""
    if not _is_path(name) or not Path(name).is_file():
        return ""
    return hashlib.sha256(Path(name).read_bytes()).hexdigest()


def _is_path(name: str) -> bool:
    return name.endswith(".py") or "/" in name


def _from_file(path: Path, kind: str) -> ModuleType:
    if not path.is_file():
        raise UserError(f"{path}: no such file, so no {kind} can be read from it")
    place = hashlib.sha256(str(path.resolve()).encode()).hexdigest()
    name = f"xstilts_user_{kind}_{path.stem}_{place[:8]}_{state(str(path))[:8]}"  # another one when it was edited
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise UserError(f"{path}: not a Python file, so no {kind} can be read from it")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except SyntaxError as error:
        del sys.modules[name]
        raise UserError(f"{at(path, error.lineno)}: cannot be imported as a {kind}: {error.msg}") from None
    except MISTAKES as error:
        del sys.modules[name]
        lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == spec.origin]
        place = at(path, lines[-1] if lines else None)
        raise UserError(f"{place}: cannot be imported as a {kind}: {type(error).__name__}: {error}") from None
    return module
