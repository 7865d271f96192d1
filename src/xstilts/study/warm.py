"""What workers share: imported once by the process that they are forked from, so that a stage starts in milliseconds.

Every module of `study.running` is, whatever is added there.

transformers imports and compiles much at its first load of a model, so a model is loaded here. Nothing may start a
thread: threads do not live through a fork.
"""

import importlib
import pkgutil
import tempfile
from pathlib import Path

import pyarrow as pa
import torch

from xstilts.models import checkpoint, encoders, tokenization
from xstilts.models.architecture import Architecture
from xstilts.models.model import Model
from xstilts.study import running


def load_a_model() -> None:
    """Build, save and load the smallest of encoders."""
    words = tokenization.from_words(["a"], max_length=8)
    smallest = Architecture(layers=1, width=2, heads=1, feed_forward=2, max_length=8)
    with tempfile.TemporaryDirectory() as folder:
        checkpoint.save(Model(encoders.build(smallest, words, 0), words), Path(folder), {})
        checkpoint.load(folder, heads={})


torch.set_num_threads(1)
for kind in pkgutil.iter_modules(running.__path__):
    importlib.import_module(f"{running.__name__}.{kind.name}")
load_a_model()
pa.table({"warm": ["up"]})  # pyarrow looks for pandas, a second's import, at its first table
