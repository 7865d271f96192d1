"""Pictures of events: every concept has a glyph of its own, and who does what to whom has its places."""

import numpy as np
from numpy.typing import NDArray

from xstilts.lab.events import Event
from xstilts.lab.streams import stream
from xstilts.lab.worlds import World

SIZE = 32
GLYPH = 8
NOISE = 0.12
CELLS = {
    "agent_adjective": (1, 1),
    "time": (1, 12),
    "patient_adjective": (1, 23),
    "agent": (12, 1),
    "verb": (12, 12),
    "patient": (12, 23),
    "agent_number": (23, 1),
    "place": (23, 12),
    "patient_number": (23, 23),
}
"""Row and column of the upper left corner of each part's glyph."""

Picture = NDArray[np.float32]


def glyph(world: World, concept: int) -> Picture:
    """The concept's own pattern of 8 x 8 colours, (8, 8, 3) from 0 to 1."""
    rng = stream(world.settings.seed, "glyph", str(concept))
    return np.array([rng.random() for _ in range(GLYPH * GLYPH * 3)], np.float32).reshape(GLYPH, GLYPH, 3)


def parts(event: Event) -> dict[str, int]:
    """What a picture of the event shows, by cell; negation, tense and voice cannot be seen."""
    shown = {
        "agent": event.agent.noun,
        "agent_adjective": event.agent.adjective,
        "agent_number": event.agent.number,
        "verb": event.verb,
        "patient": event.patient.noun,
        "patient_adjective": event.patient.adjective,
        "patient_number": event.patient.number,
        "place": event.place,
        "time": event.time,
    }
    return {cell: concept for cell, concept in shown.items() if concept}


def picture(world: World, event: Event, name: str) -> Picture:
    """The event as (32, 32, 3) colours from 0 to 1: glyphs moved by up to a pixel, under Gaussian noise.

    `name` tells takes of one event apart: the same name gives the same picture.
    """
    seed = int(stream(world.settings.seed, "picture", name).random() * 2**53)
    rng = np.random.Generator(np.random.PCG64(seed))
    canvas = np.full((SIZE, SIZE, 3), 0.5, np.float32)
    for cell, concept in parts(event).items():
        row, column = np.asarray(CELLS[cell]) + np.floor(rng.random(2) * 3).astype(int) - 1
        canvas[row : row + GLYPH, column : column + GLYPH] = glyph(world, concept)
    noisy = canvas + NOISE * rng.standard_normal(canvas.shape, dtype=np.float32)
    return np.clip(noisy, 0.0, 1.0)
