"""Which languages an encoder has read before a study begins: from its model card, or a small table of well-known ones.

Nothing is guessed: an encoder that neither knows stays unknown.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from xstilts.base import yaml
from xstilts.base.errors import UserError
from xstilts.base.languages import XTREME_R

# CC-100 (Conneau et al. 2020, table 6), which mDeBERTa-v3 was trained on as well.
CC100 = frozenset(
    "af am ar as az be bg bn br bs ca cs cy da de el en eo es et eu fa fi fr fy ga gd gl gu ha he hi hr hu hy id is "
    "it ja jv ka kk km kn ko ku ky la lo lt lv mg mk ml mn mr ms my ne nl no om or pa pl ps pt ro ru sa sd si sk sl "
    "so sq sr su sv sw ta te th tl tr ug uk ur uz vi xh yi zh".split()
)
# The 104 largest Wikipedias of 2018 (the list of BERT's authors).
WIKIPEDIAS = frozenset(
    "af an ar ast az azb ba bar be bg bn bpy br bs ca ce ceb cs cv cy da de el en es et eu fa fi fr fy ga gl gu he hi "
    "hr ht hu hy id io is it ja jv ka kk kn ko ky la lb lmo lt lv mg min mk ml mn mr ms my nds ne new nl nn no oc pa "
    "pl pms pnb pt ro ru scn sco sh sk sl sq sr su sv sw ta te tg th tl tr tt uk ur uz vi vo war yo zh".split()
)

KNOWN: Mapping[str, frozenset[str]] = {
    "xlm-roberta": CC100,
    "xlm-r": CC100,
    "mdeberta-v3": CC100,
    "multilingual-e5": CC100,
    "multilingual-minilm": CC100,
    "bert-base-multilingual": WIKIPEDIAS,
    # 1,833 languages (Marone et al. 2025), of which those of XTREME-R are named.
    "mmbert": frozenset(XTREME_R),
}
"""By a part of the model's name, in small letters. Marks of script and romanised text are left out."""


@cache
def pretraining_languages(source: str) -> frozenset[str] | None:
    """The languages that the encoder `source` (hub id or folder) was trained on; None where that is not known."""
    folder = Path(source)
    names = [source]
    if folder.is_dir():
        if (card := _card(folder / "README.md")) is not None:
            return card
        names = [folder.name, _original(folder / "config.json")]
    return next((found for part, found in KNOWN.items() if any(part in name.lower() for name in names)), None)


def _card(path: Path) -> frozenset[str] | None:
    """The languages in the head of a model card (YAML between two lines of `---`)."""
    if not path.is_file():
        return None
    before, _, rest = path.read_text(encoding="utf-8", errors="replace").partition("---\n")
    head, end, _ = rest.partition("\n---")
    if before.strip() or not end:
        return None
    try:
        value: Any = yaml.parse(head, str(path)).value
    except UserError:
        return None
    named = value.get("language") if isinstance(value, dict) else None
    codes = [named] if isinstance(named, str) else named if isinstance(named, list) else []
    return frozenset(str(code) for code in codes if str(code) != "multilingual") or None


def _original(path: Path) -> str:
    """The name of the checkpoint that a folder was made from, as transformers notes it."""
    try:
        return str(json.loads(path.read_text(encoding="utf-8")).get("_name_or_path", ""))
    except (OSError, ValueError, AttributeError):
        return ""
