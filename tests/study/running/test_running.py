"""Stages of every task type on tiny files in the published formats, and the results that are collected from them."""

import json
import random
import shutil
from pathlib import Path

import numpy as np
import pytest
from transformers import AutoModel, AutoTokenizer

import small_world
from xstilts.base.errors import UserError
from xstilts.graph.stage import Context, closure
from xstilts.graph.store import Store
from xstilts.graph.worker import run_stage
from xstilts.study import collect, predictions
from xstilts.study.data_folder import DataFolder
from xstilts.study.expansion.expand import expand
from xstilts.study.lineage import phases
from xstilts.study.settings import study as studies
from xstilts.study.stages.base import Role
from xstilts.study.stages.predict import Predict
from xstilts.study.stages.pretrained import Pretrained
from xstilts.study.stages.score import Score
from xstilts.study.stages.train import Train

EXAMPLES = Path(__file__).parents[3] / "examples"

STUDY = """\
study: kinds
languages: [en, de]
seeds: 1
encoders:
  tiny:
    build: {layers: 1, width: 16, heads: 2, feed_forward: 16, max_length: 64}
    tokenizer: {vocabulary: 120, tasks: [mlm_text]}
train: {learning_rate: 1e-3, max_steps: 3, batch_size: 4, max_length: 40}
intermediate:
  mixed: {tasks: [rte, {task: udpos, cap: 10}], mixing: uniform, replay: {tasks: [parallel]}}
targets:
  - SENTIMENT
  - udpos
  - tatoeba
  - bucc2018
  - {task: xquad, train_on: [squad1]}
  - {task: xcopa, languages: [it]}
  - {task: parallel, split: dev, train_on: [mlm_text]}
"""


def write_questions(folder: Path) -> None:
    """Questions about a place in a sentence, and choices among two words."""
    rng = random.Random(1)
    for name, language in (
        ("squad/train-v1.1.json", "en"),
        ("xquad/xquad.en.json", "en"),
        ("xquad/xquad.de.json", "de"),
    ):
        asked = []
        for number in range(8):
            text = small_world.said(small_world.sentence(rng), language)
            answer = {"text": text.split()[2], "answer_start": text.index(text.split()[2])}
            asked.append({"context": text, "qas": [{"id": str(number), "question": "who ?", "answers": [answer]}]})
        path = small_world.write(folder / name, [])
        path.write_text(json.dumps({"data": [{"paragraphs": asked}]}))
    for name in ("xcopa/en/train-en.jsonl", "xcopa/data/it/test.it.jsonl"):
        rows = [
            {
                "premise": f"the cat of {name}",
                "question": "cause",
                "choice1": "a dog",
                "choice2": "a tree",
                "label": n % 2,
            }
            for n in range(8)
        ]
        small_world.write(folder / name, [json.dumps(row) for row in rows])
    for side in ("de", "en"):
        small_world.write(folder / f"parallel/multi30k/val.{side}", [small_world.said(small_world.sentence(rng), side)])


def write_piles(folder: Path) -> None:
    """Two piles with three pairs."""
    rng = random.Random(2)
    for part in ("dev", "test"):
        sentences = [small_world.sentence(rng) for _ in range(6)]
        for side in ("de", "en"):
            lines = [f"{side}-{n}\t{small_world.said(words, side)}" for n, words in enumerate(sentences)]
            small_world.write(folder / f"bucc2018/de-en.{part}.{side}", lines)
        small_world.write(folder / f"bucc2018/de-en.{part}.gold", [f"de-{n}\ten-{n}" for n in range(3)])


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    """The folder of data, the study's cells, and a store in which all of its stages are finished."""
    folder = tmp_path_factory.mktemp("kinds")
    data = small_world.write_data(folder / "data")
    write_questions(data)
    write_piles(data)
    shutil.copytree(EXAMPLES / "sentiment", data / "sentiment")
    (folder / "s.yaml").write_text(STUDY.replace("SENTIMENT", str(EXAMPLES / "sentiment.py")))
    expansion = expand(studies.read(folder / "s.yaml"), DataFolder(data))
    store = Store(folder / "store")
    for stage in closure(expansion.stages):
        store.put_spec(stage)
        run_stage(stage.key, store.root, Context(data=data, cache=folder / "cache"))
    return data, expansion, store


def stages(expansion, kind):
    return [stage for stage in closure(expansion.stages) if isinstance(stage, kind)]


def test_every_kind_of_task_gives_scores_in_all_its_languages(done):
    _, expansion, store = done
    rows = collect.rows("kinds", expansion.cells, store)
    metrics = {(row.target, row.language): set() for row in rows}
    for row in rows:
        metrics[row.target, row.language].add(row.metric)
        if row.metric not in ("nll",):
            assert 0 <= row.value <= 100
    assert metrics == {
        **{("sentiment", language): {"accuracy"} for language in ("en", "de")},
        **{("udpos", language): {"f1", "accuracy"} for language in ("en", "de")},
        ("tatoeba", "de"): {"accuracy", "accuracy_centred"},
        ("bucc2018", "de"): metrics["bucc2018", "de"],
        **{("xquad", language): metrics["xquad", language] for language in ("en", "de")},
        ("xcopa", "it"): {"accuracy"},
        ("parallel", "de"): {"nll"},
    }
    assert "f1" in metrics["bucc2018", "de"]
    assert {"f1", "exact_match"} <= metrics["xquad", "de"]
    (nll,) = {row.value for row in rows if (row.target, row.recipe, row.language) == ("parallel", "none", "de")}
    assert 0 < nll < 2 * np.log(120)


def test_every_example_has_one_prediction(done):
    _, expansion, store = done
    counts = {"udpos": 12, "tatoeba": 20, "xquad": 8, "xcopa": 8, "parallel": 1}
    for stage in stages(expansion, Predict):
        found = predictions.read(store.folder(stage) / predictions.PREDICTIONS)
        keys = [(entry.language, entry.id) for entry in found]
        assert len(set(keys)) == len(keys)
        assert {language for language, _ in keys} == set(stage.data_slice.languages)
        if counts.get(stage.head):
            assert len(keys) == counts[stage.head] * len(stage.data_slice.languages)


def test_items_add_up_to_the_rows(done):
    _, expansion, store = done
    rows = collect.rows("kinds", expansion.cells, store)
    by_place = {(row.recipe, row.target, row.language, row.metric): row for row in rows}
    cells = list(collect.by_item(expansion.cells, store))
    assert {cell.target for cell in cells} == {cell.target for cell in expansion.cells}
    for cell in cells:
        row = by_place[cell.recipe, cell.target, cell.language, cell.metric.name]
        assert cell.value == pytest.approx(row.value)
        assert (len(cell.ids), cell.key) == (row.n, row.key)


def test_every_trained_stage_is_a_plain_checkpoint_with_a_card(done):
    _, expansion, store = done
    for stage in stages(expansion, Train | Pretrained):
        folder = store.folder(stage) / "checkpoint"
        assert AutoModel.from_pretrained(folder).config.hidden_size == 16
        assert AutoTokenizer.from_pretrained(folder)("the cat").input_ids[0] == 0
        assert (folder / "README.md").read_text().startswith("---\n")
    phase = next(stage for stage in stages(expansion, Train) if stage.role == Role("intermediate", "mixed"))
    summary = json.loads((store.folder(phase) / "training.json").read_text())
    assert (summary["steps"], summary["examples"]) == (3, [48, 10, 60])
    report = json.loads((store.folder(phase) / "loaded.json").read_text())
    assert {name.split("/")[0] for name in report["new"]} == {"rte", "udpos"}
    assert (
        "`rte` (en), `udpos` (en), `parallel` (de): 3 steps"
        in (store.folder(phase) / "checkpoint/README.md").read_text()
    )


def test_links_of_a_cell_come_in_order(done):
    _, expansion, _ = done
    cell = next(cell for cell in expansion.cells if (cell.recipe, cell.target) == ("mixed", "udpos"))
    assert [phase.title for phase in phases(cell.score)] == ["intermediate mixed", "target udpos"]


def test_finished_and_missing_cells_are_told_apart(done, tmp_path):
    _, expansion, store = done
    assert collect.finished(expansion.cells, store) == (list(expansion.cells), [])
    assert collect.finished(expansion.cells, Store(tmp_path)) == ([], list(expansion.cells))


def test_data_that_changed_since_planning_stop_the_stage(done, tmp_path):
    data, expansion, _ = done
    changed = tmp_path / "data"
    shutil.copytree(data, changed)
    small_world.write(changed / "udpos/test-de.tsv", ["Hund\tNOUN", ""])
    stage = next(stage for stage in stages(expansion, Predict) if stage.head == "udpos")
    for reader in (stage, next(entry for entry in stages(expansion, Score) if entry.predictions == stage)):
        message = r"udpos/de/test/test-de\.tsv: has changed since the stage was planned"
        with pytest.raises(UserError, match=message):
            reader.verify(Context(data=changed))
