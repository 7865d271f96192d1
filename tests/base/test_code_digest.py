"""A digest of code changes with what the code does, wherever that stands, and with nothing else."""

import importlib
import sys
from functools import reduce

import pytest

from xstilts.base.code_digest import Home, digest

MAIN = """
import functools
from helper import clean
import helper
LIMIT = 3

def read(path: str, *, sep=",") -> list[str]:
    # a comment
    \"\"\"Reads a file.\"\"\"
    if not path:
        raise ValueError("no such file")
    return [clean(part) for part in path.split(sep)[:LIMIT]]

def reader(sep):
    def inner(path):
        return read(path, sep=sep)
    return inner

def unused():
    return 1

class Kind:
    size = 1
    shown: int = 3

    def encode(self, text):
        return helper.code(text)

    def score(self, text):
        return helper.points(text)

def even(n):
    return n == 0 or odd(n - 1)

def odd(n):
    return n != 0 and even(n - 1)

SHOUT = lambda text: text.upper()
"""
HELPER = """
import deeper
TABLE = {"a": 1}

def clean(text):
    return deeper.strip(text)

def code(text):
    return TABLE.get(text)

def points(text):
    return 5
"""
DEEPER = """
def strip(text):
    return text.strip()
"""


@pytest.fixture
def digests(tmp_path, monkeypatch):
    """Digests of some of the names in MAIN, after replacements in it and in the modules that it imports."""
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)

    def make(*replacements, pick=lambda module: module.read, without=None):
        for name, text in (("main_module", MAIN), ("helper", HELPER), ("deeper", DEEPER)):
            written = reduce(lambda so_far, pair: so_far.replace(*pair), replacements, text)
            (tmp_path / f"{name}.py").write_text(written)
            sys.modules.pop(name, None)
        importlib.invalidate_caches()
        module = importlib.import_module("main_module")
        leaving = {module.Kind: frozenset(without)} if without else None
        return digest(pick(module), Home.of(module), leaving)

    yield make
    for name in ("main_module", "helper", "deeper"):
        sys.modules.pop(name, None)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("# a comment", "# another comment\n"),
        ("Reads a file.", "Reads it."),
        ("no such file", "there is none"),
        ("-> list[str]", ""),
        ("path: str", "path"),
        ("return 1", "return 2"),
        ("TABLE.get(text)", "TABLE[text]"),
        ("\n\ndef", "\n\n\n\ndef"),
    ],
)
def test_what_decides_nothing_does_not_count(digests, old, new):
    assert digests((old, new)) == digests()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("LIMIT = 3", "LIMIT = 4"),
        ('sep=","', 'sep=";"'),
        ("if not path", "if path"),
        ("text.strip()", "text.lstrip()"),
        ("from helper import clean", "from deeper import strip as clean"),
    ],
)
def test_what_decides_counts_in_whatever_file_it_is(digests, old, new):
    assert digests((old, new)) != digests()


def test_what_a_closure_holds_counts(digests):
    one, other = (digests(pick=lambda module, sep=sep: module.reader(sep)) for sep in ",;")
    assert one != other
    assert digests(pick=lambda module: module.reader(",")) == one


def test_methods_can_be_left_out_with_all_that_only_they_reach(digests):
    def kind(*replacements, **options):
        return digests(*replacements, pick=lambda module: module.Kind, **options)

    assert kind(("return 5", "return 6")) != kind()
    assert kind(("return 5", "return 6"), without={"score"}) == kind(without={"score"})
    assert kind(("size = 1", "size = 2"), ("int = 3", "int = 4"), without={"size", "shown"}) == kind(
        without={"size", "shown"}
    )
    assert kind(("int = 3", "int = 4"), without={"score"}) != kind(without={"score"})
    assert kind(('"a": 1', '"a": 2'), without={"score"}) != kind(without={"score"})
    assert kind(("size = 1", "size = 2"), without={"score"}) != kind(without={"score"})


def test_functions_that_call_each_other_come_to_an_end(digests):
    def even(*replacements):
        return digests(*replacements, pick=lambda module: module.even)

    assert even(("n != 0", "n > 0")) != even()


def test_lambdas_and_other_values_count(digests):
    assert digests((".upper()", ".lower()"), pick=lambda m: m.SHOUT) != digests(pick=lambda m: m.SHOUT)
    values = [(1, "a"), "\ud800", ("a", 1), {"a": 1}, {"a": 2}, {1, 2}, 1.5, None, frozenset("ab"), b"x"]
    assert len({digest(value, Home()) for value in values}) == len(values)
    assert digest({1, 2, 3}, Home()) == digest({3, 2, 1}, Home())


def test_what_was_replaced_while_running_counts(digests, monkeypatch):
    def patched(module):
        monkeypatch.setattr(module, "clean", len)
        return module.read

    assert digests(pick=patched) != digests()
