"""Span, choice and regression heads learn from what their task types encode, and decode what they learned."""

import numpy as np

from xstilts.graph.stage import Context
from xstilts.task_types.classification import Text
from xstilts.task_types.multiple_choice import ChoiceQuestion, MultipleChoice
from xstilts.task_types.regression import Regression
from xstilts.task_types.span_qa import Answer, Question, SpanQA
from xstilts.training import predict
from xstilts.training.course import Course
from xstilts.training.hyperparameters import DEFAULTS, Training
from xstilts.training.loop import fit
from xstilts.training.task_mixture import TaskMixture

SETTINGS = Training(learning_rate=5e-3, max_steps=120, batch_size=32).over(DEFAULTS)


def learned(model, kind, name, examples, folder, max_length):
    """Metrics on examples that were not trained on."""
    model.add_head(name, kind.head)
    cut = len(examples) * 3 // 4
    rows = kind.encode(examples[:cut], model.tokenizer, max_length)
    fit(
        model,
        [TaskMixture(head=name, data=rows)],
        settings=SETTINGS,
        course=Course(0),
        folder=folder,
        context=Context(),
    )
    held_out = examples[cut:]
    rows = kind.encode(held_out, model.tokenizer, max_length)
    outputs = predict.outputs(model, name, rows, seed=0, precision="fp32", context=Context())
    scores = kind.score(held_out, kind.decode(held_out, rows, outputs))
    return {metric.name: metric.value(*scores[metric.name]) for metric in kind.metrics}


def test_spans_are_found_in_contexts_of_several_windows(new_model, tmp_path):
    draw = np.random.default_rng(0)
    questions = []
    for number in range(160):
        words = [f"w{i}" for i in draw.integers(4, 40, 50)]
        place = int(draw.integers(0, 48))
        words[place : place + 2] = [f"w{draw.integers(0, 2)}", f"w{draw.integers(2, 4)}"]
        start = len(" ".join(words[:place])) + (place > 0)
        answer = Answer(" ".join(words[place : place + 2]), start)
        context = " ".join(words)
        questions.append(Question(id=str(number), language="en", context=context, question="w9", answers=(answer,)))
    scores = learned(new_model(), SpanQA(step=12), "qa", questions, tmp_path, 32)
    assert scores["exact_match"] > 90
    assert scores["f1"] >= scores["mean"] >= scores["exact_match"]


def test_the_right_candidate_is_chosen(new_model, tmp_path):
    draw = np.random.default_rng(0)
    choices = []
    for number in range(240):
        label = int(draw.integers(0, 3))
        candidates = [" ".join(f"w{i}" for i in draw.integers(1, 40, 4)) for _ in range(3)]
        candidates[label] = f"w0 {candidates[label]}"
        context = f"w{draw.integers(1, 40)}"
        choices.append(
            ChoiceQuestion(id=str(number), language="en", context=context, choices=tuple(candidates), label=label)
        )
    scores = learned(new_model(), MultipleChoice(count=3), "choice", choices, tmp_path, 32)
    assert scores["accuracy"] > 90


def test_a_score_is_predicted(new_model, tmp_path):
    """How often the word that matters comes, from 0 to 5."""
    draw = np.random.default_rng(0)
    texts = []
    for number in range(240):
        score = int(draw.integers(0, 6))
        words = ["w0"] * score + [f"w{i}" for i in draw.integers(1, 40, 6 - score)]
        text = " ".join(draw.permutation(words))
        texts.append(Text(id=str(number), language="en", text=text, second="w1", label=float(score)))
    scores = learned(new_model(), Regression(), "similarity", texts, tmp_path, 32)
    assert scores["pearson"] > 80
    assert scores["spearman"] > 80
