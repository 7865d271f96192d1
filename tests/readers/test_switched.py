from collections.abc import Iterator
from pathlib import Path

import pytest

from xstilts.base.errors import UserError
from xstilts.readers.lexicon import inverted, read_lexicons
from xstilts.task_types.base import find_task, load
from xstilts.tasks.code_switched import read

GERMAN = "dog\tHund\nbig dog\tgroßer Hund\nhouse\tHaus\n"
RUSSIAN = "dog\tсобака\nhouse\tдом\n"
ENGLISH_NET = "# head\n1-n\teng:lemma\tdog\n2-n\teng:lemma\tdog\n2-n\teng:lemma\tfellow\n3-n\teng:lemma\tto go\n"
CHINESE_NET = "# head\n1-n\tcmn:lemma\t狗\n1-n\tcmn:lemma\t犬\n2-n\tcmn:lemma\t狗\n2-n\tcmn:lemma\t家伙\n"


@pytest.fixture
def lexicons(tmp_path: Path) -> list[Path]:
    contents = {
        "lists.en-de.tsv": GERMAN,
        "en_ru.tsv": RUSSIAN,
        "wn-wikt-eng.tab": ENGLISH_NET,
        "wn-wikt-cmn.tab": CHINESE_NET,
    }
    for name, content in contents.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    return [tmp_path / name for name in contents]


def texts(text: str, language: str, lexicons: list[Path], folder: Path) -> Iterator[str]:
    path = folder / f"{language}.txt"
    path.write_text(text, encoding="utf-8")
    return (passage.text for _, passage in read([path, *lexicons], language, "train"))


def test_lexicons_keep_single_words_and_the_lemma_that_shares_most_synsets(lexicons: list[Path]) -> None:
    found = read_lexicons(lexicons)
    assert found == {
        "de": {"dog": "Hund", "house": "Haus"},
        "ru": {"dog": "собака", "house": "дом"},
        "zh": {"dog": "狗", "fellow": "狗"},
    }
    assert inverted(found["zh"]) == {"狗": "dog"}


def test_words_are_replaced_by_translations_and_nothing_else_changes(lexicons: list[Path], tmp_path: Path) -> None:
    found = set(texts("A Hund, ein Haus!\n" * 200, "de", lexicons, tmp_path))
    dogs, houses = ("Hund", "dog", "собака", "狗"), ("Haus", "house", "дом")
    assert found == {f"A {dog}, ein {house}!" for dog in dogs for house in houses}


def test_about_half_of_the_known_words_are_replaced(lexicons: list[Path], tmp_path: Path) -> None:
    found = list(texts("dog\n" * 1000, "en", lexicons, tmp_path))
    assert 0.45 < sum(text != "dog" for text in found) / 1000 < 0.55


def test_text_without_spaces_is_searched_for_the_longest_words(lexicons: list[Path], tmp_path: Path) -> None:
    assert set(texts("我的狗。\n" * 100, "zh", lexicons, tmp_path)) == {"我的狗。"} | {
        f"我的 {dog} 。" for dog in ("dog", "Hund", "собака")
    }


def test_reading_twice_gives_the_same_text(lexicons: list[Path], tmp_path: Path) -> None:
    text = "dog house dog house\n" * 50
    assert list(texts(text, "en", lexicons, tmp_path)) == list(texts(text, "en", lexicons, tmp_path))


def test_a_line_without_a_tab_is_named(tmp_path: Path) -> None:
    (tmp_path / "en_ru.tsv").write_text("dog\tсобака\nhouse дом\n", encoding="utf-8")
    with pytest.raises(UserError, match=r"en_ru\.tsv:2: 1 column, expected 2 \(English, translation\): 'house дом'"):
        read_lexicons([tmp_path / "en_ru.tsv"])


def test_published_lexicons_switch_real_text(shared_data: Path) -> None:
    task = find_task("code_switched")
    plain = {
        p.id.removeprefix("common_voice/") for p in load(find_task("mlm_text"), "mlm_text", shared_data, "tr", "train")
    }
    switched = load(task, "code_switched", shared_data, "tr", "train")
    assert len(switched) > 10_000
    assert len(plain) >= len(switched)
    assert any("Ж" in p.text or "а" in p.text for p in switched[:500])
