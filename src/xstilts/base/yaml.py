"""YAML 1.2 as plain values with the place of each, so that every later mistake can be shown where it was written.

Keys are text as written (`no` is Norwegian), keys given twice and tags are refused, anchors, aliases and `<<` work.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from xstilts.base import files
from xstilts.base.errors import UserError

MOST_VALUES = 100_000
"""Values that one file may expand to: aliases of aliases can mean billions."""

Route = tuple[str | int, ...]
"""The keys and list indices that lead to a value."""


class YamlPlace(NamedTuple):
    """Where something was written: in line and column (from 1) of a file, or whole in an argument (line 0)."""

    source: str
    line: int = 0
    column: int = 0
    text: str = ""

    def __str__(self) -> str:
        """`file:line:column`, or the argument."""
        return f"{self.source}:{self.line}:{self.column}" if self.line else self.source

    @property
    def excerpt(self) -> str:
        """The line with a caret below the column, each after a line end; nothing for an argument."""
        if not self.line or not self.text.strip():
            return ""
        start = max(0, self.column - 80)
        return f"\n    {self.text[start : start + 120]}\n    {' ' * (self.column - 1 - start)}^"


@dataclass
class Tree:
    """A value, the places of all that is in it, and what was wrong with the text.

    `keys` has the place where an entry begins (its key; the item itself in a list), `values` that of its value.
    """

    value: Any = None
    keys: dict[Route, YamlPlace] = field(default_factory=dict)
    values: dict[Route, YamlPlace] = field(default_factory=dict)
    problems: list[tuple[YamlPlace, str]] = field(default_factory=list)


def route_text(route: Route) -> str:
    """The route as people write it.

    >>> route_text(("train", "tasks", 0))
    'train.tasks.0'
    """
    return ".".join(map(str, route))


def read(path: Path) -> Tree:
    """The file's value. Raises UserError where it is missing, not UTF-8 or not YAML."""
    return parse(files.read_text(path), str(path))


def parse(text: str, source: str, *, argument: bool = False) -> Tree:
    """The value of a YAML text. An `argument` is shown as a whole (`source`), not by line and column.

    Raises UserError where it cannot be parsed at all; what can be read on is listed in `problems`.
    """
    return _DocumentBuilder(source, text.split("\n"), argument=argument).build(text)


class _DocumentBuilder:
    def __init__(self, source: str, lines: list[str], *, argument: bool) -> None:
        self.source, self.lines, self.argument = source, lines, argument
        self.tree = Tree()
        self.count = 0

    def build(self, text: str) -> Tree:
        from ruamel.yaml import YAML  # noqa: PLC0415 -- `--help` has no need of it
        from ruamel.yaml.error import MarkedYAMLError, YAMLError  # noqa: PLC0415

        self.yaml = YAML(typ="safe", pure=True)
        try:
            for token in YAML(typ="safe", pure=True).scan(text):
                self._refuse(token)
            root = self.yaml.compose(text)
        except MarkedYAMLError as error:
            ended = "stream end" in str(error.problem) or "end of stream" in str(error.problem)
            place = self._place(error.context_mark if ended or error.problem_mark is None else error.problem_mark)
            raise UserError(f"{place}: {_told(error, self.lines)}{place.excerpt}") from None
        except YAMLError as error:
            raise UserError(f"{self._unreadable(text, error)}: {str(error).splitlines()[0]}") from None
        except RecursionError:
            raise UserError(
                f"{YamlPlace(self.source, 1, 1)}: lists and mappings are nested too deeply to be read"
            ) from None
        if root is not None:
            self.tree.value = self._value(root, (), frozenset())
        return self.tree

    def _place(self, mark: Any) -> YamlPlace:
        if self.argument or mark is None:
            return YamlPlace(self.source)
        text = self.lines[mark.line] if mark.line < len(self.lines) else ""
        return YamlPlace(self.source, mark.line + 1, mark.column + 1, text.rstrip("\r"))

    def _unreadable(self, text: str, error: Any) -> YamlPlace:
        before = text[: getattr(error, "position", 0)]
        line = before.count("\n")
        return YamlPlace(self.source, line + 1, len(before) - before.rfind("\n"))

    def _refuse(self, token: Any) -> None:
        kind = type(token).__name__
        if kind in ("TagToken", "DirectiveToken"):
            place = self._place(token.start_mark)
            what = "a tag (`!...`)" if kind == "TagToken" else "a directive (`%...`)"
            raise UserError(
                f"{place}: {what} is not allowed here: settings are plain YAML 1.2 values. Remove it, or quote the "
                f"text.{place.excerpt}"
            )

    def _value(self, node: Any, route: Route, above: frozenset[int]) -> Any:
        self.count += 1
        place = self.tree.values[route] = self._place(node.start_mark)
        if self.count > MOST_VALUES:
            raise UserError(
                f"{place}: more than {MOST_VALUES} values: aliases of aliases grow without end. Write less."
            )
        if id(node) in above:
            raise UserError(f"{place}: this alias contains itself. Write the value out.{place.excerpt}")
        above |= {id(node)}
        if node.id == "mapping":
            return {key: self._value(value, (*route, key), above) for key, value in self._entries(node, route)}
        if node.id == "sequence":
            for index, item in enumerate(node.value):
                self.tree.keys[(*route, index)] = self._place(item.start_mark)
            return [self._value(item, (*route, index), above) for index, item in enumerate(node.value)]
        return self._scalar(node)

    def _scalar(self, node: Any) -> Any:
        if node.tag.rpartition(":")[2] not in ("null", "bool", "int", "float"):
            return self._text(node)
        try:
            return self.yaml.constructor.construct_object(node)
        except ValueError as error:
            self.tree.problems.append((self._place(node.start_mark), f"no number that can be read: {error}"))
            return None

    def _text(self, node: Any) -> str:
        """The text of a scalar. Escapes can write halves of a character, as JSON does, and what is no text."""
        text = str(node.value)
        try:
            whole = text.encode("utf-16", "surrogatepass").decode("utf-16")
        except UnicodeDecodeError:
            whole = "\0"
        if "\0" in whole:
            self.tree.problems.append((self._place(node.start_mark), f"no text: {text!r}. Mend the escape in it."))
            return "?"
        return whole

    def _entries(self, node: Any, route: Route) -> Iterator[tuple[str, Any]]:
        """Key and node of every entry, those of `<<` last and only where the mapping has none of its own."""
        seen: dict[str, YamlPlace] = {}
        merged: list[Any] = []
        for key, value in node.value:
            place = self._place(key.start_mark)
            if key.id != "scalar":
                self.tree.problems.append((place, "a key must be text, not a list or a mapping"))
            elif key.tag.endswith(":merge"):
                merged += value.value if value.id == "sequence" else [value]
            elif (name := self._text(key)) in seen:
                self.tree.problems.append(
                    (place, f"{route_text((*route, name))}: given twice, first at {seen[name]}. Keep one.")
                )
            else:
                seen[name] = self.tree.keys[(*route, name)] = place
                yield name, value
        for other in merged:
            yield from self._merged(other, route, seen)

    def _merged(self, node: Any, route: Route, seen: dict[str, YamlPlace]) -> Iterator[tuple[str, Any]]:
        if node.id != "mapping":
            self.tree.problems.append((self._place(node.start_mark), "`<<` takes a mapping or a list of mappings"))
            return
        for key, value in self._entries(node, route):
            if key not in seen:
                seen[key] = self._place(node.start_mark)
                yield key, value


def _told(error: Any, lines: list[str]) -> str:
    """The parser's complaint in words for people."""
    mark = error.problem_mark
    line = lines[mark.line] if mark is not None and mark.line < len(lines) else ""
    if "'\\t'" in str(error.problem) or line[: len(line) - len(line.lstrip())].count("\t"):
        return "a tab cannot indent YAML. Use spaces."
    problem = str(error.problem)
    if "another document" in problem:
        return "a second document begins here. One file holds one: remove `---`."
    if error.context_mark is not None and "end" in problem and "start" not in problem:
        what = str(error.context).removeprefix("while parsing ").removeprefix("while scanning ")
        return f"not YAML: {what} that begins here is never closed. Check brackets and quotes."
    return f"not YAML: {problem}. Check brackets, quotes, colons and indentation."
