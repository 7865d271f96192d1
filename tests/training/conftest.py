"""A tiny model and a task that it can learn: which of three words a sentence begins with."""

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from xstilts.models import encoders, tokenization
from xstilts.models.architecture import Architecture
from xstilts.models.encoded import Encoded, encoded
from xstilts.models.head_spec import HeadSpec
from xstilts.models.model import Model
from xstilts.training import state

WORDS = [f"w{i}" for i in range(40)]
SPEC = HeadSpec(kind="sequence", outputs=3)


@pytest.fixture
def new_model() -> Callable[[], Model]:
    """Makes the same model again and again."""

    def make(dropout: float = 0.0) -> Model:
        tokenizer = tokenization.from_words(WORDS, max_length=64)
        sizes = Architecture(layers=2, width=16, heads=2, feed_forward=32, max_length=64, dropout=dropout)
        model = Model(encoders.build(sizes, tokenizer, 0), tokenizer)
        torch.manual_seed(1)
        model.add_head("topic", SPEC)
        model.add_head("mlm", HeadSpec(kind="masked_lm", settings=(("mask_rate", 0.3),)))
        return model

    return make


class Stopped(Exception):
    """Ends a run at a step of the test's choice."""


@pytest.fixture
def cut_off(monkeypatch: pytest.MonkeyPatch) -> Callable[[int, Callable[[], object]], None]:
    """Runs what trains until the state of a step is saved, and ends it there; later runs go on to their end."""

    def run(stop_at: int, training: Callable[[], object]) -> None:
        save = state.save

        def save_then_stop(
            folder: Path, model: torch.nn.Module, optimizer: torch.optim.Optimizer, at: state.TrainingPlace
        ) -> None:
            save(folder, model, optimizer, at)
            if at.step == stop_at:
                raise Stopped

        monkeypatch.setattr(state, "SHORTEST", 0.0)
        monkeypatch.setattr(state, "SHARE", math.inf)
        monkeypatch.setattr(state, "save", save_then_stop)
        with pytest.raises(Stopped):
            training()
        monkeypatch.setattr(state, "save", save)

    return run


@pytest.fixture
def topics() -> Encoded:
    """120 sentences of 3 to 20 words; the label is the first word's."""
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 3, 120)
    texts = [[0, 5 + int(y), *rng.integers(8, 45, rng.integers(2, 20)).tolist(), 2] for y in labels]
    return encoded(texts, per_row={"labels": labels.astype(np.int64)})
