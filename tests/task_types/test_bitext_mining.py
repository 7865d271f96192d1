from dataclasses import replace

import numpy as np
import pytest

from xstilts.task_types.bitext_mining import BitextMining, MinedSentence
from xstilts.task_types.smoke import first
from xstilts.task_types.task_type import Prediction


def pile(pairs, *, alone=0, tuning=False):
    """`pairs` translations and `alone` sentences without one, on both sides; texts are distinct."""
    prefix = "dev/" if tuning else ""
    foreign = [
        MinedSentence(
            id=f"{prefix}de-{i}",
            language="de",
            text=f"Satz {i} {tuning}",
            english=False,
            matches=(f"{prefix}en-{i}",) if i < pairs else (),
            tuning=tuning,
        )
        for i in range(pairs + alone)
    ]
    english = [
        MinedSentence(id=f"{prefix}en-{i}", language="de", text=f"line {i} {tuning}", english=True, tuning=tuning)
        for i in range(pairs + alone)
    ]
    return foreign + english


def vectors(examples, seed=0, noise=0.4):
    """Translations lie near each other; sentences without one lie anywhere."""
    draw = np.random.default_rng(seed)
    meaning = {}
    out = []
    for example in examples:
        key = example.matches[0] if example.matches else example.id
        base = meaning.setdefault(key, draw.standard_normal(32))
        out.append((base + noise * draw.standard_normal(32)).astype(np.float32))
    return out


def test_pairs_are_found_and_others_left_alone():
    examples = pile(60, alone=60) + pile(40, alone=40, tuning=True)
    kind = BitextMining()
    said = kind.decode(examples, None, vectors(examples))
    scores = {name: 100 * items.ratio for name, items in kind.score(examples, said).items()}
    assert scores["f1"] > 95
    assert scores["recall"] > 95
    assert [p.id for p in said] == [e.id for e in examples]
    assert all(p.value is None for p, e in zip(said, examples, strict=True) if e.english)
    chosen = kind.chosen(examples, said)
    assert all(target is None for target, e in zip(chosen, examples, strict=True) if e.english or e.tuning)


def test_without_a_tuning_set_each_half_chooses_for_the_other():
    examples = pile(60, alone=60)
    said = BitextMining().decode(examples, None, vectors(examples))
    assert 100 * BitextMining().score(examples, said)["f1"].ratio > 90


def test_the_gold_of_a_scored_sentence_does_not_choose_its_threshold():
    examples = pile(40, alone=40) + pile(40, alone=40, tuning=True)
    outputs = vectors(examples)
    kind = BitextMining()
    said = kind.decode(examples, None, outputs)
    blind = [replace(example, matches=()) if not example.tuning else example for example in examples]
    assert kind.chosen(blind, said) == kind.chosen(examples, said)
    nothing = [replace(example, matches=()) for example in examples]
    assert kind.decode(nothing, None, outputs) == said  # no gold at all before a threshold


def test_the_gold_of_one_half_chooses_the_threshold_of_the_other():
    examples = pile(40, alone=40)
    kind = BitextMining()
    said = kind.decode(examples, None, vectors(examples))
    blind = [replace(example, matches=()) if row % 2 else example for row, example in enumerate(examples)]
    even = [target if row % 2 == 0 else None for row, target in enumerate(kind.chosen(examples, said))]
    odd = [target if row % 2 else None for row, target in enumerate(kind.chosen(examples, said))]
    without = kind.chosen(blind, said)
    assert [target if row % 2 else None for row, target in enumerate(without)] == odd
    assert [target if row % 2 == 0 else None for row, target in enumerate(without)] != even


def test_sentences_that_come_twice_are_in_no_pair():
    examples = pile(30)
    twin = MinedSentence(id="de-x", language="de", text=examples[0].text, english=False)
    outputs = vectors(examples)
    said = BitextMining().decode([*examples, twin], None, [*outputs, outputs[0]])
    assert said[0].value is None
    assert said[-1].value is None
    assert said[1].value["target"] == "en-1"


def test_scores_are_those_of_the_pairs():
    examples = pile(2, alone=1)
    tuning = pile(1, tuning=True)
    examples = [*examples, *tuning]
    value = {"de-0": ("en-0", 1.2), "de-1": ("en-0", 0.9), "de-2": ("en-1", 1.1), "dev/de-0": ("dev/en-0", 1.0)}
    said = [
        Prediction(e.id, "de", {"target": value[e.id][0], "margin": value[e.id][1]} if e.id in value else None)
        for e in examples
    ]
    assert BitextMining().chosen(examples, said) == ["en-0", None, "en-1", *[None] * 5]
    scores = {name: 100 * items.ratio for name, items in BitextMining().score(examples, said).items()}
    assert scores == {"f1": 50, "precision": 50, "recall": 50}
    nothing = BitextMining().score(examples, BitextMining().guess(examples))
    assert {name: 100 * items.ratio for name, items in nothing.items()} == {"f1": 0, "precision": 0, "recall": 0}


def test_one_pile_alone_has_no_pairs():
    examples = [example for example in pile(3) if not example.english]
    assert [p.value for p in BitextMining().decode(examples, None, vectors(examples))] == [None] * 3


def test_rows_are_sentences(xlmr, bert):
    examples = pile(2)
    for tokenizer in (xlmr, bert):
        rows = BitextMining().encode(examples, tokenizer, 40)
        assert rows.tokens.tolist() == [n for e in examples for n in tokenizer(e.text)["input_ids"]]
    assert len(BitextMining().encode([], xlmr, 40)) == 0


def test_empty_sentences_are_refused():
    assert "empty sentence" in BitextMining().check(MinedSentence(id="a", language="de", text=" ", english=True))


@pytest.mark.parametrize("setting", ["mean", "first"])
def test_the_head_pools_the_named_layer(setting):
    head = BitextMining(layer=3, pooling=setting).head
    assert (head.kind, head.layer, dict(head.settings)["pooling"]) == ("pool", 3, setting)


@pytest.mark.parametrize("tuning", [0, 30])
def test_a_smoke_run_keeps_pairs_whole_and_both_sides(tuning):
    examples = pile(40, alone=40) + pile(tuning, alone=tuning, tuning=True)
    kept = [examples[index] for index in first(BitextMining(), examples, 10)]
    assert [e for e in examples if e in kept] == kept
    for part in (False, True) if tuning else (False,):
        sides = [[e for e in kept if e.tuning == part and e.english == english] for english in (False, True)]
        assert [len(side) for side in sides] == [10, 10]
        paired = [e for e in sides[0] if e.matches]
        assert len(paired) == 5
        assert {e.matches[0] for e in paired} <= {e.id for e in sides[1]}
    said = BitextMining().decode(kept, None, vectors(kept))
    assert BitextMining().score(kept, said)["recall"].denominator.sum() == 5
    assert 100 * BitextMining().score(kept, said)["f1"].ratio > 60


def test_without_a_limit_everything_is_kept():
    examples = pile(3, alone=2)
    assert first(BitextMining(), examples, None) == [*range(10)]
    assert first(BitextMining(), examples, 1000) == [*range(10)]
