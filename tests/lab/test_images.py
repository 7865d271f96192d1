"""Pictures: what is where, how noisy, and that the same name gives the same picture."""

from itertools import pairwise

import numpy as np
import pytest

from xstilts.lab.events import Event, Phrase
from xstilts.lab.exercises import first
from xstilts.lab.images import CELLS, GLYPH, NOISE, glyph, parts, picture


def test_a_picture_has_the_glyph_of_each_part_within_a_pixel_of_its_cell(lab):
    for example in first(lab, "image", "en", "test", 30):
        (event,) = example.meaning
        shown = picture(lab.world, event, example.id)
        assert shown.shape == (32, 32, 3)
        assert shown.dtype == np.float32
        assert 0 <= shown.min() <= shown.max() <= 1
        for cell, concept in parts(event).items():
            row, column = CELLS[cell]
            wanted = glyph(lab.world, concept)
            off = min(
                np.abs(shown[r : r + GLYPH, c : c + GLYPH] - wanted).mean()
                for r in (row - 1, row, row + 1)
                for c in (column - 1, column, column + 1)
            )
            assert off < NOISE


def test_empty_slots_leave_grey_and_glyphs_never_overlap(lab):
    event = Event(verb=lab.world.verbs.values[0], agent=Phrase(20), patient=Phrase(30))
    shown = picture(lab.world, event, "bare")
    assert shown[:10].mean() == pytest.approx(0.5, abs=0.02)
    assert shown[22:].mean() == pytest.approx(0.5, abs=0.02)
    rows = sorted({row for row, _ in CELLS.values()})
    assert all(later - earlier >= GLYPH + 2 for earlier, later in pairwise(rows))
    assert rows[0] >= 1
    assert rows[-1] + 1 + GLYPH <= 32


def test_a_picture_depends_on_its_name_and_captions_say_nothing_that_cannot_be_seen(lab):
    examples = first(lab, "image", "ja", "test", 20)
    event = examples[0].meaning[0]
    assert (picture(lab.world, event, "a") == picture(lab.world, event, "a")).all()
    assert (picture(lab.world, event, "a") != picture(lab.world, event, "b")).any()
    assert not any(example.meaning[0].negated or example.meaning[0].past for example in examples)
