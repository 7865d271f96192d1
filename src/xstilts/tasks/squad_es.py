"""SQuAD-es: SQuAD 1.1 translated into Spanish by machine, answers aligned."""

from xstilts.readers.squad import SquadReader
from xstilts.task_types.base import Task
from xstilts.task_types.span_qa import SpanQA

TASK = Task(
    type=SpanQA(),
    languages=("es",),
    train_language="es",
    files={
        "train": ("squad_es/SQuAD-es-v1.1/train-v1.1-es_small.json",),
        "dev": ("squad_es/SQuAD-es-v1.1/dev-v1.1-es_small.json",),
    },
    read=SquadReader(dirty=True),
    headline="f1",
    licence="MIT (repository); SQuAD CC BY-SA 4.0",
    cite="carrino-2020-squades: Automatic Spanish Translation of the SQuAD Dataset for Multilingual QA",
    about="extractive question answering, translated training data",
    notes=(
        "The training set is train-v1.1-es_small.json of the ccasimiro88/TranslateAlignRetrieve repository.",
        "XQuAD is translated from a part of SQuAD's development set: do not train on the dev set here.",
    ),
)
