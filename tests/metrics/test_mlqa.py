import pytest

from xstilts.base.errors import UserError
from xstilts.metrics import mlqa, squad


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("en", "The “quick” fox’s den—an A", ["quick", "foxs", "denan"]),
        ("es", "¿Los años de la UNA?", ["años", "de"]),
        ("de", "Die Ärzte, des 20. Jahrhunderts", ["ärzte", "20", "jahrhunderts"]),
        ("vi", "Những người của tôi", ["người", "tôi"]),
        ("hi", "का एक ।", ["का", "एक"]),
        ("ar", "القاهرة", ["قاهرة"]),
        ("ar", "والقاهرة", ["و", "قاهرة"]),  # inside a word as well: the official rule's oddity
        ("ar", "سؤال", ["سؤ"]),
        ("zh", "在1990年，the GDP", ["在", "1990", "年", "the", "gdp"]),
    ],
)
def test_every_language_has_its_own_words(language, text, words):
    assert mlqa.words(text, language) == words


def test_chinese_answers_share_characters():
    assert squad.best("中国人", ["中国"], mlqa.splitter("zh")) == (0, pytest.approx(4 / 5))


def test_a_language_that_mlqa_lacks_is_refused():
    with pytest.raises(UserError, match=r"no such language of MLQA 'fr'\. Known: ar, de, en, es, hi, vi, zh"):
        mlqa.words("le chat", "fr")
