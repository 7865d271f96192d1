"""A small real tokenizer and encoders of several families, built from configurations."""

import pytest
from transformers import PreTrainedTokenizerFast

from xstilts.models import tokenization

LINES = [
    "the old farmer walked slowly to the river with his dog",
    "der alte Bauer ging langsam mit seinem Hund zum Fluss",
    "старый фермер медленно шёл к реке со своей собакой",
    "老农夫带着他的狗慢慢走到河边",
    "she wrote a long letter to her mother in the evening",
    "am Abend schrieb sie ihrer Mutter einen langen Brief",
] * 4


@pytest.fixture(scope="session")
def tokenizer() -> PreTrainedTokenizerFast:
    """A Unigram tokenizer trained on a few lines."""
    return tokenization.train_unigram(LINES, vocabulary=220, max_length=64)
