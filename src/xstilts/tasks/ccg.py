"""CCG supertagging: the combinatory category of every word in the Wall Street Journal (CCGbank)."""

from xstilts.readers.supertags import RARE, CcgReader
from xstilts.task_types.base import Size, Task
from xstilts.task_types.tagging import Tagging

COMPLEMENTS = r"NP PP S[dcl] S[em] S[qem] (S[adj]\NP) (S[b]\NP) (S[ng]\NP) (S[pss]\NP) (S[pt]\NP) (S[to]\NP)".split()
HEADS = [rf"S[{feature}]\NP" for feature in ("adj", "b", "dcl", "ng", "pss", "pt", "to")]
VERBS = [
    *HEADS,
    *(f"({head})/{one}" for head in HEADS for one in COMPLEMENTS),
    *(f"(({head})/{two})/{one}" for head in HEADS for one in ("NP", "PP") for two in COMPLEMENTS),
]
OTHERS = r""", . : ; LRB RRB conj N NP NP[expl] NP[thr] PP PR S[em]/S[dcl] N/N N/PP NP/N NP[nb]/N NP\NP NP/NP PP/NP
PP/PP (N/N)/N (N/N)/(N/N) (N/N)\(N/N) (NP\NP)/NP (NP\NP)/N (NP[nb]/N)\NP (NP\NP)/(S[dcl]\NP)
(NP\NP)/(S[dcl]/NP) (NP\NP)/S[dcl] (NP\NP)\(NP\NP) (NP\NP)/(NP\NP) S/S S\S (S/S)/NP (S/S)/N (S/S)/S[dcl]
(S/S)/(S/S) (S/S)/PP (S/S)/(S[ng]\NP) (S\NP)/(S\NP) (S\NP)\(S\NP) ((S\NP)\(S\NP))/NP ((S\NP)\(S\NP))/N
((S\NP)\(S\NP))/PP ((S\NP)\(S\NP))/S[dcl] ((S\NP)\(S\NP))/(S[ng]\NP) ((S\NP)\(S\NP))/((S\NP)\(S\NP))
((S\NP)\(S\NP))\((S\NP)\(S\NP)) PP/(S[ng]\NP) ((NP\NP)/(S[dcl]\NP))\NP""".split()
TAGS = tuple(dict.fromkeys((*OTHERS, *VERBS)))
SECTIONS = {"train": ("0[2-9]", "1[0-9]", "2[01]"), "dev": ("00",), "test": ("23",)}

TASK = Task(
    type=Tagging(tags=(*TAGS, RARE)),
    languages=("en",),
    files={split: tuple(f"ccgbank/data/AUTO/{part}/*.auto" for part in parts) for split, parts in SECTIONS.items()},
    read=CcgReader(known=TAGS),
    headline="accuracy",
    licence="LDC (CCGbank, LDC2005T13)",
    cite="hockenmaier-2007-ccgbank: CCGbank: A Corpus of CCG Derivations and Dependency Structures",
    about="supertagging with categories of combinatory categorial grammar",
    sizes={"train": Size(38_015, 30)},
    notes=(
        "CCGbank comes from the LDC: unpack it as ccgbank/. erg_supertags is a free stand-in.",
        "Categories outside the set are `rare` and counted.",
    ),
)
