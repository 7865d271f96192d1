"""What of a task counts in the identity of results: its declaration, and the code that reads, encodes and scores."""

from functools import lru_cache

from xstilts.base import plugins
from xstilts.base.code_digest import Home, digest
from xstilts.task_types.base import MODULES, task_in

SCORING = frozenset({"decode", "guess", "score", "metrics", "official", "official_gold", "shown_label"})
"""Members of a task type that come after a model: training does not depend on them."""


def task_digest(name: str, *, scoring: bool) -> str:
    """SHA-256 over the type with all its settings, the readers, what makes examples, and all code that they reach; with
    `scoring` also over how outputs are decoded and scored. What a declaration says for people only is left out, and so
    is where its files lie: files count by their content.

    Raises UserError for an unknown task.
    """
    return _digest(name, plugins.state(name), scoring)


@lru_cache(maxsize=512)
def _digest(name: str, state: str, scoring: bool) -> str:
    module = plugins.find(MODULES, name, "task")
    task = task_in(module)
    decides = (task.type, task.read, task.hub.read if task.hub else None, task.made)
    without = {} if scoring else {type(task.type): SCORING}
    return digest(decides, Home.of(module), without)
