"""Scripts and how words are spelt in them: syllables of a consonant and a vowel, in the letters of real scripts."""

from random import Random

from xstilts.base.config import settings
from xstilts.lab.streams import below, choose


@settings
class Script:
    """The consonants and the vowels (in Devanagari: vowel signs) that syllables are made of."""

    name: str
    consonants: str
    vowels: str

    @property
    def room(self) -> int:
        """How many different words of two or three syllables the letters make."""
        syllables = len(set(self.consonants)) * len(set(self.vowels))
        return int(syllables**2 + syllables**3)

    def spell(self, rng: Random) -> str:
        """A made-up word of two or three syllables."""
        return "".join(choose(rng, self.consonants) + choose(rng, self.vowels) for _ in range(2 + below(rng, 2)))


SCRIPTS = (
    Script(name="latin", consonants="bdfgjklmnprstv", vowels="aeiou"),
    Script(name="cyrillic", consonants="бвгджзклмнпрст", vowels="аеиоу"),
    Script(name="greek", consonants="βγδζθκλμνπρστφ", vowels="αεηιου"),
    Script(name="georgian", consonants="ბგდვზთკლმნპრსტ", vowels="აეიოუ"),
    Script(name="devanagari", consonants="कगचजटडतदनपबमरल", vowels="ािुेो"),
)
"""The scripts that need no entry in a study file."""
