"""How long a training stage takes from its start to its first step, its text cached: `python -m benchmarks.start`.

The stage runs as in a study: a fork of a process that has imported everything. It loads the encoder, maps the encoded
text, plans its batches and trains; counted are the first batch's arrival in the encoder and the end of the first step.
"""

import importlib
import json
import multiprocessing
import os
import tempfile
import time
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from torch.nn.modules.module import register_module_forward_pre_hook
from torch.optim.optimizer import register_optimizer_step_post_hook

from benchmarks import texts
from benchmarks.measure import spread
from benchmarks.options import base_parser
from benchmarks.shapes import SHAPES, Shape
from xstilts.graph.stage import Context, Stage, closure
from xstilts.graph.store import CACHE, Store
from xstilts.study.settings.study import Study, read
from xstilts.study.stages.train import Train
from xstilts.workspace import PRELOAD, Workspace

STUDY = """
study: start
question: How long until the first step?
languages: [en]
seeds: 1
encoders:
  new:
    build: {{layers: {layers}, width: {width}, heads: {heads}, feed_forward: {feed_forward}}}
    tokenizer: {{vocabulary: 8000, tasks: [mlm_text], cap: 2000}}
intermediate: {{}}
train: {{max_steps: 1, batch_size: 32, max_length: 128}}
targets: [{{task: xnli, train_on: [snli]}}]
"""


def study_of(shape: Shape, folder: Path) -> Study:
    """A study with one training stage of that shape, on SNLI."""
    path = folder / "study.yaml"
    sizes = {name: getattr(shape, name) for name in ("layers", "width", "heads", "feed_forward")}
    path.write_text(STUDY.format(**sizes), encoding="utf-8")
    return read(path)


def train(stage: Stage, space: Workspace, said: Connection) -> None:
    """Run the stage as a worker does; says the seconds until the first batch and until the end of the first step."""
    begun = time.perf_counter()
    store, times = Store(space.store), {}

    def note(name: str) -> Any:
        return lambda *event: times.setdefault(name, time.perf_counter() - begun) and None

    register_module_forward_pre_hook(note("batch"))
    register_optimizer_step_post_hook(note("step"))
    context = Context(data=space.data, cache=space.store / CACHE, threads=len(os.sched_getaffinity(0)))
    inputs = {name: store.open(entry, thorough=True) for name, entry in stage.inputs.items()}
    with tempfile.TemporaryDirectory() as out:
        stage.run(inputs, Path(out), context)
    said.send(times)


def main() -> None:
    """Finish the study once, so that its text is cached, then time its training stage again and again."""
    parser = base_parser(__doc__)
    parser.add_argument("--shape", choices=("small", "base"), default="small", help="layers and widths")
    parser.add_argument("--repeats", type=int, default=7)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        space = Workspace(data=texts.data_folder(options.data), store=Path(folder) / "store")
        study = study_of(SHAPES[options.shape], Path(folder))
        if space.run(study).failed:
            raise SystemExit("the study did not finish: run it by `xstilts run` to see why")
        (stage,) = (stage for stage in closure(list(space.expand(study).stages)) if isinstance(stage, Train))
        for module in PRELOAD:
            importlib.import_module(module)
        found = [once(stage, space) for _ in range(options.repeats)]
    seconds = {name: [times[name] for times in found] for name in ("batch", "step")}
    for name, text in (("batch", "first batch in the encoder"), ("step", "first step done")):
        print(f"{options.shape}: {text} after {spread(seconds[name])} s")
    if options.json:
        print(json.dumps({"goal": {"batch": 2.0}, **seconds}))


def once(stage: Stage, space: Workspace) -> dict[str, float]:
    """Train in a fork of this process."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    child = context.Process(target=train, args=(stage, space, theirs))
    child.start()
    theirs.close()
    times: dict[str, float] = ours.recv()
    child.join()
    return times


if __name__ == "__main__":
    main()
