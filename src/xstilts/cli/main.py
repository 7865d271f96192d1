"""The command line: every verb is a thin function over the Workspace. Heavy imports wait until a verb needs them."""

import errno
from collections.abc import Callable
from typing import Any

import typer

from xstilts.base.errors import UserError
from xstilts.cli import benchmarks, data, doctor, lab, perturb, power, store, studies
from xstilts.cli.output import fail


def _group(about: str, *verbs: Callable[..., None], **settings: Any) -> typer.Typer:
    group = typer.Typer(help=about, no_args_is_help=True, **settings)
    for verb in verbs:
        group.command()(verb)
    return group


app = _group(
    "Cross-lingual intermediate-task transfer studies: from pretrained encoder to a verdict with intervals.",
    *(studies.run, studies.plan, power.power, studies.report, studies.results, data.tasks, perturb.perturb),
    *(benchmarks.score, benchmarks.lint, benchmarks.labels, benchmarks.export, doctor.doctor, power.selftest),
    name="xstilts",
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.add_typer(_group("Look at the data sets on disk.", data.check, data.fetch), name="data")
app.add_typer(_group("Look after the store of results.", store.verify, store.prune), name="store")
app.add_typer(_group("Look into the synthetic multilingual lab.", lab.show), name="lab")

DISK = frozenset(
    getattr(errno, name)
    for name in "EACCES EPERM EROFS ENOSPC EDQUOT ENOTDIR EISDIR EEXIST ENOENT ENAMETOOLONG".split()
)
"""What a disk answers that the user can mend; any other OSError is a bug."""


def main() -> None:
    """Run the command line. Mistakes of the user are printed without a traceback, with exit code 2."""
    try:
        app()
    except UserError as error:
        fail(str(error))
    except OSError as error:
        if error.errno not in DISK:
            raise
        fail(
            f"{error.filename or 'disk'}: cannot be written or read: {error.strerror}. Look at permissions and free "
            "space there, or choose another folder with --store or --output-dir."
        )
