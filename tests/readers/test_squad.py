import json

import pytest

from xstilts.base.errors import UserError
from xstilts.readers.squad import SquadReader
from xstilts.task_types.base import Repair
from xstilts.task_types.span_qa import Answer, Question


def squad(path, *questions, context="Bonn lag am Rhein."):
    path.write_text(json.dumps({"data": [{"paragraphs": [{"context": context, "qas": list(questions)}]}]}))
    return path


def asked(name="q", *answers, question="Wo?", **more):
    return {"id": name, "question": question, "answers": [{"text": t, "answer_start": s} for t, s in answers], **more}


def test_questions_are_read_with_their_place(tmp_path):
    path = squad(
        tmp_path / "f.json", asked("a", ("Rhein", 12), ("Rhein", 12), ("am Rhein", 9)), asked(7, ("Bonn", "0"))
    )
    (place, first), (_, second) = SquadReader()([path], "de", "test")
    assert place == f"{path}: data.0.paragraphs.0.qas.0"
    assert first == Question(
        id="a",
        language="de",
        context="Bonn lag am Rhein.",
        question="Wo?",
        answers=(Answer("Rhein", 12), Answer("am Rhein", 9)),
    )
    assert (second.id, second.answers) == ("7", (Answer("Bonn", 0),))


def test_impossible_questions_have_no_answer(tmp_path):
    path = squad(tmp_path / "f.json", asked("a", ("Rhein", 12), is_impossible=True))
    assert [entry.answers for _, entry in SquadReader()([path], "en", "train")] == [()]


def test_several_files_keep_their_ids_apart(tmp_path):
    paths = [squad(tmp_path / name, asked("a", ("Bonn", 0))) for name in ("f.json", "g.json")]
    assert [entry.id for _, entry in SquadReader()(paths, "de", "test")] == ["f/a", "g/a"]


def test_where_ids_come_many_times_questions_are_numbered(tmp_path):
    path = squad(tmp_path / "f.json", asked("0", ("Bonn", 0)), asked("0", ("Rhein", 12)))
    assert [entry.id for _, entry in SquadReader(number=("train",))([path], "en", "train")] == ["0", "1"]
    assert [entry.id for _, entry in SquadReader(number=("train",))([path], "en", "test")] == ["0", "0"]


def test_a_dirty_set_is_mended_and_every_repair_told(tmp_path):
    path = squad(
        tmp_path / "f.json",
        asked("moved", ("Rhein", 3)),
        asked("gone", ("Elbe", 0)),
        asked("twice", ("n", 2)),
        asked("one of two", ("Elbe", 0), ("Bonn", 0)),
        asked("empty", ("Bonn", 0), question=" "),
        context="Bonn am Rhein",
    )
    found = [entry for _, entry in SquadReader(dirty=True)([path], "de", "train")]
    assert [(e.id, e.answers) for e in found if not isinstance(e, Repair)] == [
        ("moved", (Answer("Rhein", 8),)),
        ("twice", (Answer("n", 2),)),
        ("one of two", (Answer("Bonn", 0),)),
    ]
    assert [entry.what for entry in found if isinstance(entry, Repair)] == [
        "answer with a wrong offset: moved to where it is",
        "answer that is not in its context, or several times: left out",
        "question without an answer in its context: left out",
        "answer that is not in its context, or several times: left out",
        "empty question: left out",
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"data": [{"paragraphs": [', r"f.json:1:27: not JSON: .*Is the file cut\?"),
        ("[]", r"f.json: the file: 'data' is None, expected list. Is this a file of the SQuAD shape\?"),
        ('{"data": [{"paragraphs": [{"qas": []}]}]}', r"data\.0\.paragraphs\.0: 'context' is None, expected str"),
        (
            '{"data": [{"paragraphs": [{"context": "c", "qas": [{"id": "a"}]}]}]}',
            r"data\.0\.paragraphs\.0\.qas\.0: 'question' is None, expected str",
        ),
        (
            '{"data": [{"paragraphs": [{"context": "c", "qas": [{"id": "a", "question": "q", "answers": [{"text": "c", '
            '"answer_start": "x"}]}]}]}]}',
            r"qas\.0: 'answer_start' is 'x', expected a whole number",
        ),
    ],
)
def test_another_shape_is_refused_with_its_place(tmp_path, text, told):
    path = tmp_path / "f.json"
    path.write_text(text)
    with pytest.raises(UserError, match=told):
        list(SquadReader()([path], "de", "test"))
