"""Training on the pieces that occur gives what training on all of them gives."""

import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import (
    AutoModelForMaskedLM,
    BertConfig,
    DebertaV2Config,
    ModernBertConfig,
    PretrainedConfig,
    XLMRobertaConfig,
)

from xstilts.graph.stage import Context
from xstilts.models import tokenization, trimming
from xstilts.models.encoded import Encoded, encoded
from xstilts.models.head_spec import HeadSpec
from xstilts.models.model import Model
from xstilts.training.course import Course
from xstilts.training.hyperparameters import DEFAULTS, Training
from xstilts.training.loop import fit
from xstilts.training.optimizer import decay
from xstilts.training.task_mixture import TaskMixture, pieces

VOCABULARY = 300
SIZES = {
    "vocab_size": VOCABULARY, "hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2,
    "intermediate_size": 24, "max_position_embeddings": 40, "pad_token_id": 1,
}  # fmt: skip
FAMILIES: dict[str, PretrainedConfig] = {
    "xlm-roberta": XLMRobertaConfig(**SIZES),
    "bert": BertConfig(**SIZES),
    "bert, not tied": BertConfig(**SIZES, tie_word_embeddings=False),
    "modernbert": ModernBertConfig(
        **SIZES, local_attention=8, global_attn_every_n_layers=2, bos_token_id=0, eos_token_id=2, cls_token_id=0,
        sep_token_id=2,
    ),
    "deberta, which runs padded": DebertaV2Config(**SIZES),
}  # fmt: skip
SETTINGS = Training(learning_rate=1e-2, max_steps=12, batch_size=8, weight_decay=0.1).over(DEFAULTS)
TOPIC = HeadSpec(kind="sequence", outputs=3)


def model(family: str) -> Model:
    """A new model with weights of its own in every row, no dropout."""
    tokenizer = tokenization.from_words([f"w{i}" for i in range(VOCABULARY - 5)], max_length=32)
    config = copy.deepcopy(FAMILIES[family])
    for name in ("hidden_dropout_prob", "attention_probs_dropout_prob"):
        setattr(config, name, 0.0)
    torch.manual_seed(0)
    made = Model(AutoModelForMaskedLM.from_config(config), tokenizer)
    made.add_head("topic", TOPIC)
    return made


@pytest.fixture
def texts() -> Encoded:
    """Texts of every third piece below 200."""
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 3, 60)
    sequences = [[0, *(6 + 3 * rng.integers(0, 60, rng.integers(2, 20))).tolist(), 2] for _ in labels]
    return encoded(sequences, per_row={"labels": labels.astype(np.int64)})


def train(made: Model, texts: Encoded, folder: Path) -> dict[str, torch.Tensor]:
    folder.mkdir(exist_ok=True)
    mixtures = [TaskMixture(head="topic", data=texts)]
    fit(made, mixtures, settings=SETTINGS, course=Course(0), folder=folder, context=Context())
    return {name: tensor.detach().clone() for name, tensor in made.state_dict().items()}


@contextmanager
def whole(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setattr(trimming, "WORTH", 0.0)
        yield


@pytest.mark.parametrize("family", FAMILIES)
def test_training_on_the_pieces_that_occur_gives_the_same_model(
    family: str, texts: Encoded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = model(family)
    ids = pieces(start, [TaskMixture(head="topic", data=texts)])
    assert 50 < len(ids) < 0.5 * VOCABULARY
    trimmed = train(start, texts, tmp_path / "trimmed")
    with whole(monkeypatch):
        expected = train(model(family), texts, tmp_path / "whole")
    assert trimmed.keys() == expected.keys()
    for name, tensor in expected.items():
        torch.testing.assert_close(trimmed[name], tensor, atol=2e-5, rtol=1e-4)


@pytest.mark.parametrize("family", FAMILIES)
def test_what_is_tied_is_tied_again(family: str, texts: Encoded, tmp_path: Path) -> None:
    start = model(family)
    before = [name for name, _ in start.named_parameters()]
    inner, outer = start.encoder.get_input_embeddings(), start.backbone.get_output_embeddings()
    tied = inner.weight is outer.weight
    assert tied == (family != "bert, not tied")
    train(start, texts, tmp_path)
    assert start.encoder.get_input_embeddings() is inner
    assert (inner.weight is outer.weight) == tied
    assert [name for name, _ in start.named_parameters()] == before
    assert inner.weight.shape == (VOCABULARY, 16)
    assert not inner._forward_pre_hooks
    assert inner.padding_idx == model(family).encoder.get_input_embeddings().padding_idx


def test_rows_left_out_fade_by_the_decay_of_all_steps(texts: Encoded, tmp_path: Path) -> None:
    start = model("xlm-roberta")
    before = start.encoder.get_input_embeddings().weight.detach().clone()
    train(start, texts, tmp_path)
    unseen = torch.ones(VOCABULARY, dtype=torch.bool)
    unseen[pieces(start, [TaskMixture(head="topic", data=texts)])] = False
    after = start.encoder.get_input_embeddings().weight.detach()
    assert torch.equal(after[unseen], before[unseen] * decay(SETTINGS, 12))


def test_decay_is_the_product_over_the_steps() -> None:
    constant = Training(schedule="constant", warmup=0.0).over(SETTINGS)
    assert decay(constant, 5) == pytest.approx((1 - 1e-2 * 0.1) ** 5)
    assert decay(Training(weight_decay=0.0).over(SETTINGS), 5) == 1


def test_masked_language_modelling_keeps_every_piece(texts: Encoded) -> None:
    start = model("bert")
    start.add_head("mlm", HeadSpec(kind="masked_lm"))
    both = [TaskMixture(head="topic", data=texts), TaskMixture(head="mlm", data=texts, every=2)]
    assert pieces(start, both).tolist() == list(range(VOCABULARY))
    assert len(pieces(start, both[:1])) < VOCABULARY


def test_an_id_that_was_left_out_is_an_error_not_a_wrong_vector(texts: Encoded) -> None:
    start = model("bert")
    ids = pieces(start, [TaskMixture(head="topic", data=texts)])
    with trimming.trimmed(start, ids, fade=1.0), pytest.raises(IndexError):
        start.encoder.get_input_embeddings()(torch.tensor([7]))


def test_frozen_embeddings_are_left_alone(texts: Encoded) -> None:
    start = model("bert")
    embedding = start.encoder.get_input_embeddings()
    embedding.requires_grad_(False)
    weight = embedding.weight
    with trimming.trimmed(start, torch.arange(5), fade=0.5):
        assert embedding.weight is weight
    assert embedding.weight is weight


def test_a_trimmed_run_that_was_cut_off_goes_on_bit_for_bit(
    texts: Encoded, tmp_path: Path, cut_off: Callable[[int, Callable[[], object]], None]
) -> None:
    straight = train(model("bert"), texts, tmp_path / "straight")
    cut_off(7, lambda: train(model("bert"), texts, tmp_path / "cut"))
    resumed = train(model("bert"), texts, tmp_path / "cut")
    assert all(torch.equal(straight[name], resumed[name]) for name in straight)
