"""About how much text there is: examples and tokens, for estimates of cost only."""

from collections.abc import Sequence

from xstilts.study.data_slice import DataSlice
from xstilts.task_types.base import Size

MEAN_FILL = 0.4
"""Real tokens of an example as a share of max_length, where its task does not say (a guess)."""
EXAMPLES = 1000
"""Examples of a language, where the task does not say (a guess)."""


def size(data_slice: DataSlice, max_length: int) -> Size:
    """Examples of the slice in all its languages and their mean number of tokens."""
    told = data_slice.declared.sizes.get(data_slice.split) or Size(EXAMPLES, round(MEAN_FILL * max_length))
    return Size(min(told.examples, data_slice.cap or told.examples) * len(data_slice.languages), told.tokens)


def together(sizes: Sequence[Size]) -> Size:
    """All examples, with the mean tokens of one."""
    examples = sum(size.examples for size in sizes)
    return Size(examples, round(sum(size.examples * size.tokens for size in sizes) / max(1, examples)))
