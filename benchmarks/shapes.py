"""Encoder shapes that benchmarks run with random weights, and what a token costs in them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from transformers import XLMRobertaConfig


@dataclass(frozen=True)
class Shape:
    """The sizes of an encoder of XLM-R's architecture. Of its `vocabulary` at most `pieces` occur in the text."""

    layers: int
    width: int
    heads: int
    feed_forward: int
    vocabulary: int
    pieces: int = 16_000

    def config(self, max_length: int, outputs: int = 2) -> XLMRobertaConfig:
        """The configuration that a model is built from, with XLM-R's dropout of 0.1 and special tokens."""
        return XLMRobertaConfig(
            vocab_size=self.vocabulary,
            num_hidden_layers=self.layers,
            hidden_size=self.width,
            num_attention_heads=self.heads,
            intermediate_size=self.feed_forward,
            max_position_embeddings=max_length + 2,
            type_vocab_size=1,
            num_labels=outputs,
            bos_token_id=0,
            pad_token_id=1,
            eos_token_id=2,
        )

    def flop(self, lengths: NDArray[np.int64]) -> float:
        """Floating-point operations of a forward pass for one token of sequences of these lengths, on average.

        Two for every weight of the layers, and attention's two products with all tokens of the sequence; a training
        step takes three times as many. Embeddings, heads and element-wise operations are left out.
        """
        weights = 4 * self.width**2 + 2 * self.width * self.feed_forward
        attended = float((lengths.astype(np.float64) ** 2).sum() / lengths.sum())
        return self.layers * (2 * weights + 4 * self.width * attended)


SHAPES = {
    "small": Shape(4, 256, 4, 1024, 16_000),
    "base": Shape(12, 768, 12, 3072, 250_002),
    "large": Shape(24, 1024, 16, 4096, 250_002),
}
"""`base` and `large` are XLM-R's."""
