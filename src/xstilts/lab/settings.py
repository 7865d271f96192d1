"""Every dial of the lab as plain fields, checked when they are set, so that a study file can hold them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Literal

from xstilts.base.config import settings
from xstilts.base.errors import UserError, unknown
from xstilts.lab.scripts import SCRIPTS, Script

Order = Literal["SVO", "SOV", "VSO", "VOS", "OVS", "OSV"]
Side = Literal["before", "after"]

CHOICES = {
    "order": ("SVO", "SOV", "VSO", "VOS", "OVS", "OSV"),
    "adjective": ("before", "after"),
    "adposition": ("before", "after"),
    "negation": ("before", "after"),
}


class BadSetting(UserError, ValueError):
    """A setting that no world can have. The message begins with its name, by which a file's reader finds the place."""


def _check_share(name: str, value: float, of: str = "") -> None:
    if not 0 <= value <= 1:
        raise BadSetting(f"{name}: {value} is no share, expected a number from 0 to 1{of}")


@settings
class LabLanguage:
    """One language: how it orders, marks and spells the meanings that all languages share.

    `cognates` is the share of concepts spelt as in the first language, `synonyms` the share with a second word,
    `homonyms` the share of verbs that sound like a noun, `noise` the probability that a word is a wrong translation.
    `like` names a real language as a mnemonic of its type; it is no evidence about that language.
    """

    code: str
    like: str = ""
    script: str = "latin"
    order: Order = "SVO"
    adjective: Side = "before"
    adposition: Side = "before"
    negation: Side = "before"
    case: bool = False
    tense: bool = True
    cognates: float = 0.0
    synonyms: float = 0.0
    homonyms: float = 0.0
    noise: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what no language can have."""
        if not self.code or self.code != "".join(self.code.split()):
            raise BadSetting(f"code: {self.code!r} is no code of a language, expected a short name such as 'en'")
        for name in ("cognates", "synonyms", "homonyms", "noise"):
            _check_share(name, getattr(self, name), f" (language {self.code!r})")
        for name, known in CHOICES.items():
            if getattr(self, name) not in known:
                raise BadSetting(f"{name}: {unknown('choice', getattr(self, name), known)} (language {self.code!r})")


_FIVE = (
    LabLanguage(code="en", like="English"),
    LabLanguage(code="es", like="Spanish", adjective="after", cognates=0.35),
    LabLanguage(code="ru", like="Russian", script="cyrillic", case=True),
    LabLanguage(code="tr", like="Turkish", order="SOV", adposition="after", negation="after", case=True, cognates=0.1),
    LabLanguage(
        code="ja", like="Japanese", script="devanagari", order="SOV", adposition="after", negation="after", case=True
    ),
)
PRESETS = {language.code: language for language in _FIVE} | {
    f"lang{i}": replace(language, code=f"lang{i}", like="") for i, language in enumerate(_FIVE, start=1)
}
"""Languages by code. en es ru tr ja cross script and word order; lang1 to lang5 are the same without real names."""


@settings
class LabSettings:
    """A world, its languages, and how much of it there is. Two equal values give equal data, byte for byte.

    An entry of `languages` is a code of `PRESETS` or a LabLanguage; cognates come from the first one, the source.
    `nouns` counts per class, `verbs` per group, `adjectives` all of them. `preference` is the standard deviation of the
    log weights by which verbs prefer participants and nouns adjectives. `parallel` and `switched` are the shares
    of the pretraining documents that come with a translation and with words of other languages (a word is replaced
    with the probability `switched_words`). `related` is the share of documents whose second sentence has to do with
    the first.
    `documents` counts per language, `train`, `dev` and `test` the examples of every other task in every language.
    """

    seed: int = 0
    languages: tuple[str | LabLanguage, ...] = ("en", "es", "ru", "tr", "ja")
    scripts: tuple[Script, ...] = ()
    nouns: int = 9
    verbs: int = 4
    adjectives: int = 16
    person_names: int = 8
    place_names: int = 6
    times: int = 4
    numbers: int = 4
    preference: float = 1.6
    related: float = 0.75
    parallel: float = 0.45
    switched: float = 0.45
    switched_words: float = 0.5
    documents: int = 12_000
    train: int = 20_000
    dev: int = 600
    test: int = 600

    def __post_init__(self) -> None:
        """Refuse settings that no world can have, naming the setting."""
        _check_counts(self)
        _check_shares(self)
        if not self.languages:
            raise BadSetting(f"languages: none given, expected one or more. Presets: {', '.join(PRESETS)}")
        _check_scripts(self)
        if code := _twice(self.codes):
            raise BadSetting(f"languages: two languages have the code {code!r}. Give each a code of its own.")
        for language in self.spoken:
            _check_script_of(language, self)

    @property
    def spoken(self) -> tuple[LabLanguage, ...]:
        """The languages, codes of presets filled in. Raises BadSetting for a code that no preset has."""
        return tuple(_preset(entry) if isinstance(entry, str) else entry for entry in self.languages)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the languages, in order."""
        return tuple(language.code for language in self.spoken)

    @property
    def written(self) -> dict[str, Script]:
        """Every script by name: those that come with the lab and those of these settings."""
        return {script.name: script for script in (*SCRIPTS, *self.scripts)}


def _preset(code: str) -> LabLanguage:
    if code not in PRESETS:
        raise BadSetting(
            f"languages: {unknown('preset language', code, PRESETS)}. A new language is an entry of its own, such as "
            f"{{code: {code}, script: greek, order: VSO}}."
        )
    return PRESETS[code]


LEAST = {
    "nouns": 3,
    "verbs": 2,
    "adjectives": 2,
    "person_names": 2,
    "place_names": 1,
    "times": 1,
    "numbers": 1,
    "documents": 1,
    "train": 1,
    "dev": 1,
    "test": 1,
}


def _check_counts(world: LabSettings) -> None:
    for name, least in LEAST.items():
        if getattr(world, name) < least:
            raise BadSetting(f"{name}: {getattr(world, name)} is too few, expected {least} or more")
    for name in ("verbs", "adjectives"):
        if getattr(world, name) % 2:
            raise BadSetting(f"{name}: {getattr(world, name)} is odd, but they come in pairs of antonyms")
    if not 0 <= world.preference <= 5:
        raise BadSetting(f"preference: {world.preference} is out of range, expected 0 (no preference) to 5")


def _check_shares(world: LabSettings) -> None:
    for name in ("related", "parallel", "switched", "switched_words"):
        _check_share(name, getattr(world, name))
    if world.parallel + world.switched > 1:
        raise BadSetting(
            f"switched: {world.switched} and parallel {world.parallel} are shares of the same documents, "
            "but their sum is over 1"
        )


def _check_scripts(world: LabSettings) -> None:
    if name := _twice([script.name for script in (*SCRIPTS, *world.scripts)]):
        raise BadSetting(f"scripts: two scripts have the name {name!r}. Give each a name of its own.")
    for script in world.scripts:
        letters = script.consonants + script.vowels
        if len(set(letters)) < len(letters) or letters != "".join(letters.split()):
            raise BadSetting(f"scripts: {script.name!r} has a letter twice, or a space among its letters: {letters!r}")


def _check_script_of(language: LabLanguage, world: LabSettings) -> None:
    """Refuse a script that is unknown, has too few letters, or is not the one that cognates are spelt in."""
    if language.script not in world.written:
        raise BadSetting(f"languages: {unknown('script', language.script, world.written)} (language {language.code!r})")
    source = world.spoken[0]
    if language.cognates and language.script != source.script:
        raise BadSetting(
            f"languages: {language.code!r} has cognates {language.cognates} but cannot spell words as {source.code!r} "
            f"does: it is written in {language.script}, not in {source.script}. Set cognates to 0 or change the script."
        )
    sharing = sum(other.script == language.script for other in world.spoken)
    wanted = sharing * _most_words(world)
    room = world.written[language.script].room
    if room < 2 * wanted:
        raise BadSetting(
            f"languages: script {language.script!r} of {language.code!r} has letters for {room} words, too few for "
            f"{sharing} of {_most_words(world)} words each to stay apart ({2 * wanted} needed). "
            "Add letters or lower nouns."
        )


def _most_words(world: LabSettings) -> int:
    """A bound on the words of one language: 7 classes, 6 groups, grammar, names of two words, two words a concept."""
    open_class = 7 * (world.nouns + 1) + 6 * world.verbs + world.adjectives + world.times + world.numbers
    return 2 * (open_class + world.person_names + world.place_names + 8)


def _twice(names: Iterable[str] | Sequence[str]) -> str | None:
    """The first name that comes more than once."""
    return next((name for name, count in Counter(names).items() if count > 1), None)
