"""How a verb answers and how it ends: JSON for a machine, an error for a person with exit code 2."""

import json
import shlex
import sys
from typing import Any, NoReturn


def fail(message: str) -> NoReturn:
    """Print an error for a person and leave with exit code 2."""
    sys.stderr.write(f"xstilts: {message}\n")
    raise SystemExit(2)


def say_failures(report: Any) -> None:
    """Print why stages failed, those with one cause together."""
    stages: dict[str, list[str]] = {}
    for failure in report.failed:
        stages.setdefault(failure.message, []).append(failure.stage.label)
    for message, labels in stages.items():
        more = f" and {len(labels) - 3} more" if len(labels) > 3 else ""
        sys.stderr.write(f"xstilts: {message}\n  stopped: {', '.join(labels[:3])}{more}\n")
    sys.stderr.write(f"xstilts: {report}\n")


def typed() -> str:
    """The command as it was typed, for the report."""
    return shlex.join(["xstilts", *sys.argv[1:]])


def print_json(value: object) -> None:
    """Print a value as JSON."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=1) + "\n")
