import pytest

from xstilts.base.errors import UserError
from xstilts.readers.choices import ChoiceReader
from xstilts.task_types.multiple_choice import ChoiceQuestion

READER = ChoiceReader(
    context=("premise", "asks"), choices=("one", "two"), phrases={"asks": {"cause": "Why?", "effect": "And then?"}}
)


@pytest.fixture
def reading(tmp_path):
    def reading(name, text):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return [entry for _, entry in READER([path], "tr", "test")]

    return reading


def test_json_lines_become_choices(reading):
    row = '{"premise": " It rained. ", "asks": "effect", "one": "wet", "two": "dry", "label": 1}\n'
    assert reading("f.jsonl", row) == [
        ChoiceQuestion(id="0", language="tr", context="It rained. And then?", choices=("wet", "dry"), label=1)
    ]


def test_csv_quotes_may_hold_commas_and_line_ends(reading):
    rows = 'premise,asks,one,two,label\n"It, ""so"",\nrained.",cause,wet,dry,0\nSun.,effect,a,b,1\n'
    assert [(c.id, c.context, c.label) for c in reading("f.csv", rows)] == [
        ("0", 'It, "so",\nrained. Why?', 0),
        ("1", "Sun. And then?", 1),
    ]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (
            '{"premise": "a", "asks": "cause", "one": "b", "label": 0}',
            r"f.jsonl:1: field 'two' is None, expected a text",
        ),
        (
            '{"premise": "a", "asks": "casue", "one": "b", "two": "c", "label": 0}',
            r"f.jsonl:1: no such asks 'casue'. Did you mean 'cause'\?",
        ),
        (
            '{"premise": "a", "asks": "cause", "one": "b", "two": "c", "label": "A"}',
            r"f.jsonl:1: field 'label' is 'A', expected a whole number from 0",
        ),
        (
            '{"premise": "a", "asks": "cause", "one": "b", "two": "c", "label": true}',
            r"f.jsonl:1: field 'label' is True, expected a whole number",
        ),
        ('{"premise": "a"', r"f.jsonl:1: not JSON at column"),
    ],
)
def test_a_wrong_row_is_refused_with_its_line(reading, row, told):
    with pytest.raises(UserError, match=told):
        reading("f.jsonl", row)
