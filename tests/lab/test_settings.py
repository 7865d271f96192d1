"""Settings that no world can have are refused, each by its name."""

import re

import pytest

from xstilts.base import config
from xstilts.base.errors import UserError
from xstilts.lab.scripts import SCRIPTS, Script
from xstilts.lab.settings import PRESETS, LabLanguage, LabSettings

TINY = Script(name="tiny", consonants="bd", vowels="ae")


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: LabSettings(nouns=0), "nouns: 0 is too few, expected 3 or more"),
        (lambda: LabSettings(test=0), "test: 0 is too few, expected 1 or more"),
        (lambda: LabSettings(verbs=3), "verbs: 3 is odd, but they come in pairs of antonyms"),
        (lambda: LabSettings(preference=-1.0), "preference: -1.0 is out of range, expected 0"),
        (lambda: LabSettings(related=1.2), "related: 1.2 is no share, expected a number from 0 to 1"),
        (lambda: LabSettings(parallel=0.7, switched=0.7), "switched: 0.7 and parallel 0.7 are shares of the same"),
        (lambda: LabSettings(languages=()), "languages: none given, expected one or more. Presets: en, es"),
        (lambda: LabSettings(languages=("en", "en")), "languages: two languages have the code 'en'"),
        (lambda: LabSettings(languages=("en", "fr")), "languages: no such preset language 'fr'"),
        (lambda: LabLanguage(code="x y"), "code: 'x y' is no code of a language"),
        (lambda: LabLanguage(code="x", cognates=1.5), "cognates: 1.5 is no share, expected a number from 0 to 1"),
        (lambda: LabLanguage(code="x", order="SVX"), "order: no such choice 'SVX'. Did you mean 'SVO'?"),
        (
            lambda: LabSettings(languages=("en", LabLanguage(code="x", script="runes"))),
            "languages: no such script 'runes'. Known: cyrillic, devanagari, georgian, greek, latin (language 'x')",
        ),
        (
            lambda: LabSettings(languages=("en", LabLanguage(code="x", script="greek", cognates=0.1))),
            "languages: 'x' has cognates 0.1 but cannot spell words as 'en' does: it is written in greek, not in latin",
        ),
        (
            lambda: LabSettings(languages=("en", LabLanguage(code="x", script="tiny")), scripts=(TINY,)),
            "languages: script 'tiny' of 'x' has letters for 80 words, too few for 1 of",
        ),
        (lambda: LabSettings(scripts=(SCRIPTS[0],)), "scripts: two scripts have the name 'latin'"),
        (
            lambda: LabSettings(scripts=(Script(name="odd", consonants="bb", vowels="ae"),)),
            "scripts: 'odd' has a letter twice, or a space among its letters: 'bbae'",
        ),
    ],
)
def test_a_setting_that_no_world_can_have_is_refused_by_name(make, says):
    with pytest.raises(UserError, match=f"^{re.escape(says)}"):
        make()


def test_a_bad_setting_in_a_file_is_shown_at_its_place(tmp_path):
    file = tmp_path / "world.yaml"
    file.write_text("nouns: 12\nlanguages:\n  - en\n  - {code: gr, script: greek, order: VSO, cognates: 2.0}\n")
    with pytest.raises(UserError, match=r"world\.yaml:4:\d+: .*cognates: 2\.0 is no share"):
        config.load(file, LabSettings)


def test_a_new_language_is_one_entry_of_a_file(tmp_path):
    file = tmp_path / "world.yaml"
    file.write_text("languages: [en, tr, {code: gr, script: greek, order: VSO, adjective: after}]\nseed: 4\n")
    settings = config.load(file, LabSettings)
    assert settings.codes == ("en", "tr", "gr")
    assert settings.spoken[2] == LabLanguage(code="gr", script="greek", order="VSO", adjective="after")
    assert settings.seed == 4


def test_neutral_names_stand_for_the_same_five_types():
    for number, code in enumerate(("en", "es", "ru", "tr", "ja"), start=1):
        neutral = PRESETS[f"lang{number}"]
        assert neutral.like == ""
        assert (neutral.script, neutral.order, neutral.case) == (
            PRESETS[code].script,
            PRESETS[code].order,
            PRESETS[code].case,
        )
