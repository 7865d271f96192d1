"""The encoder that a study starts from: one that is there, or one that is built and pretrained in the study."""

from typing import Literal

from xstilts.base.config import settings
from xstilts.models.architecture import Architecture
from xstilts.study.settings.recipe import Recipe, Use


@settings
class Tokens:
    """The tokenizer of an encoder that is built here: Unigram, trained on the texts of `tasks`.

    At most `cap` examples of each language of each task are read: more text changes the pieces little. With
    `vocabulary: lab` the pieces are the words of the study's world.
    """

    vocabulary: int | Literal["lab"] = 8000
    tasks: tuple[str | Use, ...] = ()
    cap: int = 5000

    def __post_init__(self) -> None:
        """Refuse sizes that leave nothing."""
        for name, size in (("vocabulary", self.vocabulary), ("cap", self.cap)):
            if isinstance(size, int) and size < 1:
                raise ValueError(f"{name}: must be 1 or more, not {size}")


@settings
class Encoder:
    """Where the study starts: `source` (hub id, with @revision, or folder), or `build` with `tokenizer`.

    `aligned` names corpora of translations from which a new encoder's embeddings are made, instead of at random.
    `pretrain` trains it first, on plain text. An encoder is one encoder: with `shared_by: study` all seeds of the study
    start from the same weights, as they do with a downloaded one; `seed` builds and pretrains it for every seed.
    """

    source: str | None = None
    build: Architecture | None = None
    tokenizer: Tokens | None = None
    aligned: tuple[str | Use, ...] = ()
    pretrain: Recipe | None = None
    shared_by: Literal["study", "seed"] = "study"
    trust_remote_code: bool = False

    def __post_init__(self) -> None:
        """Refuse an encoder that comes from two places, or from none."""
        if (self.source is None) == (self.build is None):
            raise ValueError("give either `source` (a hub id or a folder) or `build` (the sizes of a new encoder)")
        if self.source is not None and self.tokenizer is not None:
            raise ValueError("tokenizer: goes with `build` only: a checkpoint (`source`) brings its own")
        if self.source is not None and self.aligned:
            raise ValueError("aligned: goes with `build` only: a checkpoint (`source`) brings its own embeddings")
