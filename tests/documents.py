"""What the documentation says, in pieces: commands, options, blocks of code; and what there is to hold them against."""

import ast
import re
import shlex
import tomllib
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import typer
from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException

from xstilts.cli.main import app

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
TEXTS = [*PAGES, *sorted((ROOT / "studies").glob("*.yaml")), *sorted((ROOT / "examples").glob("*.py"))]


class Block(NamedTuple):
    """A fenced block: its page, its first line, its language and its text."""

    page: Path
    line: int
    language: str
    text: str


def blocks() -> Iterator[Block]:
    """Every fenced block of every page."""
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for match in re.finditer(r"^```(\w*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
            yield Block(page, text[: match.start()].count("\n") + 2, match[1], match[2])


def prose(path: Path) -> str:
    """The text of a file without its fenced blocks."""
    return re.sub(r"^```.*?^```$", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)


def commands() -> Iterator[tuple[str, str]]:
    """Place and command: every `$` line of a console block, and every command in backticks, of all texts."""
    for block in blocks():
        if block.language == "console":
            for number, line in enumerate(block.text.splitlines()):
                if line.startswith("$ "):
                    for part in re.sub(r"\s+#.*", "", line[2:]).split(" && "):
                        yield f"{block.page.name}:{block.line + number}", part
    for path in TEXTS:
        for code in re.findall(r"`([^`\n]+)`", prose(path)):
            if re.match(r"(xstilts|make|pip|python3?) [^=]", code):
                yield path.name, code


def problem(command: str, *, whole: bool = False) -> str:
    """What is wrong with a command, as whoever it names says it; nothing where all of it exists.

    What is not `whole` is mentioned, not typed: it may leave out what the verb needs.
    """
    words = shlex.split(command)
    if words[0] == "xstilts":
        return refused(words[1:], whole=whole)
    if words[0] == "make":
        targets = re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
        return "" if set(words[1:]) <= set(targets) else f"the Makefile has {targets}"
    if words[:2] == ["pip", "install"]:
        return _no_such_install(words[2:])
    if words[0].startswith("python") and words[1] == "-m":
        return "" if words[2] == "venv" else _no_such_benchmark(words[2], words[3:])
    return (
        ""
        if words == [".", ".venv/bin/activate"]
        else "nobody knows how to check this command: teach it to tests/documents.py"
    )


def refused(words: list[str], *, whole: bool) -> str:
    """What the command line says against these arguments before a verb begins."""
    for name, verb in verbs().items():
        if words[: len(name.split())] == name.split():
            try:
                verb.make_context(name, words[len(name.split()) :])
            except TyperException as error:
                if whole or type(error).__name__ not in ("MissingParameter", "NoArgsIsHelpError"):
                    return error.format_message()
            return ""
    return f"there is no such verb; there are {', '.join(verbs())}"


@cache
def verbs() -> dict[str, TyperCommand]:
    """Every verb by name, such as `data check`."""
    found: dict[str, TyperCommand] = {}
    for name, command in typer.main.get_command(app).commands.items():
        if isinstance(command, TyperGroup):
            found |= {f"{name} {inner}": verb for inner, verb in command.commands.items()}
        else:
            found[name] = command
    return found


@cache
def options() -> frozenset[str]:
    """Every option of every verb."""
    return frozenset({"--help", *(o for verb in verbs().values() for p in verb.params for o in p.opts if "--" in o)})


def _no_such_install(words: list[str]) -> str:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    wanted = [extra for word in words for extra in re.findall(r"\[(\w+)\]", word)]
    lists = [word for option, word in pairwise(words) if option in ("-c", "-r")]
    gone = [*(e for e in wanted if e not in extras), *(file for file in lists if not (ROOT / file).is_file())]
    return f"there is no {gone}" if gone else ""


def _no_such_benchmark(module: str, words: list[str]) -> str:
    path = ROOT / f"{module.replace('.', '/')}.py"
    if not path.is_file():
        return f"there is no {module}"
    gone = [word for word in words if word.startswith("--") and word not in benchmark_options()]
    return f"it has no option {gone}" if gone else ""


@cache
def benchmark_options() -> frozenset[str]:
    """Every option that a benchmark adds."""
    found = set()
    for path in (ROOT / "benchmarks").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "add_argument":
                found |= {arg.value for arg in node.args if isinstance(arg, ast.Constant)}
    return frozenset(found)
