"""What a run gets ready for its report beforehand is what the report then finds."""

import subprocess
import sys

WARM = """
import sys
from xstilts.report import gather, page
page.warm()
assert page.vega.cache_info().currsize == 1
assert {"altair", "scipy.stats"} <= sys.modules.keys()
"""


def test_the_script_of_the_charts_is_made_and_the_libraries_are_there():
    found = subprocess.run([sys.executable, "-c", WARM], capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr
