"""The files of an Embed stage: vectors in float16, one file a layer, and whose they are. Read without torch.

A file a layer, so that who compares one layer reads nothing of the others. Equal rows, of whatever language, have one
vector: `rows.parquet` names the language, the example and the vector of each row.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from xstilts.base.errors import UserError
from xstilts.models.encoded import Encoded
from xstilts.models.head_spec import WORD_EMBEDDINGS

ROWS = "rows.parquet"
WORDS = "words"
LARGEST = float(np.finfo(np.float16).max)


def write(
    folder: Path,
    *,
    layers: Sequence[int],
    vectors: Sequence[NDArray[np.float32]],
    rows: Mapping[str, Encoded],
    place: NDArray[np.int64],
) -> None:
    """Write the `vectors`, (layers, width) each; `place` (rows,) has the vector of each of the rows of all languages.

    Raises UserError where a number is beyond float16. What is not finite is kept: a model that has diverged.
    """
    for index, layer in enumerate(layers):
        exact = np.stack([vector[index] for vector in vectors]) if vectors else np.empty((0, 0), np.float32)
        largest = float(np.abs(exact, where=np.isfinite(exact), out=np.zeros_like(exact)).max(initial=0.0))
        if largest > LARGEST:
            raise UserError(
                f"layer {layer}: a sentence vector holds {largest:.3g}, more than float16 can ({LARGEST:,.0f}). Such "
                "an encoder has diverged, or its layers are not normalised: compare another layer."
            )
        np.save(folder / _name(layer), exact.astype(np.float16), allow_pickle=False)
    languages = [language for language, encoded in rows.items() for _ in range(len(encoded))]
    example = np.concatenate([encoded.example for encoded in rows.values()])
    columns = {"language": pa.array(languages).dictionary_encode(), "example": example, "vector": place}
    pq.write_table(pa.table(columns), folder / ROWS)


@dataclass(frozen=True)
class VectorFolder:
    """The vectors in a finished folder, memory-mapped."""

    folder: Path

    @cached_property
    def layers(self) -> tuple[int, ...]:
        """The layers that there are, ascending."""
        names = [path.stem for path in self.folder.glob("*.npy")]
        return tuple(sorted(WORD_EMBEDDINGS if name == WORDS else int(name.removeprefix("layer-")) for name in names))

    @cached_property
    def _rows(self) -> dict[str, NDArray[np.generic]]:
        table = pq.ParquetFile(self.folder / ROWS).read()  # read_table would import pandas
        return {name: table[name].to_numpy() for name in table.column_names}

    def of(self, language: str) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Of every row of the language the index of its example, (rows,), and its vectors, (rows, layers, width)."""
        own = np.flatnonzero(self._rows["language"] == language)
        place = self._rows["vector"][own].astype(np.int64)
        by_layer = [np.load(self.folder / _name(n), mmap_mode="r", allow_pickle=False)[place] for n in self.layers]
        return self._rows["example"][own].astype(np.int32), np.stack(by_layer, axis=1).astype(np.float32)


def _name(layer: int) -> str:
    return f"{WORDS}.npy" if layer == WORD_EMBEDDINGS else f"layer-{layer:03d}.npy"
