"""Vectors are embedded once, compared without a model, and stay valid when a study measures more."""

import json
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

import small_world
from xstilts.base.errors import UserError
from xstilts.graph.plan import plan
from xstilts.graph.stage import Context, closure
from xstilts.graph.store import Store
from xstilts.graph.worker import run_stage
from xstilts.models import checkpoint
from xstilts.study import predictions
from xstilts.study.data_folder import DataFolder
from xstilts.study.encodings import encode_limited
from xstilts.study.expansion.expand import expand
from xstilts.study.settings import study as studies
from xstilts.study.stages.compare import Compare
from xstilts.study.stages.embed import Embed
from xstilts.study.stages.layer_means import LAYERS, LayerMeans
from xstilts.study.stages.overlaps import Overlaps
from xstilts.study.stages.score import SCORES
from xstilts.study.stages.train import Train
from xstilts.study.vectors import VectorFolder
from xstilts.training import predict

STUDY = """\
study: vectors
languages: [en, de, es]
seeds: 1
encoders:
  tiny:
    build: {layers: 4, width: 32, heads: 2, feed_forward: 64, max_length: 64}
    tokenizer: {vocabulary: 160, tasks: [mlm_text]}
train: {learning_rate: 1e-3, max_steps: 2, batch_size: 8, max_length: 48}
intermediate: {nli: {tasks: [rte]}}
targets:
  - {task: tatoeba, options: {layer: 2}}
"""
PROBE = "  - {task: tatoeba_alignment, options: {layers: all}}\n"
AGAIN = "  - {task: tatoeba, name: again, options: {layer: 2}}\n"


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A function from targets to the expansion of the study with them, and the store in which the first is finished."""
    folder = tmp_path_factory.mktemp("vectors")
    data = DataFolder(small_world.write_data(folder / "data"))
    store = Store(folder / "store")

    def made(more=""):
        (folder / "s.yaml").write_text(STUDY + more)
        return expand(studies.read(folder / "s.yaml"), data)

    for stage in closure(made().stages):
        store.put_spec(stage)
        run_stage(stage.key, store.root, Context(data=data.root, cache=folder / "cache"))
    return made, store, data


def only(expansion, kind):
    return [stage for stage in closure(expansion.stages) if isinstance(stage, kind)]


def test_a_probe_of_a_finished_study_trains_nothing_and_embeds_nothing_that_is_there(place):
    made, store, _ = place
    assert plan(made().stages, store).todo == ()
    todo = [stage for stage in plan(made(PROBE).stages, store).todo if not isinstance(stage, Overlaps)]
    assert sorted({stage.title for stage in todo}) == [
        "compare tatoeba_alignment in 2 languages",
        "embed tatoeba_alignment in 2 languages (all layers)",
        "score tatoeba_alignment",
    ]
    assert only(made(PROBE), Train) == only(made(), Train)


def test_measures_by_layer_have_the_layers_that_were_embedded(place, tmp_path):
    made, store, data = place
    probe = made(PROBE.replace("all", "upper"))
    compare = next(stage for stage in only(probe, Compare) if stage.name == "tatoeba_alignment")
    means = LayerMeans(predictions=compare, vectors=compare.vectors, measure="alignment_centred")
    for stage in closure([means]):
        if not store.has(stage):
            store.put_spec(stage)
            run_stage(stage.key, store.root, Context(data=data.root))
    entries = json.loads((store.folder(means) / LAYERS).read_text())
    assert [(entry["language"], entry["layer"]) for entry in entries] == [
        (c, n) for c in ("de", "es") for n in (2, 3, 4)
    ]
    score = next(c.score for c in probe.cells if c.target == "tatoeba_alignment" and c.score.predictions == compare)
    store.put_spec(score)
    run_stage(score.key, store.root, Context(data=data.root))
    rows = json.loads((store.folder(score) / SCORES).read_text())
    (value,) = (row["value"] for row in rows if (row["language"], row["metric"]) == ("de", "alignment_centred"))
    mean = np.mean([entry["value"] for entry in entries if entry["language"] == "de"])
    assert value == pytest.approx(100 * mean)


def test_a_layer_that_the_encoder_has_not_is_refused(place, tmp_path):
    made, store, data = place
    embed = replace(only(made(), Embed)[0], layers="5")
    with pytest.raises(UserError, match="layers '5': the encoder has 4 layers: choose"):
        embed.run({"parent": store.folder(embed.parent)}, tmp_path, Context(data=data.root))


def test_equal_wishes_are_one_stage(place):
    made, store, _ = place
    assert len(only(made(AGAIN), Embed)) == len(only(made(), Embed)) == 2  # with and without the recipe
    todo = [stage for stage in plan(made(AGAIN).stages, store).todo if isinstance(stage, Embed | Compare)]
    assert todo == []


def test_stored_vectors_are_those_of_the_head_and_find_the_same_sentences(place):
    made, store, data = place
    compare = only(made(), Compare)[0]
    embed, kind = compare.vectors, compare.data_slice.type
    model, _ = checkpoint.load(store.folder(embed.parent) / "checkpoint", heads={"it": kind.head})
    rows = encode_limited(compare.data_slice, None, data, tokenizer=model.tokenizer, max_length=48, context=Context())
    folder = VectorFolder(store.folder(embed))
    assert folder.layers == (2,)
    for language, encoded in rows.items():
        exact = np.stack(predict.outputs(model, "it", encoded, seed=0, precision="fp32", context=Context()))
        example, read = folder.of(language)
        np.testing.assert_array_equal(example, encoded.example)
        np.testing.assert_allclose(read[:, 0], exact, rtol=2**-11, atol=1e-5)
    # English sentences that several languages translate have one vector
    assert len(np.load(store.folder(embed) / "layer-002.npy")) < sum(map(len, rows.values()))
    found = predictions.read(store.folder(compare) / predictions.PREDICTIONS)
    assert {prediction.language for prediction in found} == {"de", "es"}


def test_comparing_imports_no_torch(place, tmp_path):
    made, store, data = place
    compare = only(made(), Compare)[0]
    command = (
        "import sys; from pathlib import Path; from xstilts.graph.stage import Context; "
        "from xstilts.graph.store import Store; "
        "from xstilts.study.stages import compare, merge, pretrained, snapshot, tokenizer, train; "
        f"store = Store(Path({str(store.root)!r})); stage = store.rebuild({compare.key!r}); "
        f"stage.run({{'vectors': store.folder(stage.vectors)}}, Path({str(tmp_path)!r}), "
        f"Context(data=Path({str(data.root)!r}))); print('torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
    ours, theirs = (folder / predictions.PREDICTIONS for folder in (tmp_path, store.folder(compare)))
    assert predictions.read(ours) == predictions.read(theirs)
