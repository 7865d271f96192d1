import subprocess
import sys

from xstilts.graph.engines.local import LIBRARIES, THREADS
from xstilts.workspace import PRELOAD


def test_what_workers_share_starts_no_thread_so_that_they_can_be_forked() -> None:
    imports = f"import importlib, os; [importlib.import_module(name) for name in {PRELOAD!r}]"
    code = f"{imports}; print(len(os.listdir('/proc/self/task')))"
    env = {**dict.fromkeys(THREADS, "1"), **LIBRARIES, "PATH": ""}
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env, check=True)
    assert found.stdout.split()[-1] == "1"
