"""The encoder that a study starts from."""

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from xstilts.graph.stage import Fingerprints
from xstilts.models.architecture import Architecture
from xstilts.study.data_folder import DataFolder
from xstilts.study.data_slice import DataSlice
from xstilts.study.stages.base import ModelStage
from xstilts.study.stages.tokenizer import Tokenizer

WELL_KNOWN = {"base": 86e6, "large": 303e6, "small": 42e6}
"""Layer weights of encoders by the size in their name, for estimates only."""


@dataclass(frozen=True, kw_only=True)
class Pretrained(ModelStage):
    """An encoder by hub id or from a folder, or an architecture with random weights. Fills `checkpoint/`.

    A hub id is pinned by `revision`, a commit; a folder by its checksums in `data`; an architecture needs a tokenizer.
    Its embeddings are random or made from translations (`aligned`).
    """

    VERSION: ClassVar[int] = 2  # aligned embeddings know translations of words

    source: str = ""
    revision: str | None = None
    trust_remote_code: bool = False
    architecture: Architecture | None = None
    tokenizer: Tokenizer | None = None
    aligned: tuple[DataSlice, ...] = ()
    seed: int = 0

    @property
    def reads(self) -> tuple[DataSlice, ...]:
        """The translations that its embeddings are made from."""
        return self.aligned

    def outside(self, data: DataFolder) -> Fingerprints:
        """The files of its folder, where it is one, or of its translations."""
        folder = Path(self.source)
        return data.checkpoint(folder) if self.source and folder.is_dir() else super().outside(data)

    @property
    def parameters(self) -> float:
        """Weights of the transformer layers; a guess from the name where the encoder is not built here."""
        if self.architecture:
            return self.architecture.parameters()
        return next((size for word, size in WELL_KNOWN.items() if word in self.source.lower()), 86e6)

    @property
    def title(self) -> str:
        """`pretrained xlm-roberta-base@e73636d4`."""
        return f"pretrained {self.source or 'new encoder'}" + (f"@{self.revision[:8]}" if self.revision else "")
