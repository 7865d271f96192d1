"""LAReQA (XQuAD-R): which sentences, in any language, answer a question? Eleven languages in one pool."""

from xstilts.readers.lareqa import read
from xstilts.task_types.base import Task
from xstilts.task_types.ranking import PoolRanking

TASK = Task(
    type=PoolRanking(),
    languages=tuple("ar de el en es hi ru th tr vi zh".split()),
    files={"test": ("lareqa/xquad-r/{language}.json", "lareqa/xquad-r/*.json")},
    read=read,
    headline="map20",
    licence="CC BY-SA 4.0",
    cite="roy-2020-lareqa: LAReQA: Language-Agnostic Answer Retrieval from a Multilingual Pool",
    about="answer retrieval from one pool of sentences of all languages",
    notes=(
        "The pool is made of the languages that are in the folder: scores compare only with the same ones there.",
        "XTREME-R trains a dual encoder on SQuAD first; here vectors are as they are: name the layer in the study.",
        "The pool that languages share is read once. `context: false` reads sentences without their paragraphs.",
        "XTREME-R cuts the average precision at 20; LAReQA's paper does not. el th vi are in the authors' repository.",
    ),
)
