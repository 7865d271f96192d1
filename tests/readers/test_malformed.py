"""Every reader against 640 malformed inputs: each ends in one UserError with its file, soon, and none is accepted.

A case is a right file of a task (the tests read it first) with one mutation. Mutations of the bytes are for every
format, those of a value know the format that they break.
"""

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from xstilts.base.errors import UserError
from xstilts.task_types.base import Repair, find_task, read

DEEP = "[" * 100_000 + "]" * 100_000
LONG = "9" * 5_000
CONLLU = (
    "# sent_id = a\n1-2\tzum\t_\t_\t_\t_\t_\t_\t_\t_\n1\tzu\tzu\tADP\t_\t_\t3\tcase\t3:case\t_\n"
    "2\tdem\tder\tDET\t_\t_\t3\tdet\t3:det\t_\n3\tHaus\tHaus\tNOUN\t_\t_\t0\troot\t0:root\t_\n\n"
)
SQUAD = (
    '{"data": [{"paragraphs": [{"context": "Paris is large.", "qas": [{"id": "q1", "question": "Which?", "answers": '
    '[{"text": "Paris", "answer_start": 0}]}]}]}]}'
)
LAREQA = SQUAD.replace('"qas"', '"sentence_breaks": [[0, 15]], "qas"')
ASSIN = (
    '<entailment-corpus>\n<pair id="1" entailment="Entailment" similarity="4.5"><t>A b.</t><h>C d.</h></pair>\n'
    "</entailment-corpus>\n"
)
MENTION = (
    '{"context": {"language": "de", "text": "Paris ruft.", "sentence_spans": [{"start": 0, "end": 11}]}, "mentions": '
    '[{"example_id": "m1", "entity_id": "Q1", "mention_span": {"start": 0, "end": 5, "text": "Paris"}}]}\n'
)


@dataclass(frozen=True)
class Good:
    """A right file of a task, others beside it, and what makes it wrong: texts to find, with what takes their place."""

    task: str
    path: str
    content: str
    swaps: tuple[tuple[str, tuple[str, ...]], ...] = ()
    split: str = "test"
    language: str = "de"
    beside: tuple[tuple[str, str], ...] = ()


WRONG_LABELS = ("9", "-1", "1.0", "²", "٣", LONG, "true", "", "1_0", "nan")
JSON_IDS = ("true", "null", "[]", "{}", '""', "1.5", LONG)
JSON_LABELS = ("9", "-1", "true", "null", '"²"', '"٣"', LONG, "[]", "{}", "NaN", "1.5", DEEP)
JSON_TEXTS = ("null", "1", "true", "[]", "{}", '""', '" "', r'"a\u0000b"', r'"a\ud83d"', r'"\udc00b"', DEEP, "Infinity")
HEADS = ("²", "٣", "x", LONG, "-1", "1.", "99", "1000000", "")

GOODS = (
    Good(
        "udpos",
        "ud_conllu/UD_X/de_x-ud-test.conllu",
        CONLLU,
        (
            ("1-2\t", ("1-999999999\t", "2-1\t", "1-99\t", "²-2\t", f"1-{LONG}\t", "1-٣\t", "0-2\t")),
            ("3\tHaus", ("4\tHaus", "³\tHaus", "٣\tHaus", f"{LONG}\tHaus", "03.\tHaus", "-3\tHaus", "x\tHaus")),
            ("0\troot\t", tuple(f"{head}\troot\t" for head in HEADS)),
            ("3:case", tuple(f"{head}:case" for head in HEADS)),
            ("NOUN", ("noun", "", "N OUN", "NOUN\tX")),
            ("\tHaus\tHaus", ("\t\tHaus", "\t \tHaus")),
        ),
    ),
    Good(
        "udpos",
        "udpos/test-de.tsv",
        "das\tDET\nHaus\tNOUN\n\n",
        (("NOUN", ("noun", "", " ", "NOUN\tX", "²")), ("Haus", ("", " "))),
    ),
    Good(
        "panx",
        "panx/test-de.tsv",
        "Paris\tB-LOC\nruft\tO\n\n",
        (("B-LOC", ("B-loc", "L-LOC", "", "B-LOC\tO")), ("Paris", ("",))),
    ),
    Good("panx", "panx/test-en.tsv", "en:Paris\tB-LOC\nen:ruft\tO\n\n", (("en:Paris", ("en:",)),), language="en"),
    Good(
        "xnli",
        "xnli/test-de.tsv",
        "A b.\tC d.\tneutral\n",
        (("neutral", ("Neutral", "0", "", "neutral\tx", "-")), ("A b.", ("", " "))),
    ),
    Good(
        "xnli",
        "XNLI-1.0/xnli.test.tsv",
        "language\tgold_label\tsentence1\tsentence2\tpairID\nde\tneutral\tA b.\tC d.\t1\nen\tneutral\tA.\tC.\t1\n",
        (
            ("neutral\tA b.", ("x\tA b.", "\tA b.", "neutral\t", "neutral\tA\tb.")),
            ("d.\t1", ("d.\t", "d.")),
            ("pairID", ("sentence1",)),
        ),
    ),
    Good(
        "pawsx",
        "pawsx/de/test_2k.tsv",
        "id\tsentence1\tsentence2\tlabel\n1\tA b.\tC d.\t0\n2\tE f.\tG h.\t1\n",
        (
            ("2\tE", ("1\tE", "\tE", " \tE")),
            ("h.\t1", tuple(f"h.\t{label}" for label in WRONG_LABELS)),
            ("E f.", ("", " ", "E\tf.")),
            ("label", ("id", "lable")),
        ),
    ),
    Good(
        "stsb_multi_mt",
        "stsb_multi_mt/stsb-de-test.csv",
        'A b.,C d.,4.5\n"E, f.",G h.,1.0\n',
        (
            ("4.5", ("5.1", "-1", "nan", "inf", "٤", "4_5", "²", "", "x", LONG, "1e999")),
            ("C d.", ("", "C,d.", '"C')),
            ('"E, f."', ('"E, f."x', "E, f.")),
        ),
    ),
    Good(
        "cosmosqa",
        "cosmosqa/valid.csv",
        "id,context,question,answer0,answer1,answer2,answer3,label\nx,A b.,C?,a,b,c,d,1\n",
        (
            ("d,1", tuple(f"d,{label}" for label in ("4", *WRONG_LABELS))),
            ("A b.", ("", " ")),
            ("c,d", ("c,", "c,d,e")),
            ("label\nx", ("label,extra\nx,y", "lable\nx")),
            ("d,1\n", ("d,1,2\n",)),
            (
                "answer3,label\nx,A b.,C?,a,b,c,d,1",
                (
                    "answer3,answer4,label\nx,A b.,C?,a,b,c,d,e,4",
                    "answer3,label,extra\nx,A b.,C?,a,b,c,d,1,2",
                    "answer3,answer3,label\nx,A b.,C?,a,b,c,d,e,1",
                ),
            ),
        ),
        split="dev",
        language="en",
    ),
    Good(
        "xcopa",
        "xcopa/data/et/test.et.jsonl",
        '{"premise": "A b.", "choice1": "c", "choice2": "d", "question": "cause", "label": 1}\n',
        (
            ('"label": 1', tuple(f'"label": {label}' for label in JSON_LABELS)),
            ('"A b."', JSON_TEXTS),
            ('"cause"', ('"why"', *JSON_TEXTS[:8])),
            ('"choice2": "d"', ('"choice1": "d"', '"choice2": ""')),
        ),
        language="et",
    ),
    Good(
        "socialiqa",
        "socialiqa/socialiqa-train-dev/dev.jsonl",
        '{"context": "A b.", "question": "C?", "answerA": "a", "answerB": "b", "answerC": "c"}\n',
        (('"A b."', JSON_TEXTS), ('"c"', JSON_TEXTS[:8])),
        split="dev",
        language="en",
        beside=(("socialiqa/socialiqa-train-dev/dev-labels.lst", "1\n"),),
    ),
    Good(
        "hellaswag",
        "hellaswag/hellaswag_val.jsonl",
        '{"ctx": "A b.", "endings": ["a", "b", "c", "d"], "label": 1}\n',
        (
            ('"label": 1', tuple(f'"label": {label}' for label in JSON_LABELS)),
            ('["a", "b", "c", "d"]', ("[]", '["a"]', "1", '["a", "b", "c", 4]', '["a", "b", "c", ""]', DEEP)),
            ('"A b."', JSON_TEXTS),
        ),
        split="dev",
        language="en",
    ),
    Good(
        "hellaswag",
        "hellaswag_text/hellaswag_val_full.txt",
        "A b.\n1\na\nb\nc\nd\n",
        (("\n1\n", tuple(f"\n{label}\n" for label in WRONG_LABELS)), ("\nd\n", ("\n", "\n\n", "\nd\ne\n"))),
        split="dev",
        language="en",
    ),
    Good(
        "commonsenseqa",
        "commonsenseqa/valid.jsonl",
        '{"id": "q", "answerKey": "A", "question": {"stem": "S?", "choices": ['
        + ", ".join(f'{{"label": "{letter}", "text": "{letter} x"}}' for letter in "ABCDE")
        + "]}}\n",
        (
            ('"answerKey": "A"', tuple(f'"answerKey": {value}' for value in ('"F"', '""', "1", "null", "[]"))),
            ('"id": "q"', tuple(f'"id": {value}' for value in JSON_IDS)),
            ('"S?"', JSON_TEXTS),
            ('"E x"', JSON_TEXTS[:8]),
            ('"label": "E"', ('"label": "A"', '"label": 5')),
        ),
        split="dev",
        language="en",
    ),
    Good(
        "xquad",
        "xquad/xquad.de.json",
        SQUAD,
        (
            ('"q1"', JSON_IDS),
            (
                '"answer_start": 0',
                tuple(f'"answer_start": {v}' for v in ("1", "-1", "true", "null", "0.5", '"²"', '"٠"', LONG, "[]")),
            ),
            ('"Which?"', JSON_TEXTS),
            ('"Paris is large."', JSON_TEXTS),
            ('"text": "Paris"', ('"text": ""', '"text": "Rome"', '"text": 1', '"text": null')),
            ('"id"', ('"question"',)),
            ('"data"', ('"dat"',)),
        ),
    ),
    Good(
        "lareqa",
        "lareqa/xquad-r/de.json",
        LAREQA,
        (
            (
                "[[0, 15]]",
                (
                    "[[0, 99]]",
                    '[["a", "b"]]',
                    "[[5, 5]]",
                    "[[true, 15]]",
                    "[[0]]",
                    "[0, 15]",
                    "[[3, 15]]",
                    "[]",
                    "{}",
                    "[[0.0, 15.0]]",
                    "[[-1, 15]]",
                ),
            ),
            ('"q1"', ("1", "true", "null", "[]")),
            ('"Which?"', JSON_TEXTS),
        ),
    ),
    Good(
        "mewslix",
        "mewslix/wikinews_mentions-test.jsonl",
        MENTION,
        (
            (
                '"start": 0, "end": 5',
                ('"start": true, "end": 5', '"start": 1, "end": 5', '"start": -11, "end": 5', '"start": "0", "end": 5'),
            ),
            ('"m1"', ("1", "true", "null", '""')),
            ('"entity_id": "Q1"', ('"entity_id": "Q2"', '"entity_id": 1')),
            ('"Paris ruft."', JSON_TEXTS),
        ),
        beside=(
            (
                "mewslix/candidate_set_entities.jsonl",
                '{"entity_id": "Q1", "title": "Paris", "description": "A city."}\n',
            ),
        ),
    ),
    Good(
        "assin2",
        "assin2/assin2-test.xml",
        ASSIN,
        (
            ('"Entailment"', ('"X"', '""')),
            ("<t>A b.</t>", ("<t></t>", "", "<t>A b.", "<t>A</t><t>b.</t>", "<t>&#0;</t>", "<t>&x;</t>")),
            ('id="1"', ('id=""', "", 'id="1" id="2"')),
        ),
        language="pt",
    ),
    Good(
        "assin2_similarity",
        "assin2/assin2-test.xml",
        ASSIN,
        (
            ('"4.5"', ('"9"', '"nan"', '"٤"', '""', '"4_5"', '"²"', f'"{LONG}"')),
            ("<entailment-corpus>", ('<!DOCTYPE x [<!ENTITY y "z">]><entailment-corpus>',)),
        ),
        language="pt",
    ),
    Good(
        "xsid_slots",
        "xsid/xSID-0.7/de.test.conll",
        "# id = 1\n# text = a b\n# intent = weather/find\n1\ta\tweather/find\tO\n2\tb\tweather/find\tB-location\n\n",
        (("2\tb", ("3\tb", "²\tb", "٢\tb", f"{LONG}\tb", "\tb")), ("B-location", ("B-place", "", "B-location\tx"))),
    ),
    Good(
        "xsid_intents",
        "xsid/xSID-0.7/de.test.conll",
        "# id = 1\n# text = a b\n# intent = weather/find\n1\ta\tweather/find\tO\n\n",
        (("= weather/find", ("= x", "=")), ("# text = a b\n", ("", "# text = \n", "# text = a\n# text = b\n"))),
    ),
    Good(
        "qamr",
        "qamr/filtered/dev.tsv",
        "s1\tx\tw\t1\tx\tWho?\t0 1\t1:0\t1:1\n",
        (
            ("\t0 1\t", ("\t0 9\t", "\t0 ²\t", f"\t0 {LONG}\t", "\t0 999999999999\t", "\t-1 0\t", "\tx\t", "\t٠ ١\t")),
            ("Who?", ("", " ")),
            ("s1\t", ("s2\t", "\t")),
        ),
        split="dev",
        language="en",
        beside=(("qamr/wiki-sentences.tsv", "s1\tAnna ruft .\n"),),
    ),
    Good(
        "tatoeba",
        "tatoeba/v1/tatoeba.deu-eng.deu",
        "Hallo.\nJa.\n",
        (("Ja.\n", ("", "\n", "Ja.\nNein.\n")),),
        beside=(("tatoeba/v1/tatoeba.deu-eng.eng", "Hello.\nYes.\n"),),
    ),
    Good(
        "bucc2018",
        "bucc2018/de-en.dev.gold",
        "de-1\ten-1\n",
        (("en-1", ("en-9", "", "en-1\tx", "en-1\nde-1\ten-1")), ("de-1", ("de-9", ""))),
        split="dev",
        beside=(
            ("bucc2018/de-en.dev.de", "de-1\tHallo.\nde-2\tJa.\n"),
            ("bucc2018/de-en.dev.en", "en-1\tHello.\nen-2\tNo.\n"),
        ),
    ),
    Good(
        "bucc2018",
        "bucc2018/de-en.dev.de",
        "de-1\tHallo.\nde-2\tJa.\n",
        (("de-2", ("de-1",)), ("Ja.", ("", " ", "Ja.\tx"))),
        split="dev",
        beside=(("bucc2018/de-en.dev.gold", "de-1\ten-1\n"), ("bucc2018/de-en.dev.en", "en-1\tHello.\n")),
    ),
    Good(
        "mlm_text",
        "mlm_text/web/de.txt",
        "Ein Satz.\nNoch einer.\n",
        (("Noch einer.\n", ("\n", " \n")),),
        split="train",
    ),
)


def _write(folder: Path, good: Good, content: bytes) -> Path:
    for name, text in good.beside:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    path = folder / good.path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def _broken_bytes(good: Good):
    """The same wrongs for every format: what is no text, or no line, or cut."""
    raw = good.content.encode()
    middle = len(raw) // 2
    yield "nul", raw[:middle] + b"\0" + raw[middle:]
    yield "latin-1", raw[:middle] + b"\xe9" + raw[middle:]
    yield "surrogate", raw[:middle] + b"\xed\xa0\xbd" + raw[middle:]
    yield "utf-16", good.content.encode("utf-16")
    yield "gzip", b"\x1f\x8b" + raw
    yield "empty", b""
    if not good.path.endswith((".json", ".xml")):  # there white space may be a carriage return
        yield "returns", raw.replace(b"\n", b"\r")
        yield "twice returned", raw.replace(b"\n", b"\r\r\n")


CASES = [
    pytest.param(good, content, id=f"{good.task}-{Path(good.path).name}-{name}")
    for good in GOODS
    for name, content in [
        *_broken_bytes(good),
        *(
            (f"{part[:12]}-{new[:12]}", good.content.replace(part, new, 1).encode())
            for part, news in good.swaps
            for new in news
        ),
    ]
]
SPECIAL = ("folder", "pipe", "dangling link", "link to itself", "device")


def _entries(good: Good, folder: Path) -> list[object]:
    entries = read(find_task(good.task), good.task, folder, good.language, good.split)
    return [entry for _, entry in entries if not isinstance(entry, Repair)]


def _refused(good: Good, folder: Path) -> str:
    with pytest.raises(UserError) as error:
        _entries(good, folder)
    return str(error.value)


def test_there_are_640_of_them_over_all_formats():
    assert len(CASES) + len(GOODS) * len(SPECIAL) >= 640
    assert {good.task for good in GOODS} >= {"udpos", "panx", "xnli", "pawsx", "xquad", "xcopa", "cosmosqa", "assin2"}


@pytest.mark.parametrize("good", GOODS, ids=lambda good: f"{good.task}-{Path(good.path).name}")
def test_the_files_are_right_before_they_are_broken(good, tmp_path):
    _write(tmp_path, good, good.content.encode())
    assert _entries(good, tmp_path)


@pytest.mark.timeout(20)
@pytest.mark.parametrize(("good", "content"), CASES)
def test_a_malformed_file_is_one_clear_error(good, content, tmp_path):
    path = _write(tmp_path, good, content)
    message = _refused(good, tmp_path)
    assert str(tmp_path) in message
    assert re.match(rf"{re.escape(str(tmp_path))}|{re.escape(str(path))}", message)
    assert len(message) < 2_000 + 3 * len(str(tmp_path))


@pytest.mark.timeout(20)
@pytest.mark.parametrize("what", SPECIAL)
@pytest.mark.parametrize("good", GOODS, ids=lambda good: f"{good.task}-{Path(good.path).name}")
def test_what_is_no_file_is_an_error_with_its_place(good, what, tmp_path):
    path = _write(tmp_path, good, b"")
    path.unlink()
    match what:
        case "folder":
            path.mkdir()
        case "pipe":
            os.mkfifo(path)
        case "dangling link":
            path.symlink_to(tmp_path / "nowhere")
        case "link to itself":
            path.symlink_to(path)
        case "device":
            path.symlink_to("/dev/zero")
    assert _refused(good, tmp_path).startswith(f"{path}: ")


def test_text_is_utf8_in_a_locale_that_is_not(tmp_path):
    good = next(good for good in GOODS if good.task == "xnli")
    _write(tmp_path, good, "Für é.\tC d.\tneutral\n".encode())
    code = (
        "import sys; from pathlib import Path; from xstilts.task_types.base import find_task, load\n"
        "example = load(find_task('xnli'), 'xnli', Path(sys.argv[1]), 'de', 'test')[0]\n"
        "sys.stdout.buffer.write(example.text.encode())"
    )
    settings = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, check=True, env=settings)
    assert done.stdout.decode() == "Für é."
