"""Names in running text, by how they are written: capitals, foreign letters, katakana, points and title marks.

No tagger is asked, so that a perturbation depends on its text alone. In languages with capitals a name is two or more
capitalised words, or one that stands inside a sentence. German capitalises nouns: there a name is three such words, or
two that both texts of a pair have. In Chinese, Japanese and Korean it is a run of Latin words or of katakana, a
transcription with points in it, or what stands between title marks.
"""

import regex

from xstilts.perturbations.scripts import Occurrence, scripts_in

_CAPITAL = r"\p{Lu}[\p{L}\p{M}'’.-]*\p{L}"
_CAPITALISED = regex.compile(rf"(?<!['’]){_CAPITAL}(?: (?:(?:de|van|von|of|du|del|da|la) )?{_CAPITAL})*")
_GERMAN = regex.compile(rf"(?<!['’]){_CAPITAL}(?: {_CAPITAL})+")
_TRANSCRIBING = (
    "阿埃艾安昂奥巴贝本比彼宾波伯勃布博查茨达戴丹当道德登迪蒂丁东杜多厄恩尔法范菲费芬丰冯弗夫福富盖甘高戈格葛古哈海汉豪赫亨"
    "洪胡华霍基吉加贾简杰金卡凯坎康考柯科克肯库奎拉莱兰朗劳勒雷黎里理利丽莉连列林琳龙隆卢鲁路伦罗洛马玛麦迈曼梅门蒙米密明缪"
    "莫默姆穆纳娜奈南内尼妮涅纽努诺欧帕派潘佩彭皮平珀普奇齐乔切琼丘瑞若萨塞桑森沙莎山尚舍圣什史舒斯思丝苏索塔泰坦汤陶特腾提"
    "天廷图托陀瓦旺威韦维魏温沃乌伍武西希锡霞夏香肖谢辛欣休许雪雅亚扬耶叶伊依因英尤雨约泽扎詹珍芝朱兹佐"
)
"""The characters by which Chinese mostly spells foreign names."""

_EASTERN = regex.compile(
    r"(?<=[《「『])[^《》「」『』]{2,24}(?=[》」』])"
    r"|(?<!\p{Latin}[ .]*)\p{Lu}[\p{Latin}\p{M}.'’-]+(?: [\p{Latin}\p{M}.'’-]+)*(?<!\.)"
    r"|[\p{Katakana}ー]{2,}(?:[・=＝][\p{Katakana}ー]+)*"
    rf"|[{_TRANSCRIBING}]{{1,7}}(?:·[{_TRANSCRIBING}]{{1,7}})+"
)
_STOP = regex.compile(r"[.!?:“”\"«»(]\s*$|``\s*$|^\s*$")
EASTERN = frozenset("ja ko yue zh".split())

NAMES = {
    "Latin": "Hamilton Lincoln Houston Marlow Preston Jackson Carlisle Dalton Sheldon Bradford Clinton Kent",
    "Cyrillic": "Киров Пушкин Чехов Фрунзе Калинин Жуков Гагарин Мичурин Ломоносов Суворов",
    "Katakana": "ハミルトン リンカーン ヒューストン プレストン ジャクソン カーライル ブラッドフォード クリントン",
    "Han": "汉密尔顿 林肯 休斯顿 普雷斯顿 杰克逊 卡莱尔 布拉德福德 克林顿",
}
"""By script, names that people as well as places have, so that they fit where either stands."""


def entities(text: str, language: str, other: str | None = None) -> list[Occurrence]:
    """The names of a text, from left to right; `other` is the other text of a pair."""
    if language in EASTERN:
        return [Occurrence(match.start(), match[0]) for match in _EASTERN.finditer(text)]
    pattern = _GERMAN if language == "de" else _CAPITALISED
    found = (Occurrence(match.start(), match[0]) for match in pattern.finditer(text))
    return [entity for entity in found if _is_name(text, entity, language, other)]


def _is_name(text: str, entity: Occurrence, language: str, other: str | None) -> bool:
    words = entity.text.count(" ") + 1
    first = _STOP.search(text[: entity.start]) is not None
    if language == "de":
        return words > 2 or (words == 2 and not first and other is not None and entity.text in other)
    return words > 1 + first or (words > 1 and other is not None and entity.text in other) or (words == 1 and not first)


def places_of(entity: str, text: str) -> list[Occurrence]:
    """Where the name stands in a text: as whole words, where words stand between spaces."""
    spaced = not scripts_in(entity) & {"Han", "Hiragana", "Katakana", "Hangul"}
    found = []
    start = text.find(entity)
    while start >= 0:
        end = start + len(entity)
        if not (spaced and (_goes_on(text[start - 1 : start]) or _goes_on(text[end : end + 1]))):
            found.append(Occurrence(start, entity))
        start = text.find(entity, end)
    return found


def _goes_on(character: str) -> bool:
    """Whether the character belongs to the same word; particles of Chinese, Japanese and Korean do not."""
    return character.isalnum() and not scripts_in(character) & {"Han", "Hiragana", "Katakana", "Hangul"}
