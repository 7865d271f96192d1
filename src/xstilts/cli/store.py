"""What is done with the store of results: verify it, prune it."""

from typing import Annotated

import typer

from xstilts.cli.opening import need_folder, open_workspace, read_study
from xstilts.cli.options import DEFAULT_STORE, Data, Json, Limit, Set, StoreFolder, StudyFile
from xstilts.cli.output import fail, print_json


def verify(store: StoreFolder = DEFAULT_STORE, as_json: Json = False) -> None:
    """Compare every finished file with its checksum."""
    from xstilts.graph.store import Store

    need_folder(store, "--store")
    damages = list(Store(store).verify())
    if as_json:
        print_json([{"folder": str(d.folder), "file": d.file, "what": d.problem} for d in damages])
    for damage in () if as_json else damages:
        typer.echo(str(damage))
    if damages:
        fail(f"{store}: {len(damages)} damaged files. Remove their folders: the next run makes them again.")
    if not as_json:
        typer.echo(f"{store}: every file is as it was written.")


def prune(
    study: StudyFile,
    data: Data = None,
    store: StoreFolder = DEFAULT_STORE,
    set_: Set = None,
    limit: Limit = None,
    dry_run: Annotated[bool, typer.Option(help="Only say how much would be freed.")] = False,
) -> None:
    """Remove every result that the given study does not need, and all encoded text, which is made again when needed."""
    from xstilts.graph.stage import closure
    from xstilts.graph.store import CACHE, Store
    from xstilts.study.encoded_cache import EncodedCache

    need_folder(store, "--store")
    workspace = open_workspace(data, store, "cpu", None)
    keep = {stage.key for stage in closure(workspace.expand(read_study(study, set_, limit)).stages)}
    freed = Store(store).prune(keep, dry_run=dry_run)
    freed += EncodedCache(store / CACHE).prune(dry_run=dry_run)
    typer.echo(f"{store}: {freed / 2**20:,.1f} MiB {'would be ' if dry_run else ''}freed.")
