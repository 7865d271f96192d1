"""Small folders of official files."""

import pytest


@pytest.fixture
def folder(tmp_path):
    """Writes files of a folder: folder("predictions", {"xnli/test-de.tsv": "neutral\\n"}) is its path."""

    def make(name, files):
        root = tmp_path / name
        root.mkdir(exist_ok=True)
        for relative, text in files.items():
            path = root / relative
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return root

    return make
