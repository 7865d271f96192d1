"""Formats of single data sets: what is read, and what is refused with its place."""

import json

import pytest

from xstilts.base.errors import UserError
from xstilts.readers import squad, xsid
from xstilts.readers.assin import AssinReader
from xstilts.readers.supertags import CcgReader, ErgReader
from xstilts.task_types.base import Repair
from xstilts.tasks import lareqa, mewslix, qamr, xed


def write(path, content):
    text = content if isinstance(content, str) else "".join(f"{json.dumps(row)}\n" for row in content)
    path.write_text(text, encoding="utf-8")
    return path


def entries(reader, *paths, language="de"):
    return [entry for _, entry in reader(paths, language, "test")]


def refused(reader, *paths, language="de"):
    with pytest.raises(UserError) as error:
        entries(reader, *paths, language=language)
    return str(error.value)


ASSIN = """<?xml version="1.0"?>
<entailment-corpus>
  <pair entailment="Entailment" id="1" similarity="4.9">
    <t>Um &amp; dois</t>
    <h>Dois</h>
  </pair>
  <pair entailment="None" id="2">
    <t>a</t><h>b</h>
  </pair>
</entailment-corpus>
"""


def test_assin_pairs_have_a_label_and_a_score(tmp_path):
    path = write(tmp_path / "a.xml", ASSIN)
    first, second = entries(AssinReader(label="entailment"), path)
    assert (first.id, first.text, first.second, first.label) == ("1", "Um & dois", "Dois", "entailment")
    assert second.label == "none"
    assert refused(AssinReader(label="similarity", score=True), path) == (
        f"{path}:7: the pair has no similarity. It has: entailment, id, t, h"
    )


def test_broken_xml_is_refused_with_its_line(tmp_path):
    path = write(tmp_path / "a.xml", ASSIN.replace("</h>\n", "</t>\n", 1))
    assert refused(AssinReader(label="entailment"), path).startswith(f"{path}:5: not XML: mismatched tag")
    cut = write(tmp_path / "b.xml", ASSIN[:-30])
    assert "Is the file cut?" in refused(AssinReader(label="entailment"), cut)


XSID = "# id = 7\n# text = Es regnet\n# intent = weather/find\n1\tEs\tweather/find\tO\n2\t \tweather/find\tO\n\n"


def test_xsid_requests_have_an_intent_and_slots(tmp_path):
    path = write(tmp_path / "a.conll", XSID)
    [intent] = entries(xsid.read_intents, path)
    assert (intent.id, intent.text, intent.label) == ("7", "Es regnet", "weather/find")
    repair, slots = entries(xsid.read_slots, path)
    assert isinstance(repair, Repair)
    assert (slots.words, slots.tags) == (("Es",), ("O",))


def test_xsid_lines_and_headers_that_are_not_as_they_should_are_refused(tmp_path):
    path = write(tmp_path / "a.conll", XSID.replace("\tO\n2", "\n2"))
    assert refused(xsid.read_slots, path).startswith(f"{path}:4: 3 columns, expected 4")
    path = write(tmp_path / "b.conll", XSID.replace("# intent = weather/find\n", ""))
    assert refused(xsid.read_intents, path) == f"{path}:1: the request has no line `# intent = ...`"


def test_supertags_outside_the_set_are_rare_and_counted(tmp_path):
    path = write(tmp_path / "cb", "the\td_-_the_le\nx\tzz_top_le\n\n")
    repair, sentence = entries(ErgReader(known=("d_-",)), path)
    assert isinstance(repair, Repair)
    assert sentence.tags == ("d_-", "rare")


CCG = (
    "ID=wsj_0001.1 PARSER=GOLD NUMPARSE=1\n"
    "(<T S[dcl] 0 2> (<L NP NNP NNP Vinken NP>) (<L S[dcl]\\NP VBZ VBZ sleeps S[dcl]\\NP_1>) )\n"
)


def test_ccgbank_derivations_are_words_with_categories(tmp_path):
    path = write(tmp_path / "wsj_0001.auto", CCG)
    [sentence] = entries(CcgReader(known=("NP", "S[dcl]\\NP")), path)
    assert (sentence.id, sentence.words) == ("wsj_0001.1", ("Vinken", "sleeps"))
    assert sentence.tags == ("NP", "S[dcl]\\NP")
    broken = write(tmp_path / "wsj_0002.auto", CCG.split("\n")[1])
    assert refused(CcgReader(known=()), broken).startswith(f"{broken}:1: expected a line `ID=...`")


def test_emotions_are_numbers_of_lines_with_one(tmp_path):
    path = write(tmp_path / "de.tsv", "Weg da!\t1\nOh\t4, 7\nkaputt\nNa\t9\n")
    kept, *left = entries(xed.read, path)
    assert (kept.text, kept.label) == ("Weg da!", "anger")
    assert [repair.left_out for repair in left] == [True] * 3


def test_qamr_answers_are_words_of_the_sentence(tmp_path):
    sentences = write(tmp_path / "s.tsv", "w:1\tThe -LRB- old -RRB- dog ran\n")
    row = "w:1\t2\t76\t0\t3\tWho ran?\t{}\t1:4\t2:0 4\n"
    questions = write(tmp_path / "q.tsv", row.format("2 3 4") + row.replace("1:4", "1:0 4").format("0 4"))
    question, repair = entries(qamr.read, questions, sentences)
    assert question.context == "The ( old ) dog ran"
    assert [(a.text, a.start) for a in question.answers] == [("old ) dog", 6), ("dog", 12)]
    assert repair.left_out
    write(questions, row.format("9"))
    assert refused(qamr.read, questions, sentences) == (
        f"{questions}:1: an answer names word 9, but the sentence has 6 (from 0)"
    )
    write(questions, row.replace("w:1", "w:2"))
    assert refused(qamr.read, questions, sentences).startswith(f"{questions}:1: no sentence 'w:2' in {sentences}")


FLAT = {"id": "1", "context": "Es regnet", "question": "Was?", "answers": {"text": ["regnet"], "answer_start": [3]}}


def test_questions_one_a_row_are_read_like_squads(tmp_path):
    [question] = entries(squad.SquadReader(), write(tmp_path / "a.jsonl", [FLAT]))
    assert (question.id, question.answers[0].start) == ("1", 3)
    path = write(tmp_path / "b.jsonl", [FLAT, {**FLAT, "answers": {"text": ["a", "b"], "answer_start": [3]}}])
    assert refused(squad.SquadReader(), path) == f"{path}:2: 2 answers, but 1 starts"


def paragraph(**changes):
    qas = [{"id": "q", "question": "Wo?", "answers": [{"text": "hier", "answer_start": 4}]}]
    found = {"context": "Da. hier.", "sentence_breaks": [[0, 3], [4, 9]], "qas": qas, **changes}
    return json.dumps({"data": [{"paragraphs": [found]}]})


def test_lareqa_joins_the_answers_of_all_languages(tmp_path):
    paths = [write(tmp_path / f"{code}.json", paragraph()) for code in ("de", "en")]
    query, *pool = entries(lareqa.read, paths[0], *paths)
    assert query.relevant == ("de/0/0/1", "en/0/0/1")
    assert [(e.id, e.text, e.foreign) for e in pool] == [
        ("de/0/0/0", "Da.", False),
        ("de/0/0/1", "hier.", False),
        ("en/0/0/0", "Da.", True),
        ("en/0/0/1", "hier.", True),
    ]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"sentence_breaks": [[0, 3]]}, "qas.0: the answer begins at 4, which is in no sentence of the paragraph"),
        ({"sentence_breaks": [[0, 99]]}, "sentence_breaks.0: [0, 99] is no stretch of the paragraph's text"),
        ({"sentence_breaks": None}, "'sentence_breaks' is None, expected list"),
        ({"qas": [{"id": "q", "question": "Wo?", "answers": []}]}, "'answer_start' is None, expected int"),
    ],
)
def test_lareqa_files_that_are_not_as_they_should_are_refused(tmp_path, changes, told):
    path = write(tmp_path / "de.json", paragraph(**changes))
    message = refused(lareqa.read, path)
    assert message.startswith(f"{path}: data.0.paragraphs.0")
    assert told in message


def mention(text="Der Fluss Rhein ist lang. Ja.", **changes):
    span = {"text": "Rhein", "start": 10, "end": 15}
    found = {"example_id": "m1", "entity_id": "Q584", "mention_span": span, **changes}
    spans = [{"start": 0, "end": 25}, {"start": 26, "end": 29}]
    return {"context": {"language": "de", "text": text, "sentence_spans": spans}, "mentions": [found]}


ENTITY = {"entity_id": "Q584", "title": "Rhine", "description": "A river.", "description_language": "en"}


def test_mewslix_mentions_are_ranked_against_all_entities(tmp_path):
    entities = write(tmp_path / "candidate_set_entities.jsonl", [ENTITY])
    query, candidate = entries(mewslix.read, write(tmp_path / "m.jsonl", [mention()]), entities)
    assert (query.id, query.text, query.relevant) == ("m1", "Der Fluss {E} Rhein {/E} ist lang.", ("Q584",))
    assert (candidate.id, candidate.text, candidate.context) == ("Q584", "Rhine", "A river.")


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (mention(text=""), "the article has no text. Run the authors' get-mewsli-x.sh"),
        (mention(text="Ein Rhein"), "'Rhein' is not at 10 to 15 of the text"),
        (mention(entity_id="Q1"), "entity 'Q1' is not in"),
    ],
)
def test_mewslix_files_that_are_not_as_they_should_are_refused(tmp_path, row, told):
    entities = write(tmp_path / "e.jsonl", [ENTITY])
    path = write(tmp_path / "m.jsonl", [row])
    message = refused(mewslix.read, path, entities)
    assert message.startswith(f"{path}:1: ")
    assert told in message


def test_an_entity_that_comes_twice_is_refused(tmp_path):
    entities = write(tmp_path / "e.jsonl", [ENTITY, ENTITY])
    message = refused(mewslix.read, write(tmp_path / "m.jsonl", [mention()]), entities)
    assert message == f"{entities}:2: entity 'Q584' comes twice, first on line 1"
