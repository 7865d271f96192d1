"""Every command of the documentation exists with all its options; what is cheap is run as it stands."""

import ast
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

import documents
import small_world
from documents import ROOT
from xstilts.study.settings import study as studies

COMMANDS = sorted(set(documents.commands()))
BLOCKS = list(documents.blocks())


def block(page: str, language: str, containing: str) -> str:
    """The one block of a page that contains the words."""
    (text,) = (b.text for b in BLOCKS if (b.page.name, b.language) == (page, language) and containing in b.text)
    return text


def test_the_walk_sees_the_documentation():
    """Were a pattern wrong, nothing would be checked."""
    places = {place.partition(":")[0] for place, _ in COMMANDS}
    assert {"README.md", "tutorial.md", "adding.md", "benchmarks.md", "sentiment.py", "xstilts.yaml"} <= places
    assert len(COMMANDS) > 30


@pytest.mark.parametrize(("place", "command"), COMMANDS)
def test_a_command_exists_with_all_its_options(place, command):
    assert documents.problem(command, whole=":" in place) == ""


@pytest.mark.parametrize(
    ("command", "wrong"),
    [
        ("xstilts data chek", "there is no such verb"),
        ("xstilts plan study.yaml --dat DATA", "No such option: --dat"),
        ("xstilts run study.yaml --limit many", "Invalid value for '--limit'"),
        ("xstilts report", "Missing argument 'STUDY'"),
        ("make quick", "the Makefile has"),
        ("pip install 'xstilts[lroa]'", "there is no ['lroa']"),
        ("python -m benchmarks.speed", "there is no benchmarks.speed"),
        ("python -m benchmarks.start --shap base", "it has no option ['--shap']"),
        ("curl example.org", "nobody knows how to check"),
    ],
)
def test_a_command_that_does_not_exist_would_be_found(command, wrong):
    assert wrong in documents.problem(command, whole=True)


def test_every_option_that_is_named_belongs_to_a_verb_or_a_benchmark():
    named = {
        (path.name, option)
        for path in documents.TEXTS
        for code in re.findall(r"`([^`\n]+)`", documents.prose(path))
        for option in re.findall(r"(?<![\w-])--[a-z][a-z-]+", code)
    }
    assert len(named) > 10
    assert [
        entry for entry in sorted(named) if entry[1] not in documents.options() | documents.benchmark_options()
    ] == []


def test_every_fenced_block_is_of_a_kind_that_is_checked():
    assert {b.language for b in BLOCKS} <= {"console", "yaml", "python"}


@pytest.mark.parametrize("shown", [b for b in BLOCKS if b.language == "yaml"], ids=lambda b: f"{b.page.name}:{b.line}")
def test_a_study_that_is_shown_is_read(shown, tmp_path):
    """What shows a part of a study is read as a part of a small one."""
    path = tmp_path / "study.yaml"
    own = {"contrasts", *(name for name, _ in sections(shown.text))}
    rest = [text for name, text in sections(small_world.STUDY) if name not in own] if "study" not in own else []
    path.write_text("".join([shown.text, *rest]), encoding="utf-8")
    assert studies.read(path).study


def sections(study: str) -> list[tuple[str, str]]:
    """The settings at the top of a study file, each with its lines."""
    parts = re.split(r"^(?=\w)", study, flags=re.MULTILINE)
    return [(part.partition(":")[0], part) for part in parts if part.strip()]


def test_every_python_block_is_python():
    assert [ast.parse(b.text) for b in BLOCKS if b.language == "python"]


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory) -> Path:
    """A folder with `study.yaml` and `DATA`, as the README calls them."""
    folder = tmp_path_factory.mktemp("readme")
    small_world.write_data(folder / "DATA")
    few = re.sub(r"seeds: \d+", "seeds: 1", small_world.STUDY).replace(
        "targets: [pawsx, udpos, {", "targets: [pawsx, {"
    )
    (folder / "study.yaml").write_text(few, encoding="utf-8")
    return folder


def test_the_readmes_commands_and_its_python_run_as_they_stand(sandbox):
    for line in block("README.md", "console", "xstilts run").splitlines():
        words = shlex.split(line.removeprefix("$ "), comments=True)
        assert words[0] == "xstilts"
        ended(sandbox, "-m", *words)
    assert (sandbox / "out/report.html").is_file()
    (sandbox / "block.py").write_text(block("README.md", "python", "Workspace"), encoding="utf-8")
    before = (sandbox / "out/report.html").stat().st_mtime_ns
    ended(sandbox, "block.py")
    assert (sandbox / "out/report.html").stat().st_mtime_ns >= before


@pytest.mark.parametrize("command", [c for place, c in COMMANDS if place == "sentiment.py"])
def test_the_example_says_how_it_is_checked_and_is_right(command):
    words = shlex.split(command)
    assert '"rows": 6' in ended(ROOT, "-m", *words, "--json")


@pytest.mark.parametrize("command", ["xstilts lab show", "xstilts doctor", "xstilts tasks"])
def test_what_needs_no_data_runs(command, sandbox):
    assert command in {entry for _, entry in COMMANDS}
    assert ended(sandbox, "-m", *shlex.split(command))


def ended(folder: Path, *words: str) -> str:
    """What a Python process prints that ends well, with all warnings as they are."""
    done = subprocess.run(
        [sys.executable, *words], cwd=folder, capture_output=True, text=True, timeout=200, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
