"""Rules of style that read the source: docstrings, sizes, and what is never done."""

import ast
import re
import tomllib
from fnmatch import fnmatchcase
from pathlib import Path

import xstilts

ROOT = Path(xstilts.__file__).parent

LINES = 250
FUNCTION_LINES = 40

BROAD = {
    "graph/worker.py": "the edge of the worker's process: whatever went wrong must reach the run",
    "graph/launch_ranks.py": "the edge of a forked rank: its error must reach the process that watches it",
    "graph/engines/fork_server.py": "the edge of the forked child, which must not go on as a second fork server",
    "graph/disk.py": "closes the lock's handle and raises again",
    "models/tokenization.py": "what its library raises has no class of its own; another mistake is raised again",
    "base/files.py": "removes the temporary file and raises again",
}
"""Files that may catch everything, with the reason."""

EDGES = {"graph/worker.py", "graph/launch_ranks.py", "graph/engines/fork_server.py"}
"""Where what was caught need not be raised again."""


def test_every_module_opens_with_a_docstring(sources):
    assert [s.name for s in sources if s.path.name != "__init__.py" and not ast.get_docstring(s.tree)] == []


def test_everything_public_has_a_docstring(sources):
    bare = [
        f"{source.name}:{node.lineno} {node.name}"
        for source in sources
        for node in _public(source.tree)
        if not ast.get_docstring(node)
    ]
    assert bare == []


def test_packages_init_files_are_empty(sources):
    inside = [source for source in sources if source.path.name == "__init__.py" and source.path.parent != ROOT]
    assert [source.name for source in inside if source.text.strip()] == []


def test_class_names_are_unique(sources):
    places: dict[str, list[str]] = {}
    for source in sources:
        for node in source.nodes:
            if isinstance(node, ast.ClassDef):
                places.setdefault(node.name, []).append(source.name)
    assert {name: files for name, files in places.items() if len(files) > 1} == {}


def test_files_are_short(sources):
    long = {s.name: count for s in sources if (count := len(s.text.splitlines())) > LINES}
    assert long == {}


def test_functions_are_short(sources):
    long = [
        f"{source.name}:{node.lineno} {node.name}: {count}"
        for source in sources
        for node in source.functions
        if (count := (node.end_lineno or 0) - node.lineno + 1) > FUNCTION_LINES
    ]
    assert long == []


def test_nothing_catches_everything(sources):
    broad = [(source, node) for source in sources for node in source.nodes if _is_broad(node)]
    assert {source.name for source, _ in broad} == set(BROAD)
    assert [source.name for source, node in broad if source.name not in EDGES and not _raises_again(node)] == []


def test_nothing_prints_outside_the_command_line(sources):
    assert [place for s in sources for place in _calls(s, {"print"}) if s.layer != "cli"] == []


def test_nothing_is_unpickled_or_evaluated(sources):
    refused = {"eval", "exec", "torch.load", "yaml.load", "yaml.safe_load", "pickle.load", "pickle.loads", "os.system"}
    assert [place for source in sources for place in _calls(source, refused)] == []
    pickles = {"pickle", "dill", "cloudpickle", "joblib", "shelve", "marshal", "yaml"}
    assert [s.name for s in sources for name in s.imports() if name.partition(".")[0] in pickles] == []


def test_imports_stand_at_the_top_except_where_the_configuration_says(sources):
    settings = tomllib.loads((ROOT.parents[1] / "pyproject.toml").read_text())["tool"]["ruff"]["lint"]
    allowed = {file for file, codes in settings["per-file-ignores"].items() if "PLC0415" in codes}
    inside = [
        f"{source.name}:{node.lineno}"
        for source in sources
        for function in source.functions
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
        and not any(fnmatchcase(f"src/xstilts/{source.name}", pattern) for pattern in allowed)
        and not re.search("# noqa: [A-Z0-9, ]*PLC0415", source.text.splitlines()[node.lineno - 1])
    ]
    assert inside == []


def test_no_note_says_that_something_is_left_to_do(sources):
    marks = ("TODO", "FIXME", "XXX", "HACK")
    assert [source.name for source in sources if any(mark in source.text for mark in marks)] == []


def _public(tree: ast.Module | ast.ClassDef):
    """Functions, classes and methods without a leading underscore; nothing inside private classes."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from _public(node)


def _is_broad(node: ast.AST) -> bool:
    if not isinstance(node, ast.ExceptHandler):
        return False
    caught = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
    return any(entry is None or ast.unparse(entry) in ("Exception", "BaseException") for entry in caught)


def _raises_again(node: ast.ExceptHandler) -> bool:
    last = node.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def _calls(source, names: set[str]) -> list[str]:
    return [
        f"{source.name}:{node.lineno} {ast.unparse(node.func)}"
        for node in source.nodes
        if isinstance(node, ast.Call) and ast.unparse(node.func) in names
    ]


def test_text_is_utf8_in_every_locale(sources):
    """Python reads and writes in the locale's encoding where none is named."""
    unnamed = [
        f"{source.name}:{node.lineno} {ast.unparse(node)[:60]}"
        for source in sources
        for node in source.nodes
        if isinstance(node, ast.Call) and _is_text(node) and not _names_encoding(node)
    ]
    assert unnamed == []


def test_lines_of_data_are_not_cut_at_every_line_end_of_unicode(sources):
    """`splitlines` also cuts at U+2028, U+0085, form feeds: only messages of errors may be cut so."""
    cut = [
        f"{source.name}:{node.lineno}"
        for source in sources
        for node in source.nodes
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "splitlines"
        and ast.unparse(node.func.value) != "str(error)"
    ]
    assert cut == []


def test_numbers_are_told_from_text_in_one_place(sources):
    """`isdigit` and its kin take what `int` refuses, or means otherwise: base/numerals.py says what a number is."""
    told = {"isdigit", "isdecimal", "isnumeric"}
    asked = [
        f"{source.name}:{node.lineno}"
        for source in sources
        for node in source.nodes
        if isinstance(node, ast.Attribute) and node.attr in told and source.layer != "perturbations"
    ]
    assert asked == []


def _is_text(node: ast.Call) -> bool:
    name = ast.unparse(node.func)
    given = {keyword.arg: ast.unparse(keyword.value) for keyword in node.keywords}
    if name.startswith("subprocess."):
        return bool({"text", "universal_newlines"} & set(given))
    if name.rpartition(".")[2] in ("read_text", "write_text"):
        return "." in name and not name.startswith("files.")  # base/files.py's own reads UTF-8
    modes = [ast.literal_eval(entry) for entry in node.args if isinstance(entry, ast.Constant)]
    binary = any("b" in mode for mode in modes if isinstance(mode, str)) or "b" in given.get("mode", "")
    return name == "open" and not binary


def _names_encoding(node: ast.Call) -> bool:
    named = any(keyword.arg == "encoding" for keyword in node.keywords)
    return named or any(isinstance(entry, ast.Constant) and entry.value == "utf-8" for entry in node.args)


def test_no_module_remembers_in_a_container_of_its_own(sources):
    """What a task's code reaches is in its digest: a container that fills as the program runs would change the keys of
    stages from process to process. What is remembered is remembered by functools.
    """
    empty = [
        f"{source.name}:{node.lineno}"
        for source in sources
        for node in source.tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign) and _empty_container(node.value)
    ]
    assert empty == []


def _empty_container(value: ast.expr | None) -> bool:
    made = isinstance(value, ast.Call) and ast.unparse(value.func) in {"dict", "list", "set", "defaultdict", "Counter"}
    return (made and not getattr(value, "args", None)) or (value is not None and ast.unparse(value) in {"{}", "[]"})
