import pytest

from xstilts.base.errors import UserError
from xstilts.protocols.lint import lint
from xstilts.protocols.scoring import score
from xstilts.protocols.xtreme import XTREME
from xstilts.protocols.xtreme_r import XTREME_R

NLI = "neutral\nentailment\ncontradiction\n"
POS = "DET\nNOUN\n\nVERB\n"
QA = '{"data": [{"paragraphs": [{"context": "c", "qas": [{"id": "q1", "answers": [{"text": "a"}]}, ' \
     '{"id": "q2", "answers": [{"text": "b"}]}]}]}]}'  # fmt: skip


@pytest.fixture
def problems(folder):
    """What lint says of one prediction file, beside a label file where one is given."""

    def problems(name, text, label=None, benchmark=XTREME):
        predictions = folder("predictions", {name: text})
        labels = folder("labels", {name: label}) if label is not None else None
        found = lint(benchmark, predictions, labels)
        return [str(finding)[len(str(predictions)) + 1 :] for finding in found if finding.path == predictions / name]

    return problems


@pytest.mark.parametrize(
    ("name", "text", "label", "told"),
    [
        ("xnli/test-de.tsv", "1\n0\n2\n", NLI, ":1: a number where the evaluator compares words"),
        ("xnli/test-de.tsv", "neutral\tA man\tA dog\n" * 3, NLI, ":1: more than one column"),
        ("xnli/test-de.tsv", "label\n" + NLI, NLI, ":1: a header line ('label')"),
        ("xnli/test-de.tsv", NLI + "\n", NLI, ":4: a blank line"),
        ("xnli/test-de.tsv", NLI + "\n", NLI, ":4: 4 lines, but"),
        ("xnli/test-de.tsv", "neutral\n", NLI, ":1: 1 lines, but"),
        ("xnli/test-de.tsv", "contradictory\n", None, "did you mean 'contradiction'"),
        ("xnli/test-de.tsv", "", None, "the file is empty"),
        ("xnli/test-de.tsv", b"\xef\xbb\xbf" + NLI.encode(), NLI, ":1: a byte order mark"),
        ("xnli/test-de.tsv", b"neutral\n\xff\n", None, ":2: byte 0xff is not UTF-8"),
        ("pawsx/test-de.tsv", "entailment\n", None, "expected one of 0, 1 ('entailment')"),
        ("udpos/test-de.tsv", "the\tDET\ndog\tNOUN\n\nran\tVERB\n", POS, ":1: more than one column"),
        ("udpos/test-de.tsv", "DET\nNOUN\n\n\nVERB\n", POS, ":4: a blank line too many"),
        ("udpos/test-de.tsv", "\nDET\nNOUN\n\nVERB\n", POS, ":1: a blank line too many"),
        ("udpos/test-de.tsv", "DET\nNOUN\n\n\nVERB\n", POS, "3 sentences, but"),
        ("udpos/test-de.tsv", "DET\n\nNOUN\nVERB\n", POS, ":1: a sentence of 1 tags,"),
        ("udpos/test-de.tsv", "B-NOUN\n", None, ":1: no tag of this task"),
        ("panx/test-de.tsv", "B-PERS\n", None, "did you mean 'B-PER'"),
        ("tatoeba/test-de.tsv", "[1]\n[0]\n", "1\n0\n", ":1: a bracketed number: write it without brackets"),
        ("tatoeba/test-de.tsv", "2\n1\n", "1\n0\n", ":1: beyond the last line"),
        ("tatoeba/test-de.tsv", "1.0\n0\n", "1\n0\n", ":1: no line number"),
        ("tatoeba/test-de.tsv", "01\n0\n", "1\n0\n", ":1: no line number"),
        ("bucc2018/test-de.tsv", "", None, "no pair in it"),
        ("bucc2018/test-de.tsv", "en-1\tde-2\n", None, ":1: the columns are swapped"),
        ("bucc2018/test-de.tsv", "de-1\ten-2\t1.2\n", None, ":1: not two columns"),
        ("bucc2018/test-de.tsv", "1\t2\n", None, ":1: not a pair of ids"),
        ("bucc2018/test-de.tsv", "zh-1\ten-2\n", None, ":1: not a pair of ids"),
        ("bucc2018/test-de.tsv", "de-1\ten-2\n\n", None, ":2: a blank line"),
        ("xquad/test-de.json", '{"q1": "a", "q2": ', QA, ":1: not JSON"),
        ("xquad/test-de.json", '["a"]', QA, "expected one JSON object"),
        ("xquad/test-de.json", QA, QA, "a file of questions, not of predictions"),
        ("xquad/test-de.json", '{"q1": "a"}', QA, "an id without a prediction: it scores 0 ('q2')"),
        ("xquad/test-de.json", '{"q1": "a", "q2": "b", "q3": "c"}', QA, "an id that the labels do not have"),
        (
            "xquad/test-de.json",
            '{"q1": "a", "q2": "b", "q1": "c"}',
            QA,
            "an id given twice: only the last counts ('q1')",
        ),
        ("xquad/test-de.json", '{"q1": ["a"], "q2": "b"}', QA, "an answer that is no text ('q1'"),
        ("xquad/test-de.json", '{"q1": "", "q2": "b"}', QA, "an empty answer"),
    ],
)
def test_silent_zeros_are_found(problems, name, text, label, told):
    assert any(told in problem for problem in problems(name, text, label))


@pytest.mark.parametrize(
    ("name", "text", "label", "told"),
    [
        ("xcopa/test-et.jsonl", '{"label": 0}\n{"lable": 1}\n', None, ':2: expected {"label": n} with n one of 0, 1'),
        ("xcopa/test-et.jsonl", '{"label": "0"}\n', None, ':1: expected {"label": n}'),
        ("xcopa/test-et.jsonl", '{"label": 2}\n', None, ':1: expected {"label": n}'),
        ("xcopa/test-et.jsonl", '{"label": 0}\n{"label": \n', None, ":2: not JSON"),
        ("xcopa/test-et.jsonl", '{"label": 0}\n\n', None, ":2: a blank line"),
        ("xcopa/test-et.jsonl", '{"label": 0}\n', '{"label": 0}\n{"label": 1}\n', "1 lines, but"),
        ("mewslix/test-de.json", '{"m": "Q1"}', None, "expected a list of candidate ids"),
        ("mewslix/test-de.json", '{"m": ["Q1", "Q1"]}', None, "a candidate ranked twice"),
        ("mewslix/test-de.json", f'{{"m": {[f"Q{n}" for n in range(21)]}}}'.replace("'", '"'), None, "more than 20"),
        ("mewslix/test-de.json", "{}", '{"m": ["Q1"]}', "an id without a prediction: it scores 0 ('m')"),
    ],
)
def test_silent_zeros_of_xtreme_r_are_found(problems, name, text, label, told):
    assert any(told in problem for problem in problems(name, text, label, XTREME_R))


@pytest.mark.parametrize(
    ("name", "text", "label"),
    [
        ("xnli/test-de.tsv", NLI, NLI),
        ("xnli/test-de.tsv", NLI.replace("\n", "\r\n"), NLI),
        ("pawsx/test-de.tsv", "0\n1", "1\n1\n"),
        ("udpos/test-de.tsv", "DET\nX\n\nSYM\n\n", POS),
        ("tatoeba/test-de.tsv", "1\n1\n", "1\n0\n"),
        ("bucc2018/test-de.tsv", "de-000001\ten-002\n", "de-1\ten-2\n"),
        ("xquad/test-de.json", '{"q1": "x", "q2": "y"}', QA),
    ],
)
def test_good_files_have_no_finding(problems, name, text, label):
    assert problems(name, text, label) == []


def test_a_problem_of_every_line_is_told_once(problems):
    assert problems("xnli/test-de.tsv", "1\n0\n2\n") == [
        "xnli/test-de.tsv:1: a number where the evaluator compares words: write one of contradiction, entailment, "
        "neutral ('1') [and 2 more lines]"
    ]


def test_missing_languages_and_strange_names_are_found(folder):
    predictions = folder("p", {"bucc/test-de.tsv": "", "pawsx/test_de.tsv": "", "pawsx/test-de.tsv": "0\n", ".x": ""})
    told = [str(finding)[len(str(predictions)) :] for finding in lint(XTREME, predictions)]
    assert told[0] == "/bucc: no task of xtreme: it is not looked at. Did you mean 'bucc2018'?"
    assert told[1].startswith(": no folder for xnli, udpos,")
    assert told[2] == "/pawsx/test_de.tsv: no file of pawsx: it is not looked at. Did you mean 'test-de.tsv'?"
    assert told[3] == "/pawsx/test-en.tsv: no such file: without 'en' the whole task has no score"
    assert len(told) == 9


def test_a_broken_label_file_is_no_finding_but_an_error(folder):
    predictions = folder("predictions", {"xquad/test-de.json": '{"q1": "x"}'})
    with pytest.raises(UserError, match=r"labels/xquad/test-de.json: not of the SQuAD shape"):
        lint(XTREME, predictions, folder("labels", {"xquad/test-de.json": '{"data": [{}]}'}))


def test_what_lint_warns_of_really_scores_zero(folder):
    languages = ("de", "en", "es", "fr", "ja", "ko", "zh")
    labels = folder("labels", {f"pawsx/test-{language}.tsv": "0\n1\n" for language in languages})
    predictions = folder("predictions", {f"pawsx/test-{language}.tsv": "0\tx\n1\ty\n" for language in languages})
    assert score(XTREME, predictions, labels).tasks[0].score == 0
    assert sum("more than one column" in finding.problem for finding in lint(XTREME, predictions, labels)) == 7


def test_the_official_sample_is_clean(shared_data):
    mock = shared_data / "xtreme_mock"
    found = lint(XTREME, mock / "predictions", mock / "labels")
    assert [finding.path.name for finding in found] == ["mewslix"]
