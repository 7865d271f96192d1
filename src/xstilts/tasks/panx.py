"""PAN-X (WikiANN): persons, organisations and places in Wikipedia; XTREME's 40 languages and XTREME-R's eight more."""

from xstilts.readers.tagged import NumberedReader, TaggedReader
from xstilts.task_types.base import Size, Task
from xstilts.task_types.hub import HubCopy, parts
from xstilts.task_types.tagging import Tagging

TAGS = ("O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC")

TASK = Task(
    type=Tagging(tags=TAGS),
    languages=tuple(
        "af ar az bg bn de el en es et eu fa fi fr gu he hi hu id it ja jv ka kk ko lt ml mr ms my nl pa pl pt qu ro "
        "ru sw ta te th tl tr uk ur vi yo zh".split()
    ),
    files={split: (f"panx/{split}-{{language}}.tsv",) for split in ("train", "dev", "test")},
    read=TaggedReader(forgive_blank_lines=True),
    hub=HubCopy(
        dataset="google/xtreme",
        files=parts("PAN-X.{language}", train="train", dev="validation", test="test"),
        read=NumberedReader(tags=TAGS),
    ),
    headline="f1",
    licence="text CC BY-SA 3.0 (Wikipedia); no licence of its own",
    cite="pan-2017-panx: Cross-lingual Name Tagging and Linking for 282 Languages",
    about="named entities, annotated automatically",
    sizes={"train": Size(20_000, 12), "test": Size(5_000, 16)},
    notes=(
        "XTREME's files are known for blank lines too many, each a false sentence break: they are counted.",
        "az gu lt pa pl qu ro uk belong to XTREME-R only.",
    ),
)
