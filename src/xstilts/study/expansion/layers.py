"""That probes ask for layers which their encoders have: seen in the encoders' configurations, before any work."""

from collections.abc import Iterable

from xstilts.base.errors import UserError
from xstilts.graph.stage import Stage, closure
from xstilts.models.head_spec import chosen_layers
from xstilts.study.data_folder import DataFolder
from xstilts.study.lineage import origins
from xstilts.study.stages.embed import Embed
from xstilts.study.stages.pretrained import Pretrained

ANYWHERE = ("all", "upper", "last", "words")
"""Layers by names that mean something in any encoder."""


def check(wanted: Iterable[Stage], data: DataFolder) -> None:
    """Raises UserError that lists every task which asks by number for a layer that its encoder has not."""
    problems: dict[str, None] = {}
    for stage in closure(list(wanted)):
        if not isinstance(stage, Embed) or stage.layers in ANYWHERE:
            continue
        for count in filter(None, (_layers(encoder, data) for encoder in origins(stage))):
            try:
                chosen_layers(stage.layers, count)
            except UserError as error:
                problems[f"{stage.data_slice.task}: {error}"] = None
    if problems:
        raise UserError("\n".join(problems))


def _layers(encoder: Pretrained, data: DataFolder) -> int | None:
    """How many layers the encoder has, as far as that is known without loading it."""
    if encoder.architecture:
        return encoder.architecture.layers
    count = data.config(encoder.source, encoder.revision).get("num_hidden_layers")
    return count if isinstance(count, int) else None
