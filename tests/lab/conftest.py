"""Labs to test on: the default one, and one whose languages use every dial."""

import importlib.util
import sys
from pathlib import Path

import pytest

from xstilts.lab.languages import open_lab
from xstilts.lab.settings import LabLanguage, LabSettings


def _load(name):
    spec = importlib.util.spec_from_file_location(f"lab_{name}", Path(__file__).with_name(f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def lab():
    return open_lab(LabSettings())


ZOO = (
    LabLanguage(code="one", synonyms=0.3, homonyms=0.5),
    LabLanguage(code="two", script="greek", order="VSO", adjective="after", homonyms=0.5, synonyms=0.2),
    LabLanguage(code="three", script="georgian", order="OSV", adposition="after", case=True, negation="after"),
    LabLanguage(code="four", order="VOS", adposition="after", tense=False, cognates=0.5, adjective="after", case=True),
    LabLanguage(code="five", order="OVS", script="devanagari", adjective="after", case=True, negation="after"),
)


@pytest.fixture(scope="session")
def zoo():
    return open_lab(LabSettings(seed=3, languages=ZOO))


@pytest.fixture(scope="session")
def checkers():
    """Makes the checkers of a lab, by language."""
    checker = _load("checker").Checker
    return lambda lab: {code: checker(lab.world, r.language, r.forms) for code, r in lab.realisers.items()}
