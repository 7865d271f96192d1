"""What the tests ask worker processes to do: `main([what, ...])`, as the fork server calls it."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

SLEEP = [sys.executable, "-c", "import time; time.sleep(600)"]


def main(arguments: list[str]) -> int:
    what, *rest = arguments
    code = {"say": say, "exit": int, "die": die, "modules": modules, "env": env}.get(what) or globals()[what]
    return code(*rest) or 0


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def die(number: str) -> None:
    os.kill(os.getpid(), int(number))


def modules(*names: str) -> None:
    say(json.dumps({name: name in sys.modules for name in names}))


def env(name: str) -> None:
    say(os.environ.get(name, ""))


def name() -> None:
    sys.stdout.write(Path("/proc/self/comm").read_text())


def brood(note: str) -> None:
    """Start a child, note both process ids, stay."""
    child = subprocess.Popen(SLEEP)
    Path(note).write_text(f"{os.getpid()} {child.pid}\n")
    time.sleep(600)


def abandon(note: str) -> None:
    """Start a child and end before it."""
    Path(note).write_text(str(subprocess.Popen(SLEEP).pid))


if __name__ == "__main__":
    if sys.argv[1] == "main":
        from xstilts.graph.engines.base import Resources
        from xstilts.graph.engines.local import LocalEngine

        with LocalEngine(cpus=1) as engine:
            engine.submit([sys.executable, "-P", "-m", "errands", "brood", sys.argv[2]], Resources(), "brood")
            while True:
                engine.poll(1.0)
    sys.exit(main(sys.argv[1:]))
