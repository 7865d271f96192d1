"""Targets that a head cannot give are found before the first step."""

from dataclasses import replace

import numpy as np
import pytest

from xstilts.base.errors import UserError
from xstilts.models.encoded import IGNORED, Encoded, encoded
from xstilts.models.head import EncoderFacts, check_targets
from xstilts.models.head_kinds import build_head
from xstilts.models.head_spec import HeadSpec

TEXTS = [[0, 7, 8, 2], [0, 9, 2], [0, 7, 2], [0, 6, 6, 6, 2]]


def check(kind: str, outputs: int, data: Encoded) -> None:
    facts = EncoderFacts(width=4, dropout=0.0, language_model=lambda: pytest.fail("no head here asks for it"))
    check_targets("nli", build_head(HeadSpec(kind=kind, outputs=outputs), facts), data)


def rows(sequences_per_row: int = 1, **columns: list[int]) -> Encoded:
    made = {name: np.array(values) for name, values in columns.items()}
    return encoded(TEXTS, sequences_per_row=sequences_per_row, per_row=made)


@pytest.mark.parametrize(
    ("kind", "data", "said"),
    [
        ("sequence", rows(labels=[0, 1, 3, 2]), r"nli: example number 2 \(row 2\) has labels 3, .* from 0 to 2"),
        ("sequence", rows(labels=[0, 1, IGNORED, 2]), r"labels -100, which has to be from 0 to 2"),
        ("choice", rows(2, labels=[1, 2]), r"example number 1 \(row 1\) has labels 2, .* from 0 to 1"),
        ("span", rows(start=[0, 0, 0, 0], end=[3, 2, 2, 5]), r"row 3\) has end 5, .* from 0 to 4"),
    ],
)
def test_a_target_out_of_range_is_named(kind: str, data: Encoded, said: str) -> None:
    with pytest.raises(UserError, match=said):
        check(kind, 3, data)


def test_a_token_may_have_no_label_but_no_wrong_one() -> None:
    tags = [[IGNORED, 0, 1, IGNORED], [IGNORED, 2, IGNORED], [IGNORED, 1, IGNORED], [IGNORED, 1, 0, 4, IGNORED]]
    data = encoded(TEXTS, per_token={"labels": tags})
    check("token", 5, data)
    with pytest.raises(UserError, match=r"example number 3 \(row 3\) has labels 4, which has to be from 0 to 3"):
        check("token", 4, data)


def test_right_targets_pass() -> None:
    check("sequence", 3, rows(labels=[0, 1, 2, 2]))
    check("choice", 0, rows(2, labels=[1, 0]))
    check("span", 2, rows(start=[0, 0, 0, 0], end=[3, 2, 2, 4]))
    check("regression", 1, replace(rows(), per_row={"labels": np.array([-3.5, 0, 9, 2])}))
