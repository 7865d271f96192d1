"""What this machine has, what is missing, and what to do: the first thing to run when something is odd."""

import importlib.metadata
import importlib.util
import os
import platform
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

from xstilts.cli.options import DEFAULT_STORE, Data, Json, StoreFolder
from xstilts.cli.output import print_json

GIB = 2**30
NEEDED_MEMORY = 4
NEEDED_DISK = 2
EXTRAS = {"lora": "peft"}


class Diagnosis(NamedTuple):
    """One thing that was looked at: `ok` None means that it is only told."""

    what: str
    found: str
    ok: bool | None = None
    advice: str = ""


def doctor(data: Data = None, store: StoreFolder = DEFAULT_STORE, as_json: Json = False) -> None:
    """Say what this machine has, what is missing and what to do about it."""
    found = findings(data, store)
    if as_json:
        print_json([finding._asdict() for finding in found])
    else:
        _show(found)


def findings(data: Path | None, store: Path) -> list[Diagnosis]:
    """Everything that was looked at, in order."""
    return [*_software(), *_machine(store), *_hub(), *_places(data, store)]


def _software() -> Iterator[Diagnosis]:
    yield Diagnosis("xstilts", importlib.metadata.version("xstilts"))
    yield Diagnosis("python", platform.python_version())
    for name in ("torch", "transformers", "tokenizers", "pyarrow", "altair"):
        try:
            yield Diagnosis(name, importlib.metadata.version(name), True)
        except importlib.metadata.PackageNotFoundError:
            yield Diagnosis(name, "missing", False, f"pip install {name}")
    for extra, package in EXTRAS.items():
        there = importlib.util.find_spec(package) is not None
        advice = "" if there else f"only for that extra: pip install 'xstilts[{extra}]'"
        yield Diagnosis(f"extra {extra}", "installed" if there else "not installed", None, advice)


def _machine(store: Path) -> Iterator[Diagnosis]:
    import psutil
    import torch

    cores = len(os.sched_getaffinity(0))
    yield Diagnosis("cores", f"{cores}", cores > 1, "" if cores > 1 else "stages run one after the other")
    memory = psutil.virtual_memory().available / GIB
    enough = memory >= NEEDED_MEMORY
    yield Diagnosis("free memory", f"{memory:.1f} GiB", enough, "" if enough else "close something: 4 GiB are needed")
    place = next(folder for folder in (store.absolute(), *store.absolute().parents) if folder.exists())
    disk = shutil.disk_usage(place).free / GIB
    roomy = disk >= NEEDED_DISK
    yield Diagnosis(
        "free disk for the store", f"{disk:.1f} GiB", roomy, "" if roomy else "put --store on a larger disk"
    )
    if torch.cuda.is_available():
        for index in range(torch.cuda.device_count()):
            found = torch.cuda.get_device_properties(index)
            yield Diagnosis(f"GPU {index}", f"{found.name}, {found.total_memory / GIB:.0f} GiB", True)
        yield Diagnosis("bf16 on the GPU", "yes" if torch.cuda.is_bf16_supported() else "no", None)
    else:
        yield Diagnosis("GPU", "none", None, "small encoders train on the CPU; XLM-R wants a GPU")
    fast = torch.ops.mkldnn._is_mkldnn_bf16_supported() if torch.backends.mkldnn.is_available() else False  # type: ignore[no-untyped-call]
    yield Diagnosis("bf16 on the CPU", "yes" if fast else "no", None, "" if fast else "leave precision at fp32")


def _hub() -> Iterator[Diagnosis]:
    offline = os.environ.get("HF_HUB_OFFLINE", "") not in ("", "0")
    yield Diagnosis("model hub", "offline (HF_HUB_OFFLINE)" if offline else "online", None)
    home = os.environ.get("HF_HOME", "~/.cache/huggingface")
    yield Diagnosis("hub cache", home, None)


def _places(data: Path | None, store: Path) -> Iterator[Diagnosis]:
    if data is None:
        yield Diagnosis("data folder", "not set", None, "pass --data DIR or set XSTILTS_DATA for studies on real data")
    elif not data.is_dir():
        yield Diagnosis("data folder", f"{data}: no such folder", False, "pass the folder that holds the data sets")
    else:
        sets = sorted(path.name for path in data.iterdir() if path.is_dir())
        yield Diagnosis("data folder", f"{data}: {len(sets)} folders", bool(sets))
    yield Diagnosis("store", f"{store}{'' if store.exists() else ' (will be made)'}", None)


def _show(found: list[Diagnosis]) -> None:
    table = Table(box=None, pad_edge=False)
    for title in ("", "what", "found", "what to do"):
        table.add_column(title)
    marks = {True: "[green]✓[/]", False: "[red]✗[/]", None: "·"}
    for finding in found:
        table.add_row(marks[finding.ok], finding.what, finding.found, finding.advice)
    Console().print(table)
