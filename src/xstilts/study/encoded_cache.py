"""Encoded text in a folder: made once for a task, tokenizer and length, memory-mapped, shared by all stages.

An entry's name is a digest of all that its rows depend on, code included, so that no later version finds the rows of
an earlier one. All of it can be made again, so what is damaged or has not been used for long is removed.
"""

import hashlib
import os
import shutil
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xstilts.base import files
from xstilts.base.errors import UserError
from xstilts.graph.plain import canonical, plain
from xstilts.graph.stage import Fingerprints
from xstilts.models.encoded import Encoded
from xstilts.study.data_slice import DataSlice

FOLDER = "encoded"
CHECKSUMS = "checksums.json"
PART, ABANDONED = ".part-", 86400.0
"""How an unfinished entry's name begins, and after how many seconds nobody works on it any more."""
BOUND = 20 << 30
"""Bytes that all entries may take; beyond it those are removed that have not been used for longest."""


def tokenizer_digest(tokenizer: Any) -> str:
    """A digest of what the tokenizer is: its pieces and rules, its special tokens, which inputs it makes and which side
    it cuts, and the library. The truncation and padding that the last text was encoded with are no part of it.
    """
    written = str(tokenizer.backend_tokenizer.to_str())
    settings = {
        "class": type(tokenizer).__name__,
        "special": {name: str(token) for name, token in tokenizer.special_tokens_map.items()},
        "inputs": list(tokenizer.model_input_names),
        "sides": [tokenizer.truncation_side, tokenizer.padding_side],
        "libraries": [version("tokenizers"), version("transformers")],
    }
    rules = written[written.index('"added_tokens"') :]  # truncation and padding stand before it
    return hashlib.sha256(f"{rules}{canonical(settings)}".encode()).hexdigest()


def entry_name(data_slice: DataSlice, reads: Fingerprints, *, pieces: str, max_length: int) -> str:
    """The name of the rows of a slice in one language, which `reads` says all inputs of."""
    known = [plain(data_slice), plain(reads), pieces, max_length]
    return hashlib.sha256(canonical(known).encode()).hexdigest()[:32]


@dataclass(frozen=True)
class EncodedCache:
    """The entries below the folder `root`, which several processes may use at once."""

    root: Path
    bound: int = BOUND

    def read(self, name: str) -> Encoded | None:
        """The rows of an entry, memory-mapped; None where there is none, or only a damaged one, which is removed."""
        folder = self.root / FOLDER / name
        if not folder.is_dir():
            return None
        with suppress(UserError, OSError, ValueError, KeyError):  # damaged, or removed by another process just now
            if files.read_json(folder / CHECKSUMS) == _checksums(folder):
                os.utime(folder)  # used just now
                return _mapped(folder)
        shutil.rmtree(folder, ignore_errors=True)
        return None

    def keep(self, name: str, rows: Encoded) -> Encoded:
        """Write an entry, which appears whole or not at all, and give it back memory-mapped."""
        folder = self.root / FOLDER / name
        folder.parent.mkdir(parents=True, exist_ok=True)
        partial = Path(tempfile.mkdtemp(prefix=PART, dir=folder.parent))
        arrays: dict[str, NDArray[np.generic]] = {
            column: getattr(rows, column) for column in ("tokens", "bounds", "row_bounds", "example")
        }
        arrays |= {f"row.{column}": values for column, values in rows.per_row.items()}
        arrays |= {f"token.{column}": values for column, values in rows.per_token.items()}
        for column, array in arrays.items():
            np.save(partial / f"{column}.npy", array, allow_pickle=False)
        files.write_json(partial / CHECKSUMS, _checksums(partial))
        try:
            os.rename(partial, folder)
        except OSError:  # another process was first with the same rows
            shutil.rmtree(partial)
        kept = _mapped(folder)
        self.prune(self.bound)
        return kept

    def prune(self, bound: int = 0, *, dry_run: bool = False) -> int:
        """Remove the entries that have not been used for longest, until `bound` bytes are left; the bytes freed."""
        entries = sorted(_entries(self.root / FOLDER))
        excess = sum(size for _, size, _ in entries) - bound
        freed = 0
        for _, size, folder in entries:
            if freed >= excess:
                break
            freed += size
            if not dry_run:
                shutil.rmtree(folder, ignore_errors=True)
        return freed


def _entries(root: Path) -> list[tuple[float, int, Path]]:
    """When each entry was last used, its bytes and its folder; those are left out that are being written or removed."""
    found = []
    for folder in root.glob("*"):
        with suppress(OSError):
            used = folder.stat().st_mtime
            if not folder.name.startswith(PART) or used < time.time() - ABANDONED:
                found.append((used, sum(path.stat().st_size for path in folder.iterdir()), folder))
    return found


def _checksums(folder: Path) -> dict[str, str]:
    return {path.name: files.sha256(path) for path in sorted(folder.glob("*.npy"))}


def _mapped(folder: Path) -> Encoded:
    arrays = {path.stem: np.load(path, mmap_mode="r", allow_pickle=False) for path in sorted(folder.glob("*.npy"))}
    return Encoded(
        **{name: array for name, array in arrays.items() if "." not in name},
        per_row={name.removeprefix("row."): array for name, array in arrays.items() if name.startswith("row.")},
        per_token={name.removeprefix("token."): array for name, array in arrays.items() if name.startswith("token.")},
    )
