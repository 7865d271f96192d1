import json
from dataclasses import replace

import pytest

from xstilts.base.errors import UserError
from xstilts.protocols.formats.answers import gold_answers
from xstilts.protocols.labels import build, write
from xstilts.protocols.lint import lint
from xstilts.protocols.scoring import score
from xstilts.protocols.xtreme import XTREME
from xstilts.protocols.xtreme_r import XTREME_R
from xstilts.task_types.masked_lm import MaskedLM

QUESTIONS = {
    "data": [
        {
            "paragraphs": [
                {
                    "context": "Eins zwei.",
                    "qas": [{"id": "q", "question": "?", "answers": [{"text": "zwei", "answer_start": 5}]}],
                }
            ]
        }
    ]
}
FILES = {
    "xnli/test-de.tsv": "Ein Mann\tEin Tier\tcontradictory\nEin Mann\tWer\tneutral\n",
    "pawsx/de/test_2k.tsv": "id\tsentence1\tsentence2\tlabel\n1\ta b\tb a\t1\n2\ta\tb\t0\n",
    "udpos/test-de.tsv": "Das\tDET\nHaus\tNOUN\n\nJa\tINTJ\n\n",
    "panx/test-de.tsv": "Anna\tB-PER\nlief\tO\n\n\nBonn\tB-LOC\n",
    "xquad/xquad.de.json": json.dumps(QUESTIONS),
    "mlqa/MLQA_V1/test/test-context-de-question-de.json": json.dumps(QUESTIONS),
    "tydiqa/tydiqa-goldp-v1.1-dev/tydiqa.goldp.fi.dev.json": json.dumps(QUESTIONS).replace("zwei", ""),
    "bucc2018/de-en.test.de": "de-1\teins\nde-2\tzwei\n",
    "bucc2018/de-en.test.en": "en-7\tone\nen-8\ttwo\n",
    "bucc2018/de-en.test.gold": "de-2\ten-8\n",
    "bucc2018/de-en.dev.de": "de-1\tdrei\n",
    "bucc2018/de-en.dev.en": "en-1\tthree\n",
    "bucc2018/de-en.dev.gold": "de-1\ten-1\n",
    "tatoeba/v1/tatoeba.deu-eng.deu": "Eins\nZwei\nDrei\n",
    "tatoeba/v1/tatoeba.deu-eng.eng": "one\nTwo\nThree\n",
    "xcopa/data/et/test.et.jsonl": '{"premise": "a", "choice1": "b", "choice2": "c", "question": "cause", "label": 1}',
}
LABELS = {
    "xnli": "contradiction\nneutral\n",
    "pawsx": "1\n0\n",
    "udpos": "DET\nNOUN\n\nINTJ\n",
    "panx": "B-PER\nO\n\nB-LOC\n",
    "bucc2018": "de-2\ten-8\n",
    "tatoeba": "2\n1\n0\n",  # by code point: Three, Two, one
    "xcopa": '{"label": 1}\n',
}


def test_labels_are_rebuilt_from_public_files(folder, tmp_path):
    data, to = folder("data", FILES), tmp_path / "labels"
    for benchmark in (XTREME, XTREME_R):
        built = {(entry.task, entry.language): entry for entry in build(benchmark, data, to)}
        assert len(built) == sum(len(entry.languages) for entry in benchmark.entries)
        for task in set(benchmark.tasks) & set(LABELS):
            path = built[task, "et" if task == "xcopa" else "de"].path
            assert path.read_text(encoding="utf-8") == LABELS[task]
    assert gold_answers(to / "xquad" / "test-de.json") == {"q": ["zwei"]}


def test_what_cannot_be_built_is_told_with_the_reason(folder, tmp_path):
    data = folder("data", FILES)
    told = {(b.task, b.language): b.remark for b in build(XTREME_R, data, tmp_path / "labels") if b.path is None}
    assert told["xnli", "th"].startswith(f"no test file in {data}: looked for xnli/test-th.tsv")
    assert "an empty answer. XTREME's download script takes the answers out" in told["tydiqa", "fi"]
    assert told["mewslix", "de"].startswith(f"no test file in {data}: looked for mewslix/")
    assert ("xnli", "de") not in told


def test_gold_against_gold_scores_100(folder, tmp_path):
    to = tmp_path / "labels"
    assert sum(built.path is not None for built in build(XTREME, folder("data", FILES), to)) == 8
    result = score(XTREME, to, to)
    assert {task.task: task.score for task in result.tasks} == dict.fromkeys(
        ("xnli", "pawsx", "udpos", "panx", "xquad", "mlqa", "bucc2018", "tatoeba"), 100
    )
    assert result.average is None
    problems = [str(finding) for finding in lint(XTREME, to, to) if "no such file" not in finding.problem]
    assert len(problems) == 3  # no folder for tydiqa; two files of questions that are no predictions


def test_treebanks_are_named_in_a_remark(folder, tmp_path):
    conllu = "# text = Ja\n1\tJa\tja\tINTJ\t_\t_\t0\troot\t_\t_\n\n"
    data = folder("data", {"ud_conllu/UD_German-X/de_x-ud-test.conllu": conllu})
    built = next(b for b in build(XTREME, data, tmp_path / "labels") if (b.task, b.language) == ("udpos", "de"))
    assert built.path.read_text() == "INTJ\n"
    assert built.remark == "converted from UD_German-X: official only if these are all of the language's in UD 2.5"


def test_a_data_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(UserError, match=r"nowhere: no such folder\. Pass the one that holds the data sets"):
        list(build(XTREME, tmp_path / "nowhere", tmp_path))


def test_a_type_without_an_official_format_is_a_bug(tmp_path):
    with pytest.raises(TypeError, match="no official format for MaskedLM"):
        write(XTREME.entry("xnli"), "de", to=tmp_path, kind=MaskedLM(), examples=[])


def test_rebuilt_labels_begin_as_the_benchmarks_own_sample(shared_data, tmp_path):
    sample = shared_data / "xtreme_mock" / "labels"
    few = {"xnli": ("tr",), "pawsx": ("de",), "xquad": ("zh",), "tatoeba": ("de", "ar"), "udpos": ("eu", "te")}
    entries = tuple(replace(XTREME.entry(task), languages=languages) for task, languages in few.items())
    built = list(build(replace(XTREME, entries=entries), shared_data, tmp_path))
    assert all(label.path for label in built)
    for label in built:
        form, official = XTREME.entry(label.task).format, XTREME.entry(label.task).file(sample, label.language)
        if label.task == "xquad":
            assert gold_answers(official).items() <= gold_answers(label.path).items()
        else:
            first = form.read(official)
            assert form.read(label.path)[: len(first)] == first
