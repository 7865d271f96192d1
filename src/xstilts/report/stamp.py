"""Tells whether a report is of the results that it would be made from again, so that nothing is drawn twice."""

from pathlib import Path

from xstilts.base import files

PAGE = "report.html"
STAMP = ".made-from"


def unchanged(folder: Path, stamp: str) -> Path | None:
    """The page in `folder` where it was made from the same results, else None."""
    page, mark = folder / PAGE, folder / STAMP
    return page if page.is_file() and mark.is_file() and mark.read_text(encoding="utf-8") == stamp else None


def mark(folder: Path, stamp: str) -> None:
    """Note what the report in `folder` was made from."""
    files.write_text(folder / STAMP, stamp)
