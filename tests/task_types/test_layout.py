import pytest

from xstilts.base.errors import UserError
from xstilts.task_types.layout import filled, matches


def touch(folder, *names):
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def found(folder, pattern, language="de", codes=None):
    return [str(path.relative_to(folder)) for path in matches(folder, pattern, language, codes or {})]


def test_a_language_without_a_code_has_no_file():
    assert filled("a/{code}.txt", "de", {"sw": "swa"}) == ""
    assert filled("a/{language}-{code}.txt", "sw", {"sw": "swa"}) == "a/sw-swa.txt"


def test_a_star_finds_files_by_their_names_whatever_their_folders(tmp_path):
    touch(tmp_path, "UD_B/de_a-test.conllu.gz", "UD_A/de_b-test.conllu", "UD_A/fr_b-test.conllu")
    assert found(tmp_path, "*/{language}_*-test.conllu") == ["UD_B/de_a-test.conllu.gz", "UD_A/de_b-test.conllu"]


def test_files_side_by_side_come_together_or_not_at_all(tmp_path):
    touch(tmp_path, "en.txt", "de.txt")
    assert found(tmp_path, "en.txt + {language}.txt") == ["en.txt", "de.txt"]
    assert found(tmp_path, "en.txt + {language}.txt", "fr") == []


def test_a_languages_file_without_its_other_side_is_refused(tmp_path):
    touch(tmp_path, "de.txt")
    with pytest.raises(UserError, match=r"de\.txt: read side by side with en\.txt, which is not in"):
        matches(tmp_path, "en.txt + {language}.txt", "de", {})
