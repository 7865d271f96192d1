"""ERG supertags: part of speech and complements of every word, from an HPSG grammar of English; stands in for CCG."""

from xstilts.readers.supertags import RARE, ErgReader
from xstilts.task_types.base import Task
from xstilts.task_types.tagging import Tagging

FRAMES = {
    "aj": "- ap cp np pp pp-pp pp-vp vp",
    "av": "- cp pp vp",
    "c": "- xp",
    "cm": "- np-vp vp",
    "n": "- cp nb np pp vp",
    "p": "ap cp nb np np-pp pp prd vp",
    **dict.fromkeys(("d", "pp", "pt"), "-"),
    "v": "- ap ap-pp cp nb np np* np*-np np*-np* np*-pp np*-pp* np-ap np-cp np-np np-pp np-prd np-vp np-xp p p-cp p-np "
    "p-pp p-vp pp pp* pp*-cp pp*-pp* pp-pp pp-vp prd prd-pp vp",
    "x": "- xp",
}
TAGS = tuple(f"{part}_{frame}" for part, frames in FRAMES.items() for frame in frames.split())
TRAIN = ("cb", "ecpr", "jhu", "petet", "psu", "rondane", "tgu", "vm32", "ws213")

TASK = Task(
    type=Tagging(tags=(*TAGS, RARE)),
    languages=("en",),
    files={
        "train": tuple(f"erg_supertags/{corpus}" for corpus in TRAIN),
        "dev": ("erg_supertags/ws214",),
        "test": tuple(f"erg_supertags/{corpus}" for corpus in ("jhk", "psk", "tgk")),
    },
    read=ErgReader(known=TAGS),
    headline="accuracy",
    licence="MIT (DELPH-IN Redwoods and ERG 2020)",
    cite="zamaraeva-2024-supertagging: Revisiting Supertagging for HPSG",
    about="supertagging with an HPSG grammar's lexical types",
    stand_ins={f"erg_supertags/{corpus}": "a published test corpus serves as `train`" for corpus in TRAIN},
    notes=(
        "A lexical type counts by its first two parts; types outside the set are `rare` and counted.",
        "All files are test corpora of olzama/neural-supertagging, split by corpus, without its WSJ parts.",
    ),
)
