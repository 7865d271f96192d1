import json

import numpy as np
import pytest

from xstilts.base.errors import UserError
from xstilts.metrics.parallel_text import MEASURES, measures
from xstilts.models.head_spec import HeadSpec
from xstilts.task_types.alignment import Alignment
from xstilts.task_types.retrieval import Pair

KIND = Alignment(layers="all")


def sentences(count):
    return [Pair(id=str(i), language="de", text=f"die Katze {i}", translation=f"the cat {i}") for i in range(count)]


def outputs(count, layers=3, width=6, seed=0):
    """Vectors of texts, then of translations that come nearer with every layer, (layers, width) a row."""
    draw = np.random.default_rng(seed)
    texts = draw.standard_normal((count, layers, width))
    noise = draw.standard_normal((count, layers, width)) * np.linspace(2, 0.1, layers)[:, None]
    return list(np.concatenate([texts, texts + noise]).astype(np.float32))


def test_the_head_pools_several_layers():
    settings = (("pooling", "mean"), ("special_tokens", False))
    assert Alignment().head == HeadSpec(kind="pool", layers="upper", settings=settings, vectors=True)
    assert not KIND.trainable


def test_scores_are_the_means_over_layers_of_every_measure(xlmr):
    examples, vectors = sentences(40), outputs(40)
    predictions = KIND.decode(examples, KIND.encode(examples, xlmr, 64), vectors)
    stacked = np.stack(vectors)
    by_layer = [measures(stacked[:40, layer], stacked[40:, layer]) for layer in range(3)]
    scores = KIND.score(examples, predictions)
    assert tuple(scores) == tuple(metric.name for metric in KIND.metrics) == tuple(MEASURES)
    for name, items in scores.items():
        expected = np.mean([layer[name].mean() for layer in by_layer])
        assert items.ratio == pytest.approx(expected)
    hits = [np.mean([prediction.value["alignment_centred"][layer] for prediction in predictions]) for layer in range(3)]
    assert hits[0] < hits[1] < hits[2]  # every layer is kept


def test_predictions_are_plain_json(xlmr):
    examples = sentences(5)
    predictions = KIND.decode(examples, KIND.encode(examples, xlmr, 64), outputs(5))
    assert json.loads(json.dumps([p.value for p in predictions], allow_nan=False)) == [p.value for p in predictions]


def test_what_is_not_defined_counts_for_nothing(xlmr):
    """Collapsed sides lie infinitely far apart, counted in their own spread."""
    examples = sentences(5)
    collapsed = [np.full((1, 6), float(i >= 5), np.float32) for i in range(10)]
    predictions = KIND.decode(examples, KIND.encode(examples, xlmr, 64), collapsed)
    assert {p.value["centroid_distance"][0] for p in predictions} == {None}
    scores = KIND.score(examples, predictions)
    assert scores["centroid_distance"].denominator.tolist() == [0] * 5
    assert scores["cka"].numerator.tolist() == [0] * 5


def test_vectors_of_no_meaning_score_as_guessing_does(xlmr):
    """Rates within five standard deviations of chance, means of 300 pairs within five of theirs."""
    draw = np.random.default_rng(3)
    examples = sentences(300)
    vectors = list(draw.standard_normal((600, 1, 8)).astype(np.float32))
    made = KIND.score(examples, KIND.decode(examples, KIND.encode(examples, xlmr, 64), vectors))
    guessed = KIND.score(examples, KIND.guess(examples))
    value = {name: items.ratio for name, items in made.items()}
    chance = {name: items.ratio for name, items in guessed.items()}
    assert value["alignment_centred"] == pytest.approx(chance["alignment_centred"], abs=5 * (1 / 300 / 600) ** 0.5)
    assert value["language_probe"] == pytest.approx(0.5, abs=5 * (0.25 / 600) ** 0.5)
    for name in ("cka", "anc"):
        assert value[name] == pytest.approx(chance[name], abs=5 / (300 * 8) ** 0.5)
    assert value["procrustes_identity"] == pytest.approx(chance["procrustes_identity"], abs=0.3)
    unknown = {name for name, items in guessed.items() if not items.denominator.any()}
    assert unknown == {"language_probe", "centroid_distance"}


def test_a_diverged_model_is_one_clear_error(xlmr):
    vectors = outputs(3)
    vectors[4][1, 2] = np.nan
    with pytest.raises(UserError, match="example '1': its vector is not finite: the model has diverged"):
        KIND.decode(sentences(3), KIND.encode(sentences(3), xlmr, 64), vectors)


def test_nothing_is_measured_of_nothing(xlmr):
    assert KIND.decode([], KIND.encode([], xlmr, 64), []) == []
