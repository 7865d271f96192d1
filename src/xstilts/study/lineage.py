"""Where a stage comes from: the encoders and the training phases that it rests on, by however many ways."""

from xstilts.graph.stage import Stage, closure
from xstilts.study.stages.pretrained import Pretrained
from xstilts.study.stages.train import Train


def origins(stage: Stage) -> tuple[Pretrained, ...]:
    """The pretrained encoders that the stage rests on, each once."""
    return tuple(entry for entry in closure([stage]) if isinstance(entry, Pretrained))


def phases(stage: Stage) -> tuple[Train, ...]:
    """The training phases that the stage rests on, itself included, each after those that it rests on."""
    return tuple(entry for entry in closure([stage]) if isinstance(entry, Train))
