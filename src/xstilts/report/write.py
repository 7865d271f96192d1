"""Writes a report to disk: the page, the figures in it, and its numbers as files for other programs."""

from pathlib import Path

from xstilts.base import files
from xstilts.report import export, gallery, page, tables
from xstilts.report.data import ReportData
from xstilts.report.stamp import PAGE


def all_files(data: ReportData, folder: Path, *, figures: bool) -> Path:
    """Write everything into `folder`; returns the path of the page."""
    folder.mkdir(parents=True, exist_ok=True)
    specs = gallery.all_specs(data.transfer, data.curves)
    files.write_text(folder / PAGE, page.build(data, specs))
    files.write_json(folder / "verdicts.json", [verdict.plain() for verdict in data.verdicts])
    for form in ("csv", "json"):
        files.write_text(folder / f"results.{form}", tables.render(data.rows, form))
    if figures:
        export.export(specs, folder / "figures")
    return folder / PAGE
