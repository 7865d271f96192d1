"""Runs a Tokenizer stage: trains pieces on the texts that an encoder will be pretrained on."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from xstilts.graph.stage import Context, Progress
from xstilts.lab.languages import open_lab
from xstilts.models import tokenization
from xstilts.study.data_slice import examples
from xstilts.study.stages.tokenizer import Tokenizer


def run(stage: Tokenizer, inputs: Mapping[str, Path], out: Path, context: Context) -> None:
    """Fill `out` with the files of the tokenizer."""
    longest = stage.max_length
    if stage.world is not None:
        made = tokenization.from_words(open_lab(stage.world).vocabulary, max_length=longest)
    else:
        made = tokenization.train_unigram(_texts(stage, context), vocabulary=stage.vocabulary, max_length=longest)
    tokenization.save(made, out)


def _texts(stage: Tokenizer, context: Context) -> Iterator[str]:
    for done, data_slice in enumerate(stage.slices):
        for _, loaded in examples(data_slice, context.data):
            context.progress(Progress(done, len(stage.slices), "corpora"))
            for example in loaded:
                yield from data_slice.type.texts(example)
