"""What a scored model has seen of each language before it was scored: zero-shot is a property of a cell.

It is read off the cell's chain of phases, so it holds for any training language, for translated training data, for
worlds of the lab and for models of which no phase has labels at all.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from xstilts.base import numerals
from xstilts.study.data_slice import DataSlice
from xstilts.study.lineage import origins, phases
from xstilts.study.pretraining_languages import pretraining_languages
from xstilts.study.stages.base import ModelStage, Predictions
from xstilts.study.stages.predict import Predict
from xstilts.study.stages.pretrained import Pretrained
from xstilts.study.stages.train import Train


@dataclass(frozen=True, kw_only=True)
class Exposure:
    """Languages by how a model has seen them.

    `source` are those of the target's own training, in order; nothing where the target is only evaluated. `labels`
    have been seen with labels of the target's task in any phase, `other_labels` with labels of another task, `text` as
    plain text, `parallel` beside a translation. `pretraining` is what the encoder was trained on before the study, None
    where that is not known. Two tasks are one where they could share a head: the same kind of head, and outputs that
    mean the same by their names. Data that the target's own training reads are of its task in any case.
    """

    source: tuple[str, ...] = ()
    labels: frozenset[str] = frozenset()
    other_labels: frozenset[str] = frozenset()
    text: frozenset[str] = frozenset()
    parallel: frozenset[str] = frozenset()
    pretraining: frozenset[str] | None = None

    def zero_shot(self, language: str) -> bool:
        """Whether no phase has seen labels of the target's task in the language."""
        return language not in self.labels


def exposure(predictions: Predictions) -> Exposure:
    """What the model behind these predictions has seen, from all the phases that it rests on."""
    own = list(_target_reads(predictions.model, predictions.head)) if isinstance(predictions, Predict) else []
    same = {_task(data_slice) for data_slice in (predictions.data_slice, *own)}
    read = [data_slice for phase in phases(predictions) for data_slice in phase.reads]
    starts = origins(predictions)
    texts = [data_slice for data_slice in read if not data_slice.type.labelled]
    texts += [data_slice for start in starts for data_slice in start.aligned]
    labelled = [data_slice for data_slice in read if data_slice.type.labelled]
    return Exposure(
        source=tuple(dict.fromkeys(language for data_slice in own for language in data_slice.languages)),
        labels=_languages(data_slice for data_slice in labelled if _task(data_slice) in same),
        other_labels=_languages(data_slice for data_slice in labelled if _task(data_slice) not in same),
        text=_languages(texts),
        parallel=frozenset(language for data_slice in texts for language in _translated(data_slice)),
        pretraining=_known(starts),
    )


def _target_reads(model: ModelStage, head: str) -> Iterator[DataSlice]:
    """What the phases read that train the head which predicts: the last one, and those before it whose heads it kept.

    The first comes first.
    """
    if isinstance(model, Train) and any(task.head == head for task in model.tasks):
        if model.keep_heads:
            yield from _target_reads(model.parent, head)
        yield from (data_slice for task in model.tasks if task.head == head for data_slice in task.slices)


def _task(data_slice: DataSlice) -> tuple[str, ...]:
    """What a task is: its kind of head and what the head's outputs mean; its name where they are only numbered."""
    kind = data_slice.type
    names = kind.head.labels
    numbered = names and all(numerals.whole_number(name) is not None for name in names)
    return (data_slice.task,) if numbered or not kind.trainable else (kind.head.kind, *names)


def _languages(slices: Iterable[DataSlice]) -> frozenset[str]:
    return frozenset(language for data_slice in slices for language in data_slice.languages)


def _translated(data_slice: DataSlice) -> tuple[str, ...]:
    """The languages of texts that stand beside their translation, and of the translations."""
    beside = data_slice.declared.translations
    return (*data_slice.languages, *beside) if beside else ()


def _known(starts: Iterable[Pretrained]) -> frozenset[str] | None:
    """What the encoders have read before the study; one that is built in it has read nothing."""
    each = [frozenset() if start.architecture else pretraining_languages(start.source) for start in starts]
    return None if None in each else frozenset(language for known in each for language in known or ())
