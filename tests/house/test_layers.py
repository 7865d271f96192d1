"""What may import what: the layers of the design, no cycles, and half of the package without torch."""

import json
import subprocess
import sys
from graphlib import TopologicalSorter

LAYERS = (
    "base graph lab metrics models task_types readers perturbations tasks training study protocols analysis analyses "
    "report workspace cli __main__"
).split()
"""A folder imports from itself and from what comes before it.

Perturbations read lexicons and the lab, and edit what task types let them edit; slices of tasks are perturbed, so they
come before tasks.
"""

TORCH_FREE = (
    "base graph lab metrics analysis analyses report task_types readers perturbations tasks protocols cli/main "
    "cli/plan_tables cli/task_tables cli/live cli/data_tables "
    "study/settings study/expansion study/stages study/lineage study/data_slice study/collect study/results "
    "study/predictions "
    "study/data_folder study/datacheck study/encodings training/hyperparameters models/encoded workspace"
).split()
"""Folders and modules that are imported without torch and transformers, so that planning takes milliseconds."""

HEAVY = {"torch", "transformers", "pydantic", "altair", "pyarrow", "scipy", "numpy", "ruamel", "psutil"}
"""What `xstilts --help` does without."""


def test_every_folder_has_its_layer(sources):
    assert {source.layer for source in sources} - {"__init__"} == set(LAYERS)


def test_no_folder_imports_from_a_later_layer(sources):
    upward = [
        f"{source.name} imports {name}"
        for source in sources
        for name in source.imports()
        if name.startswith("xstilts.") and LAYERS.index(name.split(".")[1]) > LAYERS.index(source.layer)
    ]
    assert upward == []


def test_no_modules_import_each_other_in_a_circle(sources):
    known = {source.module for source in sources}
    graph = {
        source.module: {
            module
            for name in source.imports(nested=False)
            for module in (name, name.rpartition(".")[0])
            if module in known and module != source.module
        }
        for source in sources
    }
    assert len(tuple(TopologicalSorter(graph).static_order())) == len(known)  # raises CycleError with the circle


def test_readers_planners_analyses_and_reports_need_no_torch(sources):
    chosen = [
        source.module
        for source in sources
        if any(source.name == f"{place}.py" or source.name.startswith(f"{place}/") for place in TORCH_FREE)
    ]
    assert len(chosen) > 100
    assert not {"torch", "transformers", "tokenizers"} & _imported(chosen)


def test_the_command_line_imports_nothing_heavy_before_a_verb_asks_for_it():
    assert not HEAVY & _imported(["xstilts.cli.main"])


def _imported(modules: list[str]) -> set[str]:
    """The top-level packages that a fresh interpreter holds after it has imported the modules."""
    code = (
        f"import importlib, json, sys\n"
        f"for name in {modules!r}: importlib.import_module(name)\n\n"
        "sys.stdout.write(json.dumps(list(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return {name.partition(".")[0] for name in json.loads(done.stdout)}
