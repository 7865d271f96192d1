"""Rows as CSV, Markdown and JSON."""

import csv
import io
import json

import pytest

from xstilts.base.errors import UserError
from xstilts.report.tables import render
from xstilts.study.results import Row


def row(**changes):
    given = {
        "study": "s",
        "encoder": "e",
        "recipe": "none",
        "target": "xnli",
        "language": "de",
        "seed": 0,
        "metric": "accuracy",
        "value": 100 / 3,
        "n": 9,
        "key": "0123456789abcdef",
    }
    return Row(**{**given, **changes})


def test_csv_keeps_every_digit_and_quotes_what_needs_it():
    lines = list(csv.DictReader(io.StringIO(render([row(recipe='a,"b"')], "csv"))))
    assert float(lines[0]["value"]) == 100 / 3
    assert lines[0]["recipe"] == 'a,"b"'
    assert lines[0]["key"] == "0123456789abcdef"


def test_json_is_a_list_of_rows():
    assert json.loads(render([row(), row(seed=1)], "json"))[1] == {**row().__dict__, "seed": 1}
    assert json.loads(render([], "json")) == []


def test_markdown_is_aligned_and_escapes_bars():
    text = render([row(recipe="a|b"), row(value=7.0)], "md")
    assert len({len(line) for line in text.splitlines()}) == 1
    assert "a\\|b" in text
    assert "| 33.33 |" in text
    assert "|  7.00 |" in text
    assert "0123456789ab |" in text


def test_another_format_is_refused_with_what_there_is():
    with pytest.raises(UserError, match=r"no such format 'xml'\. Known: csv, json, md"):
        render([row()], "xml")
