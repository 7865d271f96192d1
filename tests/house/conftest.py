"""The package's source as syntax trees, for tests of the rules that no tool checks."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

import xstilts

ROOT = Path(xstilts.__file__).parent
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """One file of the package. `name` is its path below the package, `module` its dotted name."""

    path: Path

    @property
    def name(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    @property
    def module(self) -> str:
        parts = self.path.relative_to(ROOT.parent).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @property
    def layer(self) -> str:
        return self.path.relative_to(ROOT).parts[0].removesuffix(".py")

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def nodes(self) -> list[ast.AST]:
        return list(ast.walk(self.tree))

    @cached_property
    def functions(self) -> list[Function]:
        return [node for node in self.nodes if isinstance(node, Function)]

    def imports(self, *, nested: bool = True) -> Iterator[str]:
        """Dotted names that are imported: at module level, or anywhere. For `from a import b` this is `a.b`."""
        for node in self.nodes if nested else self.tree.body:
            if isinstance(node, ast.Import):
                yield from (entry.name for entry in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from (f"{node.module}.{entry.name}" for entry in node.names)


@pytest.fixture(scope="session")
def sources() -> list[Source]:
    """Every file of the package."""
    return [Source(path) for path in sorted(ROOT.rglob("*.py"))]
