"""A study of all nine targets whose predictions lie in the store, as files that the benchmark's evaluator scores."""

import json
import random

import pytest

from xstilts.base.errors import UserError
from xstilts.graph.stage import Context
from xstilts.graph.store import Store
from xstilts.protocols.lint import lint
from xstilts.protocols.scoring import score
from xstilts.protocols.study_files import EntryChoice
from xstilts.protocols.xtreme import XTREME
from xstilts.study import predictions
from xstilts.study.data_slice import examples
from xstilts.study.settings import study as studies
from xstilts.task_types.bitext_mining import BitextMining
from xstilts.task_types.classification import Classification
from xstilts.task_types.retrieval import SentenceRetrieval
from xstilts.task_types.span_qa import SpanQA
from xstilts.task_types.task_type import Prediction
from xstilts.workspace import Workspace

STUDY = """\
study: nine
languages: [de, fi]
seeds: 1
encoders: {new: {build: {layers: 1}, tokenizer: {tasks: [mlm_text]}}}
targets:
  - xnli
  - pawsx
  - udpos
  - panx
  - {task: xquad, train_on: [squad1]}
  - {task: mlqa, split: dev, train_on: [squad1]}
  - tydiqa
  - bucc2018
  - tatoeba
"""
PLACES = ["Bonn", "Ulm", "Köln", "Trier", "Halle", "Jena"]


def questions(name):
    """Six questions, each on a paragraph of its own, in SQuAD's shape."""
    paragraphs = []
    for number, place in enumerate(PLACES):
        answer = {"text": place, "answer_start": 13}
        asked = {"id": f"{name}-{number}", "question": "Wo wohnt sie?", "answers": [answer]}
        paragraphs.append({"context": f"Anna lebt in {place} am Fluss.", "qas": [asked]})
    return json.dumps({"data": [{"paragraphs": paragraphs}]})


def tagged(word, tags):
    return "".join(f"{place}\t{tags[n % len(tags)]}\n{word}\t{tags[-1]}\n\n" for n, place in enumerate(PLACES))


def rows(word, labels):
    return "".join(f"{word} {n}\t{word} {place}\t{labels[n % len(labels)]}\n" for n, place in enumerate(PLACES))


def write_nine(folder):
    """Six invented examples of everything that the study reads."""
    piles = {
        "de": "".join(f"de-{n}\tIch war in {place}\n" for n, place in enumerate(PLACES)),
        "en": "".join(f"en-{n}\tI was in {place}\n" for n, place in enumerate(PLACES)),
        "gold": "".join(f"de-{n}\ten-{n}\n" for n in range(0, 6, 2)),
    }
    files = {f"bucc2018/de-en.{split}.{side}": text for split in ("dev", "test") for side, text in piles.items()}
    for split, language in (("train", "en"), ("test", "de")):
        files[f"xnli/{split}-{language}.tsv"] = rows(language, ["neutral", "entailment", "contradiction"])
        files[f"pawsx/{split}-{language}.tsv"] = rows(language, ["0", "1"])
    for split, language in (("train", "en"), ("test", "de"), ("test", "fi")):
        files[f"udpos/{split}-{language}.tsv"] = tagged(language, ["NOUN", "PROPN", "VERB"])
        files[f"panx/{split}-{language}.tsv"] = tagged(language, ["B-LOC", "B-PER", "O"])
    files["squad/train-v1.1.json"] = questions("train")
    files["xquad/xquad.de.json"] = questions("x")
    files["mlqa/MLQA_V1/dev/dev-context-de-question-de.json"] = questions("m")
    files["tydiqa/tydiqa-goldp-v1.1-train/tydiqa.goldp.en.train.json"] = questions("english-")
    files["tydiqa/tydiqa-goldp-v1.1-dev/tydiqa.goldp.fi.dev.json"] = questions("finnish-")
    for name in ("deu", "fin"):
        files[f"tatoeba/v1/tatoeba.{name}-eng.{name}"] = "".join(f"In {place}\n" for place in PLACES)
        files[f"tatoeba/v1/tatoeba.{name}-eng.eng"] = "".join(f"There in {place}\n" for place in PLACES)
    for language in ("en", "de", "fi"):
        files[f"mlm_text/web/{language}.txt"] = "Ja nein\n"
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def said(kind, loaded, rng):
    """Predictions of which about half are right."""
    found = []
    for example, guess in zip(loaded, kind.guess(loaded), strict=True):
        other = rng.choice(loaded)
        if isinstance(kind, Classification):
            value = other.label
        elif isinstance(kind, SpanQA):
            value = rng.choice([example.answers[0].text, example.answers[0].text + " am", other.context[:4]])
        elif isinstance(kind, SentenceRetrieval):
            value = {"plain": rng.choice([example.id, other.id]), "centred": other.id}
        elif isinstance(kind, BitextMining):
            other = [] if example.tuning else [f"en-{rng.randrange(6)}"]  # so that the tuning set's threshold is 1
            target = None if example.english else rng.choice([None, *example.matches, *other])
            value = target and {"target": target, "margin": 1.0 if example.tuning else rng.uniform(0.9, 1.3)}
        else:
            value = [rng.choice([tag, *guess.value]) for tag in example.tags]
        found.append(Prediction(example.id, example.language, value))
    return found


@pytest.fixture
def nine(tmp_path):
    """The study, and a workspace in which it is predicted and scored; no model was asked."""
    path = tmp_path / "nine.yaml"
    path.write_text(STUDY, encoding="utf-8")
    study = studies.read(path)
    workspace = Workspace(data=write_nine(tmp_path / "data"), store=tmp_path / "store")
    store, rng = Store(workspace.store), random.Random(7)
    for cell in workspace.expand(study).cells:
        stage = cell.score.predictions
        with store.filling(stage) as part:
            made = [
                entry
                for _, loaded in examples(stage.data_slice, workspace.data)
                for entry in said(stage.data_slice.type, loaded, rng)
            ]
            predictions.write(made, part / predictions.PREDICTIONS)
        with store.filling(cell.score) as part:
            cell.score.run({"predictions": store.folder(stage)}, part, Context(data=workspace.data))
    return study, workspace


def test_exported_files_pass_lint_and_score_as_the_study_says(nine, tmp_path):
    study, workspace = nine
    exported = workspace.export(study, XTREME, tmp_path / "p", gold=tmp_path / "l", partial=True)
    assert len(exported.files) == 12
    assert (exported.encoder, exported.recipe, exported.seed) == ("new", "none", 0)
    assert lint(XTREME, tmp_path / "p", tmp_path / "l", partial=True) == []
    ours = {(row.target, row.language, row.metric): row.value for row in workspace.results(study)}
    official = score(XTREME, tmp_path / "p", tmp_path / "l")
    assert [task.task for task in official.tasks] == list(XTREME.tasks)
    compared = 0
    for task in official.tasks:
        for language, metrics in task.languages.items():
            for metric in metrics.keys() & {key[2] for key in ours if key[0] == task.task}:
                compared += 1
                assert metrics[metric] == pytest.approx(ours[task.task, language, metric], abs=1e-9), (task, metric)
        headline = [value for (target, _, metric), value in ours.items() if target == task.task and metric == "mean"]
        if headline:
            assert task.score == pytest.approx(sum(headline) / len(headline), abs=1e-9)
        assert 0 < task.score < 100
    assert compared == 19


def test_what_is_missing_is_named_before_anything_is_written(nine, tmp_path):
    study, workspace = nine
    with pytest.raises(UserError) as caught:
        workspace.export(study, XTREME, tmp_path / "p")
    told = str(caught.value)
    assert "xnli (ar bg el en es fr hi ru sw th tr ur vi zh): not among the languages that the study predicts" in told
    assert "mlqa (de): predictions of the dev split, the benchmark scores test" in told
    assert told.endswith("write what there is with --partial.")
    assert not (tmp_path / "p").exists()


def test_targets_and_results_that_are_not_there_are_gaps(nine, tmp_path):
    _, workspace = nine
    fewer = studies.read(tmp_path / "nine.yaml", ("targets=[pawsx, {task: tatoeba, options: {layer: 0}}]", "limit=3"))
    store = Store(workspace.store)
    gaps = {str(gap) for gap in workspace.export(fewer, XTREME, tmp_path / "p", partial=True).gaps}
    assert "bucc2018 (de fr ru zh): the study has no such target" in gaps
    assert any(gap.startswith("pawsx (") and f"no predictions in {store.root}" in gap for gap in gaps)


def test_of_two_targets_of_a_task_one_has_to_be_chosen(nine, tmp_path):
    _, workspace = nine
    two = "targets=[tatoeba, {task: tatoeba, name: middle, options: {layer: 0}}]"
    study = studies.read(tmp_path / "nine.yaml", (two,))
    with pytest.raises(UserError, match=r"tatoeba is the task of several targets: tatoeba, middle\. Choose one with"):
        workspace.export(study, XTREME, tmp_path / "p", partial=True)
    chosen = workspace.export(study, XTREME, tmp_path / "p", choice=EntryChoice(targets=("tatoeba",)), partial=True)
    assert {path.parent.name for path in chosen.files} == {"tatoeba"}


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        (EntryChoice(recipe="nli"), r"export: no such recipe 'nli'\. Known: none"),
        (EntryChoice(seed=4), r"export: no such seed '4'\. Known: 0"),
        (EntryChoice(encoder="old"), r"export: no such encoder 'old'\. Known: new"),
        (EntryChoice(targets=("xnil",)), r"export: no such target 'xnil'\. Did you mean 'xnli'"),
    ],
)
def test_a_choice_that_the_study_does_not_have_is_refused(nine, tmp_path, choice, message):
    study, workspace = nine
    with pytest.raises(UserError, match=message):
        workspace.export(study, XTREME, tmp_path / "p", choice=choice)
