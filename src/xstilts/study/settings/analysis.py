"""Which analyses a study asks for: names of the registry `xstilts.analyses`, each with settings of its own."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from xstilts.base import config, plugins
from xstilts.base.errors import UserError

DEFAULT = ("transfer", "learned", "contamination", "budget")

Option = str | int | float | bool | tuple[str | int | float | bool, ...]
Options = tuple[tuple[str, Option], ...]
"""Settings of an analysis as they stand in the file: which there are, its own file says."""
Chosen = str | tuple[str, ...] | tuple[tuple[str, Options], ...]
"""A name, a list of names, or a mapping from names to settings."""


def analyses(chosen: Chosen) -> tuple[tuple[str, Any], ...]:
    """Name and value of every chosen analysis.

    Raises ValueError that begins with the setting at fault for one that is unknown, that comes twice, or of which a
    setting is wrong.
    """
    entries = (chosen,) if isinstance(chosen, str) else chosen
    named = [(entry, ()) if isinstance(entry, str) else entry for entry in entries]
    names = [name for name, _ in named]
    if len(set(names)) < len(names):
        raise ValueError(f"analysis: one comes twice in {names}")
    return tuple((name, _made(name, options)) for name, options in named)


@lru_cache(maxsize=64)
def _made(name: str, options: Options) -> Any:
    try:
        module = plugins.find("xstilts.analyses", name, "analysis")
    except UserError as error:
        raise ValueError(f"analysis: {error}") from None
    kind = getattr(module, "ANALYSIS", None)
    if not isinstance(kind, type):
        raise ValueError(f"analysis: {module.__file__}: defines no ANALYSIS. Give it a settings class of that name.")
    given: Mapping[str, Any] = {key: list(value) if isinstance(value, tuple) else value for key, value in options}
    return config.build(kind, given, f"analysis.{name}")
