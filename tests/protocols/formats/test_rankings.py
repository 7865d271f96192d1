"""Mewsli-X and LAReQA files are scored by the rules of XTREME-R's code, written here once more, rank by rank."""

import json
import random

import pytest

from xstilts.protocols.xtreme_r import XTREME_R


def mean_reciprocal_rank(gold, predictions, k=20):
    """Mewsli-X: the first label without white space around it; every place of the list is a rank."""
    total = 0.0
    for name, labels in gold.items():
        for rank, candidate in enumerate(predictions.get(name, [])[:k], start=1):
            if candidate == labels[0].strip():
                total += 1 / rank
                break
    return 100 * total / len(gold)


def mean_average_precision(gold, predictions, k=20):
    """LAReQA: a candidate that comes again counts nothing and takes a rank."""
    total = 0.0
    for name, labels in gold.items():
        ranked, hits = predictions.get(name, [])[:k], 0
        for place, candidate in enumerate(ranked):
            if candidate in labels and candidate not in ranked[:place]:
                hits += 1
                total += hits / (place + 1) / min(len(set(labels)), k)
    return 100 * total / len(gold)


@pytest.mark.parametrize(("task", "rule"), [("mewslix", mean_reciprocal_rank), ("lareqa", mean_average_precision)])
def test_files_score_as_by_the_official_rule(task, rule, tmp_path):
    draw = random.Random(20)
    labels, predictions = tmp_path / "labels.json", tmp_path / "predictions.json"
    pool = [f"Q{number}" for number in range(30)] + [" Q1", "Q2 "]
    for _ in range(500):
        names = [f"m{number}" for number in range(draw.randint(1, 5))]
        gold = {name: draw.choices(pool, k=draw.randint(1, 3)) for name in names}
        ranked = {name: draw.choices(pool, k=draw.randint(0, 40)) for name in names if draw.random() < 0.9}
        labels.write_text(json.dumps(gold), encoding="utf-8")
        predictions.write_text(json.dumps({**ranked, "stranger": ["Q1"]}), encoding="utf-8")
        found = XTREME_R.entry(task).format.score(predictions, labels, "de")
        assert found["map@20"] == pytest.approx(rule(gold, ranked), abs=1e-9)
