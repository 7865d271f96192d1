"""The table of docs/statistics.md: made by the power that is promised today, and kept within five points of it."""

import re

from documents import ROOT
from xstilts.analysis import power
from xstilts.analysis.components import ASSUMED

ROWS = [
    [float(cell) for cell in re.findall(r"[\d.]+", line)]
    for line in (ROOT / "docs/statistics.md").read_text(encoding="utf-8").splitlines()
    if re.match(r"\| \d", line)
]


def test_the_table_has_what_is_promised_and_simulations_kept_it():
    assert [int(row[0]) for row in ROWS] == list(range(2, 21))
    for seeds, *cells in ROWS:
        for claims, (effect, promised, simulated, false) in ((1, cells[:4]), (3, cells[4:])):
            level = power.level(claims)
            assert abs(effect - power.detectable(1.0, ASSUMED, int(seeds), level)) <= 0.051
            assert abs(promised - 100 * power.supported(effect, 1.0, ASSUMED, int(seeds), level)) <= 2
            assert abs(simulated - promised) <= 5
            assert false <= 5
