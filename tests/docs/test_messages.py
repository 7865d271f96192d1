"""What the tool tells a user to do next can be done: every command and every option in its texts exists."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import documents
from documents import ROOT

SOURCES = sorted((ROOT / "src/xstilts").rglob("*.py"))
OWN_OPTIONS = {
    "graph/worker.py": "the command line of a worker, which xstilts itself calls",
    "graph/recipe.py": "git's",
}
"""Files that name options of another command line, with the reason."""


def texts(path: Path) -> Iterator[tuple[int, str]]:
    """Line and text of every string of a file; what an f-string fills in is X, and parts side by side are one text."""
    inside = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.JoinedStr):
            parts = [str(part.value) if isinstance(part, ast.Constant) else "X" for part in node.values]
            inside |= {id(part) for part in node.values}
            yield node.lineno, "".join(parts)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside:
            yield node.lineno, node.value


TEXTS = [
    (path.relative_to(ROOT / "src/xstilts").as_posix(), line, text) for path in SOURCES for line, text in texts(path)
]
COMMANDS = sorted(
    {(f"{name}:{line}", code) for name, line, text in TEXTS for code in re.findall(r"`(xstilts [^`]+)`", text)}
)


@pytest.mark.parametrize(("place", "command"), COMMANDS)
def test_a_command_that_a_message_names_exists(place, command):
    assert documents.problem(" ".join(command.split()).replace("…", "=X")) == ""


def test_messages_name_commands_in_backticks():
    """So that a reader sees where they end, and this test what they are."""
    first = "|".join(sorted({name.split()[0] for name in documents.verbs()}))
    bare = re.compile(rf"(?<!`)\bxstilts (?:{first})\b")
    assert len(COMMANDS) > 8
    assert [f"{name}:{line}: {text}" for name, line, text in TEXTS if bare.search(text)] == []


def test_every_option_that_a_message_names_exists():
    named = {
        (f"{name}:{line}", option)
        for name, line, text in TEXTS
        if name not in OWN_OPTIONS
        for option in re.findall(r"(?<![\w-])--[a-z][a-z-]+", text)
    }
    assert len(named) > 30
    assert sorted(entry for entry in named if entry[1] not in documents.options()) == []
