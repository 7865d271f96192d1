"""That no text of a study may become longer than its encoders read: seen in their configurations, before any work."""

from collections.abc import Iterable

from xstilts.base.errors import UserError
from xstilts.graph.stage import Stage, closure
from xstilts.models import limits
from xstilts.study.data_folder import DataFolder
from xstilts.study.stages.embed import Embed
from xstilts.study.stages.predict import Predict
from xstilts.study.stages.pretrained import Pretrained
from xstilts.study.stages.train import Train


def check(wanted: Iterable[Stage], data: DataFolder) -> None:
    """Raises UserError that lists every encoder which has too few positions for the study's `max_length`."""
    most: dict[str, dict[str, int]] = {}  # of every stage: what the encoders below it read at most
    problems = []
    for stage in closure(list(wanted)):  # each after those that it needs
        if isinstance(stage, Pretrained):
            limit = _longest(stage, data)
            most[stage.key] = {} if limit is None else {stage.source or "that is built": limit}
            continue
        below = [most[entry.key] for entry in stage.inputs.values()]
        most[stage.key] = below[0] if len(below) == 1 else {name: n for each in below for name, n in each.items()}
        if isinstance(stage, Train | Predict | Embed):
            length = (stage.training.max_length or 0) if isinstance(stage, Train) else stage.max_length
            problems += [limits.too_long(length, name, n) for name, n in most[stage.key].items() if length > n]
    if problems:
        raise UserError("\n".join(dict.fromkeys(problems)))


def _longest(encoder: Pretrained, data: DataFolder) -> int | None:
    """The most tokens that the encoder reads, as far as that is known without loading it."""
    if encoder.architecture:
        return encoder.architecture.max_length
    config = data.config(encoder.source, encoder.revision)
    return limits.longest_of(config) if config else None
