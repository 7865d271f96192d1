"""What is asked of this machine."""

from xstilts.cli.options import DEFAULT_STORE, Data, Json, StoreFolder
from xstilts.cli.output import print_json


def doctor(data: Data = None, store: StoreFolder = DEFAULT_STORE, as_json: Json = False) -> None:
    """Say what this machine has, what is missing and what to do about it."""
    from xstilts.cli import doctor as checks

    found = checks.findings(data, store)
    if as_json:
        print_json([finding._asdict() for finding in found])
    else:
        checks.show(found)
