"""Workers are forks of a process that has imported everything: that must stay possible."""

import os
import subprocess
import sys

import pytest

from xstilts.graph.engines.local import LIBRARIES, THREADS
from xstilts.workspace import PRELOAD


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every worker starts afresh")
def test_no_library_starts_a_thread_that_would_make_forks_unsafe():
    code = f"import importlib, os\nfor name in {PRELOAD!r}: importlib.import_module(name)\n"
    code += "assert len(os.listdir('/proc/self/task')) == 1, 'a second thread'"
    env = {**os.environ, **LIBRARIES, **dict.fromkeys(THREADS, "1")}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
