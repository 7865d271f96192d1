"""The options that several verbs share: names, help and kinds."""

from pathlib import Path
from typing import Annotated

import typer

StudyFile = Annotated[Path, typer.Argument(metavar="STUDY", help="The study file (YAML).")]
Data = Annotated[Path | None, typer.Option("--data", envvar="XSTILTS_DATA", help="The folder of data sets.")]
StoreFolder = Annotated[Path, typer.Option("--store", envvar="XSTILTS_STORE", help="The folder of results.")]
Set = Annotated[
    list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Override a setting of the study; repeatable.")
]
Limit = Annotated[
    int | None, typer.Option(min=1, help="Smoke run: at most so many examples of every language of every task.")
]
Device = Annotated[str, typer.Option(help="cpu, cuda, cuda:1 ...; auto takes a GPU where there is one.")]
Workers = Annotated[int | None, typer.Option(min=1, help="Stages at a time; all cores unless said.")]
Ranks = Annotated[int, typer.Option(min=1, help="Processes that train a stage together, each on its own GPU or core.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for a machine instead of text for a person.")]
BenchmarkName = Annotated[str, typer.Option("--benchmark", help="xtreme or xtreme-r.")]
OutputDir = Annotated[Path, typer.Option("--output-dir", help="Where report and tables are written.")]
DEFAULT_STORE = Path("store")
