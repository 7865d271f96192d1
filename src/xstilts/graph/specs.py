"""From a stage to JSON and back: a worker process gets a key, and must make of it the very stage that was planned."""

import importlib
from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any, get_type_hints

from xstilts.base.errors import UserError
from xstilts.graph.plain import REFERENCE, plain
from xstilts.graph.stage import Stage

Resolve = Callable[[str], Stage]


def encode(stage: Stage) -> dict[str, Any]:
    """The stage's spec with the module of its class, from which a worker imports it.

    Raises UserError for a class of the script that is being run: no other process can import that.
    """
    module = type(stage).__module__
    if module == "__main__":
        raise UserError(
            f"the stage class {type(stage).__name__} is defined in the script that is being run, so worker processes "
            "cannot import it. Move the class into a module of its own and import it from there."
        )
    return {"module": module, **stage.spec}


def decode(spec: Mapping[str, Any], resolve: Resolve) -> Stage:
    """The stage that `spec` describes; `resolve` finds its inputs by their keys.

    Raises UserError where the class is gone, has another version, or has other fields than the spec.
    """
    kind = _kind(spec["module"], spec["stage"])
    if spec["version"] != kind.VERSION:
        raise UserError(
            f"{spec['stage']}: planned as version {spec['version']}, but the code here is version {kind.VERSION}. "
            "Plan again with this version: run the study anew."
        )
    given = {**kind.ADDED, **spec["fields"]}
    known = {entry.name for entry in fields(kind)}
    if given.keys() != known:
        raise UserError(
            f"{spec['stage']}: planned with the fields {', '.join(sorted(given))}, but the code here has "
            f"{', '.join(sorted(known))}. Plan again with this version: run the study anew."
        )
    return kind(**{name: _value(kind, name, raw, resolve) for name, raw in given.items()})


def _kind(module: str, name: str) -> type[Stage]:
    """The class itself: already known, or imported."""
    known = Stage.KINDS.get(name)
    if known is not None and known.__module__ == module:
        return known
    try:
        found = getattr(importlib.import_module(module), name, None)
    except ModuleNotFoundError as error:
        raise UserError(
            f"the stage class {module}.{name} cannot be imported: {error}. Make the module importable "
            "(install it, or put its folder on PYTHONPATH) and run again."
        ) from None
    if not (isinstance(found, type) and issubclass(found, Stage)):
        raise UserError(f"{module} has no stage class {name}. Plan again with this version: run the study anew.")
    return found


def _value(kind: type[Stage], name: str, raw: Any, resolve: Resolve) -> Any:
    """One field's value in its declared type: stages come by their keys, whatever their depth; the rest by pydantic."""
    value = _resolved(raw, resolve)
    if isinstance(value, Stage):
        return value
    # Imported here: pydantic takes a while, and who only plans or asks for help never rebuilds a stage.
    from pydantic import TypeAdapter  # noqa: PLC0415

    hint = get_type_hints(kind)[name]
    if isinstance(value, dict):
        value = {**plain(getattr(hint, "ADDED", {})), **value}
    return TypeAdapter(hint).validate_python(value)


def _resolved(raw: Any, resolve: Resolve) -> Any:
    """The JSON with the stages themselves where references to them stand."""
    if isinstance(raw, list):
        return [_resolved(entry, resolve) for entry in raw]
    if isinstance(raw, dict):
        if raw.keys() == {REFERENCE}:
            return resolve(raw[REFERENCE])
        return {name: _resolved(entry, resolve) for name, entry in raw.items()}
    return raw
