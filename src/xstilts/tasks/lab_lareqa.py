"""Answer retrieval in the lab: which sentences, in any language, answer a question?"""

from xstilts.readers import lab
from xstilts.task_types.ranking import PoolRanking

TASK = lab.task(
    lab.LabData(kind="lareqa", make=lab.pool, splits=("dev", "test")),
    type=PoolRanking(special_tokens=False),
    headline="map20",
    about="which sentences of one pool of all languages answer a question?",
)
