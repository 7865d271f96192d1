"""A study of the invented data, and what a test makes of it."""

from pathlib import Path

import pytest

from xstilts.study.data_folder import DataFolder
from xstilts.study.expansion.expand import expand
from xstilts.study.settings import study as studies


@pytest.fixture
def read(small_study: Path):
    """Read the small study with overrides."""

    def make(*overrides: str):
        return studies.read(small_study, overrides)

    return make


@pytest.fixture
def expanded(read, small_data: Path):
    """Expand the small study with overrides."""

    def make(*overrides: str):
        return expand(read(*overrides), DataFolder(small_data))

    return make
