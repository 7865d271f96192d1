"""Rows that several languages share are read by the encoder once, and nothing else changes."""

from dataclasses import replace

import numpy as np
import pytest

from xstilts.graph.stage import Context
from xstilts.models import encoders, tokenization
from xstilts.models.architecture import Architecture
from xstilts.models.model import Model
from xstilts.study.data_slice import DataSlice
from xstilts.study.encodings import joined
from xstilts.study.running.predict import outputs_once
from xstilts.study.stages.predict import Predict
from xstilts.study.stages.pretrained import Pretrained
from xstilts.task_types.masked_lm import MaskedLM, Passage
from xstilts.task_types.ranking import PoolEntry, PoolRanking
from xstilts.training import predict

WORDS = "the a cat dog tree river sees finds old small".split()
SIZES = Architecture(layers=2, width=16, heads=2, feed_forward=32, max_length=32)
TEXTS = [" ".join(WORDS[i : i + 2 + i % 4]) for i in range(8)]


@pytest.fixture(scope="module")
def tokenizer():
    return tokenization.from_words(WORDS, max_length=32)


def outputs(kind, task, parts, tokenizer):
    """The outputs of both ways and how many rows each has read."""
    model = Model(encoders.build(SIZES, tokenizer, 0), tokenizer)
    model.add_head("it", kind.head)
    rows = joined([kind.encode(part, tokenizer, 32) for part in parts])
    read = []
    context = Context(progress=lambda progress: read.append(progress.total))
    data_slice = DataSlice(task=task, languages=("en",), split="test")
    stage = Predict(parent=Pretrained(), data_slice=data_slice, head="it", max_length=32)
    once = outputs_once(model, stage, rows, context)
    every = predict.outputs(model, "it", rows, seed=0, precision="fp32", context=context)
    return rows, once, every, [*dict.fromkeys(read)]


def test_a_pool_that_all_languages_rank_is_read_once(tokenizer):
    pool = [PoolEntry(id=f"c{i}", language="en", text=text, candidate=True) for i, text in enumerate(TEXTS)]
    parts = []
    for number, language in enumerate(("en", "de", "sw")):
        text = f"old {WORDS[number]} sees"
        query = PoolEntry(id="q", language=language, text=text, relevant=("c0",))
        parts.append([query, *(replace(entry, language=language) for entry in pool)])
    rows, once, every, read = outputs(PoolRanking(), "lareqa", parts, tokenizer)
    assert len(rows) == 3 * 9
    assert read == [3 + 8, 27]
    np.testing.assert_allclose(np.stack(once), np.stack(every), rtol=1e-4, atol=1e-6)
    for language in range(1, 3):
        for entry in range(1, 9):
            assert once[entry].tobytes() == once[9 * language + entry].tobytes()


def test_hidden_tokens_are_others_in_every_row(tokenizer):
    passages = [Passage(id=str(i), language="en", text=TEXTS[7]) for i in range(6)]
    _, once, every, read = outputs(MaskedLM(mask_rate=0.5), "mlm_text", [passages], tokenizer)
    assert read == [6]
    np.testing.assert_array_equal(np.stack(once), np.stack(every))
    assert len(np.unique(np.stack(once), axis=0)) > 1
