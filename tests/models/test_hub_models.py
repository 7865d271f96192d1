"""Encoders by their id on a hub, over HTTP, from a small server that answers like it."""

from pathlib import Path

import pytest
import torch
from huggingface_hub import constants
from transformers import PreTrainedTokenizerFast

from hub_stand_in import COMMIT, Hub, serving
from xstilts.base.errors import UserError
from xstilts.models import checkpoint, encoders
from xstilts.models.architecture import Architecture
from xstilts.models.model import Model

SIZES = Architecture(layers=1, width=16, heads=2, feed_forward=32, max_length=64)


@pytest.fixture
def hub(tokenizer: PreTrainedTokenizerFast, tmp_path: Path, monkeypatch):
    checkpoint.save(Model(encoders.build(SIZES, tokenizer, 0), tokenizer), tmp_path / "saved", {})
    content = {path.name: path.read_bytes() for path in (tmp_path / "saved").iterdir()}
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "cache"))
    stand_in = Hub("org/tiny", kind="models", files=content, revisions=(COMMIT,))
    with serving(stand_in, monkeypatch):
        yield stand_in


def load(revision=COMMIT, source="org/tiny"):
    return checkpoint.load(source, heads={}, revision=revision)


def refused(**options):
    with pytest.raises(UserError) as error:
        load(**options)
    return str(error.value)


def test_a_model_is_loaded_by_id_at_its_revision(hub, tmp_path):
    model, report = load()
    same, _ = checkpoint.load(tmp_path / "saved", heads={})
    assert report.new == ()
    for name, tensor in same.state_dict().items():
        assert torch.equal(model.state_dict()[name], tensor), name
    files = {path for _, path, _ in hub.asked if "/resolve/" in path}
    assert files
    assert all(f"/resolve/{COMMIT}/" in path for path in files)


def test_what_was_loaded_once_is_there_offline(hub, monkeypatch):
    load()
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    hub.asked.clear()
    load()
    assert not hub.asked


def test_a_model_that_was_never_loaded_is_one_clear_error_offline(hub, monkeypatch):
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    assert refused().startswith("org/tiny: cannot be loaded as an encoder: ")


def test_unknown_revisions_and_ids_are_clear_errors(hub):
    assert refused(revision="1" * 40).startswith("org/tiny: cannot be loaded as an encoder: ")
    assert refused(source="org/other").startswith("org/other: cannot be loaded as an encoder: ")


def test_a_repository_without_weights_is_one_clear_error(hub):
    del hub.files["model.safetensors"]
    assert refused().startswith("org/tiny: cannot be loaded as an encoder: ")
