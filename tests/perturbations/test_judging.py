"""Sheets for people, and their agreement read back."""

import csv
import io

import pytest

from xstilts.base.errors import UserError
from xstilts.perturbations.family import Perturbation
from xstilts.perturbations.judging import read_sheets, write_sheet
from xstilts.perturbations.perturb import Known
from xstilts.perturbations.slices import perturb_slice
from xstilts.task_types.base import find_task

PAWSX = find_task("pawsx")
INVISIBLE = Perturbation(family="invisible")


@pytest.fixture
def sheet(own_pairs, tmp_path):
    """A sheet of the seven German pairs."""
    made = perturb_slice(PAWSX, own_pairs["de"], INVISIBLE, language="de", known=Known())
    return write_sheet(tmp_path, PAWSX.type, INVISIBLE, made)


def fill(sheet, verdicts):
    rows = list(csv.reader(io.StringIO(sheet.read_text("utf-8"))))
    for row, verdict in zip(rows[1:], verdicts, strict=True):
        row[-1] = verdict
    filled = io.StringIO()
    csv.writer(filled, lineterminator="\n").writerows(rows)
    sheet.write_text(filled.getvalue(), encoding="utf-8")


def test_agreement_is_the_share_of_labels_that_hold_with_wilsons_interval(sheet):
    fill(sheet, ["y", "Yes", "y", "1", "n", "", "y"])
    (judged,) = read_sheets([sheet])
    assert (judged.family, judged.language, judged.items, judged.unjudged) == ("invisible", "de", 6, 1)
    assert judged.agreement == pytest.approx(100 * 5 / 6)
    assert (judged.low, judged.high) == pytest.approx((43.65, 96.99), abs=0.01)  # Wilson (1927) for 5 of 6


def test_several_sheets_are_told_apart(sheet, tmp_path):
    fill(sheet, ["y"] * 7)
    other = tmp_path / "other.csv"
    other.write_text(sheet.read_text(encoding="utf-8").replace(",de,", ",fr,"), encoding="utf-8")
    assert [one.language for one in read_sheets([sheet, other])] == ["de", "fr"]


def test_a_verdict_that_is_neither_is_refused_with_its_place(sheet):
    fill(sheet, ["y", "maybe", "", "", "", "", ""])
    with pytest.raises(UserError, match=r"invisible-de\.csv:\d+: label_holds is 'maybe', expected y, n"):
        read_sheets([sheet])


def test_a_sheet_that_nobody_filled_and_one_of_other_columns_are_refused(sheet, tmp_path):
    with pytest.raises(UserError, match="nothing is judged yet"):
        read_sheets([sheet])
    other = tmp_path / "other.csv"
    other.write_text("family,language\na,b\n")
    with pytest.raises(UserError, match="no column id"):
        read_sheets([other])
