"""What the tests of perturbations read: own sentences, real ones where they are at hand, and a lab with synonyms."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from xstilts.lab.settings import PRESETS, LabSettings
from xstilts.readers.lab import in_world
from xstilts.task_types.base import find_task, load

ROOT = Path(__file__).resolve().parents[2]
OWN = ROOT / "examples" / "paraphrases"
LANGUAGES = ("de", "en", "es", "fr", "ja", "ko", "zh")


@pytest.fixture(scope="session")
def own_pairs():
    """The repository's own pairs of sentences by language, in the files of PAWS-X."""
    return {language: load(find_task("pawsx"), "pawsx", OWN, language, "test") for language in LANGUAGES}


@pytest.fixture(scope="session")
def real_pairs(shared_data):
    """The first 150 test pairs of PAWS-X in the languages that are at hand."""
    task = find_task("pawsx")
    found = task.languages_of(shared_data, "test")
    if not found:
        pytest.skip(f"no PAWS-X test file in {shared_data}")
    return {language: load(task, "pawsx", shared_data, language, "test")[:150] for language in found}


@pytest.fixture(scope="session")
def lexicons():
    """The folder of real lexicons; None where it is absent."""
    folder = Path(os.environ.get("XSTILTS_DATA", ROOT.parent / "shared" / "data"))
    return folder if (folder / "omw_wikt").is_dir() else None


@pytest.fixture(scope="session")
def lab_world():
    """Five languages of the lab, half of whose words have a synonym."""
    spoken = tuple(replace(PRESETS[code], synonyms=0.5) for code in ("en", "es", "ru", "tr", "ja"))
    return LabSettings(languages=spoken, test=2_000)


@pytest.fixture(scope="session")
def lab_paws(lab_world):
    """Paraphrase in that world."""
    return in_world(find_task("lab_paws"), lab_world)
