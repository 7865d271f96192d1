import pytest

from xstilts.base.errors import UserError
from xstilts.readers import lexicon
from xstilts.task_types.base import Repair


def write(path, content):
    path.write_text(content, encoding="utf-8")
    return path


def test_a_word_has_all_its_translations_and_lines_of_several_words_are_counted(tmp_path):
    path = write(tmp_path / "en_de.tsv", "Bank\tBank\na lot\tviel\nbank\tUfer\nhouse\tHaus\nriver\tder Fluss\n")
    rows = list(lexicon.read_entries([path], "de", "test"))
    entries = [(place, entry) for place, entry in rows if not isinstance(entry, Repair)]
    assert [(place, e.id, e.translations) for place, e in entries] == [
        (f"{path}:1", "bank", ("Bank", "Ufer")),
        (f"{path}:4", "house", ("Haus",)),
    ]
    assert [place for place, entry in rows if isinstance(entry, Repair) and entry.left_out] == [
        f"{path}:2",
        f"{path}:5",
    ]


def test_a_lemma_is_translated_by_every_lemma_of_its_synsets(tmp_path):
    english = write(tmp_path / "wn-wikt-eng.tab", "# by hand\n1\ten:lemma\tbank\n2\ten:lemma\tbank\n3\ten:lemma\tcat\n")
    german = write(tmp_path / "wn-wikt-deu.tab", "1\tde:lemma\tUfer\n2\tde:lemma\tBank\n1\tde:lemma\tRand\n")
    [(_, entry)] = lexicon.read_entries([english, german], "de", "test")
    assert (entry.word, entry.translations, entry.language) == ("bank", ("Ufer", "Rand", "Bank"), "de")


def test_a_line_without_a_tab_is_one_clear_error(tmp_path):
    path = write(tmp_path / "en_de.tsv", "house Haus\n")
    with pytest.raises(UserError, match=r"en_de\.tsv:1: 1 column, expected 2 \(English, translation\): 'house Haus'"):
        list(lexicon.read_entries([path], "de", "test"))
