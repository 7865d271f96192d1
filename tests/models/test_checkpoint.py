import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from transformers import AutoModel, AutoModelForMaskedLM, AutoTokenizer, PreTrainedTokenizerFast

from xstilts.base.errors import UserError
from xstilts.models import checkpoint, encoders
from xstilts.models.architecture import Architecture
from xstilts.models.head_spec import HeadSpec
from xstilts.models.model import Model

SPEC = HeadSpec(kind="sequence", outputs=3)
SIZES = Architecture(layers=2, width=16, heads=2, feed_forward=32, max_length=64)


@pytest.fixture
def saved(tokenizer: PreTrainedTokenizerFast, tmp_path: Path) -> Path:
    model = Model(encoders.build(SIZES, tokenizer, 0), tokenizer)
    model.add_head("nli", SPEC)
    checkpoint.save(model, tmp_path / "saved", {"nli": SPEC})
    return tmp_path / "saved"


def test_a_checkpoint_comes_back_with_every_tensor(saved: Path) -> None:
    model, report = checkpoint.load(saved, heads={"nli": SPEC})
    again, _ = checkpoint.load(saved, heads={"nli": SPEC})
    assert report.new == report.dropped == ()
    assert "nli/project.dense.weight" in report.loaded
    for (name, a), (_, b) in zip(model.state_dict().items(), again.state_dict().items(), strict=True):
        assert torch.equal(a, b), name


def test_transformers_alone_loads_the_checkpoint(saved: Path) -> None:
    ours, _ = checkpoint.load(saved, heads={})
    theirs = AutoModel.from_pretrained(saved)
    masked = AutoModelForMaskedLM.from_pretrained(saved)
    weight = ours.encoder.embeddings.word_embeddings.weight
    assert torch.equal(theirs.embeddings.word_embeddings.weight, weight)
    assert torch.equal(masked.lm_head.dense.weight, ours.backbone.lm_head.dense.weight)
    assert len(AutoTokenizer.from_pretrained(saved)) == len(ours.tokenizer)
    assert json.loads((saved / "config.json").read_text())["model_type"] == "xlm-roberta"


def test_a_seed_makes_heads_anew_and_reports_what_was_dropped(saved: Path) -> None:
    first, report = checkpoint.load(saved, heads={"nli": SPEC}, seed=1)
    same, _ = checkpoint.load(saved, heads={"other": SPEC, "nli": SPEC}, seed=1)
    other, _ = checkpoint.load(saved, heads={"nli": SPEC}, seed=2)
    assert "nli/*" in report.dropped
    assert "nli/project.out.weight" in report.new
    weight = first.head("nli").project.dense.weight
    assert torch.equal(weight, same.head("nli").project.dense.weight)
    assert not torch.equal(weight, other.head("nli").project.dense.weight)


def test_a_head_is_not_read_under_other_labels(tokenizer: PreTrainedTokenizerFast, tmp_path: Path) -> None:
    model = Model(encoders.build(SIZES, tokenizer, 0), tokenizer)
    spec = HeadSpec(kind="sequence", outputs=2, labels=("no", "yes"))
    model.add_head("rte", spec)
    checkpoint.save(model, tmp_path, {"rte": spec})
    assert checkpoint.load(tmp_path, heads={"rte": spec})[1].new == ()
    for labels in (("yes", "no"), ("not_entailment", "entailment"), ()):
        other = HeadSpec(kind="sequence", outputs=2, labels=labels)
        with pytest.raises(UserError, match="head 'rte' was trained with other labels: its output 0 is 'no', and the"):
            checkpoint.load(tmp_path, heads={"rte": other})
        assert checkpoint.load(tmp_path, heads={"rte": other}, seed=0)[1].new  # a new head may have any


def test_a_head_that_was_never_trained_is_refused(saved: Path) -> None:
    with pytest.raises(UserError, match="has no head 'pos'"):
        checkpoint.load(saved, heads={"pos": HeadSpec(kind="token", outputs=5)})


def test_an_encoder_that_is_not_fully_covered_is_refused(saved: Path) -> None:
    tensors = load_file(saved / "model.safetensors")
    lost = next(name for name in tensors if "layer.1.attention.self.query.weight" in name)
    del tensors[lost]
    save_file(tensors, saved / "model.safetensors", {"format": "pt"})
    with pytest.raises(UserError, match=rf"does not cover the encoder: 1 tensors are missing \({lost}\)"):
        checkpoint.load(saved, heads={})


def test_a_checkpoint_of_another_size_is_refused(saved: Path) -> None:
    config = json.loads((saved / "config.json").read_text())
    (saved / "config.json").write_text(json.dumps({**config, "hidden_size": 24}))
    with pytest.raises(UserError, match="cannot be loaded as an encoder"):
        checkpoint.load(saved, heads={})


def test_a_checkpoint_of_another_architecture_is_refused(saved: Path) -> None:
    config = json.loads((saved / "config.json").read_text())
    (saved / "config.json").write_text(
        json.dumps({**config, "model_type": "bert", "architectures": ["BertForMaskedLM"]})
    )
    with pytest.raises(UserError, match="does not cover the encoder"):
        checkpoint.load(saved, heads={})


def test_a_damaged_file_is_refused(saved: Path) -> None:
    raw = bytearray((saved / "model.safetensors").read_bytes())
    raw[3] ^= 0xFF
    (saved / "model.safetensors").write_bytes(raw)
    with pytest.raises(UserError, match="cannot be loaded as an encoder"):
        checkpoint.load(saved, heads={})


def test_a_folder_that_holds_only_a_pickle_is_refused(saved: Path) -> None:
    (saved / "model.safetensors").unlink()
    (saved / "pytorch_model.bin").write_bytes(b"not read")
    with pytest.raises(UserError, match="cannot be loaded as an encoder"):
        checkpoint.load(saved, heads={})


def test_masked_language_modelling_needs_a_checkpoint_with_its_head(
    saved: Path, tokenizer: PreTrainedTokenizerFast, tmp_path: Path
) -> None:
    AutoModel.from_pretrained(saved).save_pretrained(tmp_path / "bare")
    tokenizer.save_pretrained(tmp_path / "bare")
    with pytest.raises(UserError, match="has no masked-language-model head"):
        checkpoint.load(tmp_path / "bare", heads={"mlm": HeadSpec(kind="masked_lm")}, seed=0)
