"""Where a branch of a model on the hub stands: a name that moves becomes the commit that a stage's key holds."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from huggingface_hub import constants, hf_hub_download
from huggingface_hub.errors import (
    EntryNotFoundError,
    GatedRepoError,
    LocalEntryNotFoundError,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)
from huggingface_hub.errors import HTTPError as TransportError  # type: ignore[attr-defined]  # its HTTP library's

from xstilts.base.errors import UserError

COMMIT = re.compile(r"[0-9a-f]{40}")
MAIN = "main"
CONFIG = "config.json"
"""The file whose commit is asked for: every encoder has one, and it is small."""


def commit(model: str, revision: str | None, *, ask: bool = True) -> str:
    """The commit of `model` that `revision` (a branch, tag or commit; None: the main branch) names.

    With `ask` the hub is asked, and this machine's cache where the hub cannot be reached; without, the other way
    round: where the branch stood when it was last asked for here. Raises UserError where neither knows.
    """
    revision = revision or MAIN
    if COMMIT.fullmatch(revision):
        return revision
    if not ask:
        try:
            return _stands(model, revision, cached=True)
        except LocalEntryNotFoundError:
            pass
    at = f"{model}@{revision}"
    try:
        with refusals_told(at, f"{constants.ENDPOINT}/{model}", "model"):
            return _stands(model, revision)
    except LocalEntryNotFoundError:  # is an EntryNotFoundError too, but says something else
        why = "HF_HUB_OFFLINE is set" if constants.HF_HUB_OFFLINE else f"{constants.ENDPOINT} cannot be reached"
        raise UserError(
            f"{at}: {why} and the hub's cache on this machine does not know the model. Name a folder with "
            "the model, or plan once where the hub can be reached."
        ) from None
    except EntryNotFoundError:
        raise UserError(f"{at}: has no {CONFIG}, so it is no encoder. Name a model that transformers loads.") from None
    except (OSError, TransportError) as error:
        reason = next(iter(str(error).splitlines()), "") or type(error).__name__
        raise UserError(f"{at}: {constants.ENDPOINT} could not tell its commit: {reason}. Try again.") from None


@contextmanager
def refusals_told(at: str, page: str, what: str) -> Iterator[None]:
    """Within this, what the hub refuses of `at`, a model or data set with that page, is a UserError that says why."""
    try:
        yield
    except RevisionNotFoundError:
        raise UserError(f"{at}: the hub has no such revision of it. Choose one of {page}/commits/main.") from None
    except GatedRepoError:
        raise UserError(f"{at}: access is granted on request. Ask at {page}, then set HF_TOKEN.") from None
    except RepositoryNotFoundError:
        raise UserError(
            f"{at}: the hub at {constants.ENDPOINT} has no such {what}, or not for you. Check the name, HF_ENDPOINT "
            "and HF_TOKEN."
        ) from None


def config(model: str, revision: str) -> Path | None:
    """The model's configuration in this machine's cache; None where it is not there."""
    try:
        return Path(hf_hub_download(model, CONFIG, revision=revision, local_files_only=True))
    except (OSError, EntryNotFoundError, ValueError):
        return None


def _stands(model: str, revision: str, *, cached: bool = False) -> str:
    """The commit's folder in the cache is named after it, and keeps the answer for when the hub is away."""
    return Path(hf_hub_download(model, CONFIG, revision=revision, local_files_only=cached)).parent.name
