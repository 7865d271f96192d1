from pathlib import Path

import numpy as np
import pytest
import torch
from torch.nn.functional import cross_entropy
from transformers import (
    AlbertConfig,
    AutoModel,
    BertConfig,
    DebertaV2Config,
    DistilBertConfig,
    PreTrainedConfig,
    PreTrainedTokenizerFast,
)

from xstilts.base.errors import UserError
from xstilts.models import checkpoint, encoders
from xstilts.models.architecture import Architecture
from xstilts.models.batch import collate
from xstilts.models.encoded import IGNORED, encoded
from xstilts.models.head import EncoderFacts
from xstilts.models.head_kinds import build_head
from xstilts.models.head_spec import HeadSpec, pool_head
from xstilts.models.model import Model
from xstilts.task_types.lm_loss import LanguageModelLoss
from xstilts.task_types.masked_lm import Passage

WIDTH = 8
SMALL = {
    "vocab_size": 50,
    "hidden_size": 8,
    "num_attention_heads": 2,
    "num_hidden_layers": 1,
    "intermediate_size": 8,
}
FACTS = EncoderFacts(width=WIDTH, dropout=0.0, language_model=lambda: pytest.fail("no head here asks for it"))


def states(tokens: int) -> torch.Tensor:
    return torch.randn(tokens, WIDTH, generator=torch.Generator().manual_seed(0))


def test_span_loss_equals_cross_entropy_over_each_rows_tokens() -> None:
    texts = [[1, 2, 3, 4], [5, 6], [7, 8, 9]]
    starts, ends = np.array([1, 0, 2]), np.array([3, 1, 2])
    batch = collate(encoded(texts, per_row={"start": starts, "end": ends}), [2, 0, 1])
    head = build_head(HeadSpec(kind="span"), FACTS)
    scores = head(states(9), batch)
    expected = sum(
        (cross_entropy(row[:, 0], torch.tensor(starts[i])) + cross_entropy(row[:, 1], torch.tensor(ends[i]))) / 2
        for i, row in zip([2, 0, 1], head.split(scores, batch), strict=True)
    )
    torch.testing.assert_close(head.loss(scores, batch), expected)


def test_token_head_counts_and_averages_labelled_tokens_only() -> None:
    data = encoded([[1, 2, 3], [4, 5]], per_token={"labels": [[IGNORED, 1, IGNORED], [0, IGNORED]]})
    batch = collate(data, [0, 1])
    head = build_head(HeadSpec(kind="token", outputs=3), FACTS)
    outputs = head(states(5), batch)
    assert head.units(batch) == 2
    rows = head.split(outputs, batch)
    expected = cross_entropy(torch.stack([rows[0][1], rows[1][0]]), torch.tensor([1, 0]), reduction="sum")
    torch.testing.assert_close(head.loss(outputs, batch), expected)


def test_choice_head_scores_the_candidates_of_a_row_against_each_other() -> None:
    data = encoded([[1], [2, 3], [4], [5, 6, 7]], sequences_per_row=2, per_row={"labels": np.array([1, 0])})
    batch = collate(data, [0, 1])
    head = build_head(HeadSpec(kind="choice"), FACTS)
    hidden = states(7)
    scores = head(hidden, batch)
    assert scores.shape == (2, 2)
    first = {int(token): hidden[place] for place, token in enumerate(batch.tokens)}
    alone = head.project(torch.stack([first[1], first[2], first[4], first[5]])).reshape(2, 2)
    torch.testing.assert_close(scores, alone)


@pytest.mark.parametrize(("special", "kept"), [(True, slice(0, None)), (False, slice(1, -1))])
def test_pooling_averages_a_rows_own_tokens(special: bool, kept: slice) -> None:
    texts = [[0, 5, 6, 2], [0, 7, 2], [0, 8, 9, 3, 2]]
    batch = collate(encoded(texts), [2, 0, 1])
    hidden = states(12)
    spec = HeadSpec(kind="pool", settings=(("pooling", "mean"), ("special_tokens", special)))
    vectors = build_head(spec, FACTS)(hidden, batch)
    pieces = torch.split(hidden, list(batch.lengths))
    for vector, place in zip(vectors, batch.rows[:, 0].tolist(), strict=True):
        torch.testing.assert_close(vector, pieces[place][kept].mean(0))


@pytest.mark.parametrize(("special", "kept"), [(True, slice(0, None)), (False, slice(1, -1))])
def test_pooling_takes_the_largest_of_a_rows_own_tokens(special: bool, kept: slice) -> None:
    batch = collate(encoded([[0, 5, 6, 2], [0, 7, 2], [0, 8, 9, 3, 2]]), [2, 0, 1])
    hidden = states(12)
    vectors = build_head(pool_head(pooling="max", special_tokens=special), FACTS)(hidden, batch)
    pieces = torch.split(hidden, list(batch.lengths))
    for vector, place in zip(vectors, batch.rows[:, 0].tolist(), strict=True):
        torch.testing.assert_close(vector, pieces[place][kept].max(0).values)


def test_a_row_is_judged_by_its_first_token_or_by_its_largest_values() -> None:
    batch = collate(encoded([[1, 2, 3], [4, 5], [6, 7, 8, 9]]), [2, 0, 1])
    hidden = states(9)
    rows = [hidden[batch.row_of_token == row] for row in range(3)]
    for pooling, vectors in (
        ("first", [tokens[0] for tokens in rows]),
        ("max", [tokens.max(dim=0).values for tokens in rows]),
    ):
        head = build_head(
            HeadSpec(kind="sequence", outputs=2, settings=(("pooling", pooling),)),
            FACTS._replace(width=hidden.shape[1]),
        )
        wanted = head.project(torch.stack(vectors))
        torch.testing.assert_close(head(hidden, batch), wanted)


def test_an_unknown_head_is_named_with_the_known_ones() -> None:
    with pytest.raises(UserError, match=r"no such head 'tokens'\. Did you mean 'token'\?"):
        build_head(HeadSpec(kind="tokens"), FACTS)


NAMES = ("a.b", "a_b", "a/b", "a", "a%2Eb", "a b", "train", "keys", "head:a", "дом")
"""Names that were one and the same, or none that a module may have."""


def test_every_name_of_a_head_is_its_own(tokenizer: PreTrainedTokenizerFast, tmp_path: Path) -> None:
    spec = HeadSpec(kind="sequence", outputs=2)
    sizes = Architecture(layers=1, width=16, heads=2, feed_forward=32, max_length=64)
    made = Model(encoders.build(sizes, tokenizer, 0), tokenizer)
    for name in NAMES:
        made.add_head(name, spec)
    checkpoint.save(made, tmp_path, dict.fromkeys(NAMES, spec))
    again, report = checkpoint.load(tmp_path, heads=dict.fromkeys(NAMES, spec))
    weights = [again.head(name).project.out.weight for name in NAMES]
    assert all(torch.equal(w, made.head(n).project.out.weight) for w, n in zip(weights, NAMES, strict=True))
    assert len({w.sum().item() for w in weights}) == len(NAMES)
    assert report.new == report.dropped == ()


@pytest.mark.parametrize(
    ("config", "rate"),
    [
        (DistilBertConfig(vocab_size=50, dim=8, n_heads=2, n_layers=1, hidden_dim=8, seq_classif_dropout=0.3), 0.3),
        (AlbertConfig(**SMALL, embedding_size=4, classifier_dropout_prob=0.2), 0.2),
        (BertConfig(**SMALL, hidden_dropout_prob=0.15), 0.15),
        (BertConfig(**SMALL, hidden_dropout_prob=0.15, classifier_dropout=0.0), 0.0),
        (DebertaV2Config(**SMALL, cls_dropout=0.25), 0.25),
    ],
    ids=lambda value: getattr(value, "model_type", None),
)
def test_a_head_drops_what_the_family_drops_before_a_classifier(
    tokenizer: PreTrainedTokenizerFast, config: PreTrainedConfig, rate: float
) -> None:
    made = Model(AutoModel.from_config(config), tokenizer)
    made.add_head("nli", HeadSpec(kind="sequence", outputs=2))
    assert made.head("nli").project.dropout.p == rate


@pytest.fixture
def model(tokenizer: PreTrainedTokenizerFast) -> Model:
    sizes = Architecture(layers=2, width=16, heads=2, feed_forward=32, max_length=64)
    made = Model(encoders.build(sizes, tokenizer, 0), tokenizer)
    made.add_head("mlm", HeadSpec(kind="masked_lm", settings=(("mask_rate", 0.3),)))
    return made


def test_masking_hides_the_asked_share_and_never_special_tokens(model: Model) -> None:
    ids = list(range(5, 100))
    batch = collate(encoded([[0, *ids, 2]] * 60), range(60))
    hidden = model.head("mlm").prepare(batch, seed=3)
    labels = hidden.columns["labels"]
    chosen = labels != IGNORED
    assert abs(float(chosen.float().mean()) - 0.3 * 95 / 97) < 0.02
    assert not chosen[(batch.tokens == 0) | (batch.tokens == 2)].any()
    assert torch.equal(labels[chosen], batch.tokens[chosen])
    assert torch.equal(hidden.tokens[~chosen], batch.tokens[~chosen])
    masked = (hidden.tokens[chosen] == model.tokenizer.mask_token_id).float().mean()
    assert abs(float(masked) - 0.8) < 0.04


def test_rows_with_gaps_of_their_own_have_the_loss_that_numpy_counts(model: Model) -> None:
    kind = LanguageModelLoss(mask_rate=0.4, draws=3)
    examples = [
        Passage(id=str(i), language="de", text=text) for i, text in enumerate(("der alte Bauer", "to the river"))
    ]
    rows = kind.encode(examples, model.tokenizer, 64)
    model.add_head("loss", kind.head)
    model.eval()
    batch = model.head("loss").prepare(collate(rows, range(len(rows))), seed=0)
    with torch.no_grad():
        made = model.head("loss").split(model("loss", batch), batch)
    ours = [prediction.value for prediction in kind.decode(examples, rows, [output.numpy() for output in made])]
    model.encoder.set_attn_implementation("eager")
    sums = np.zeros((2, 2))
    for row, example in enumerate(rows.example):
        inside = slice(rows.bounds[row], rows.bounds[row + 1])
        with torch.no_grad():
            logits = model.backbone(torch.from_numpy(rows.tokens[inside][None].astype(np.int64))).logits[0].numpy()
        for scores, label in zip(logits.astype(float), rows.per_token["labels"][inside], strict=True):
            if label != IGNORED:
                sums[example] += np.log(np.exp(scores).sum()) - scores[label], 1
    assert sums[:, 1].min() > 0
    assert [value["tokens"] for value in ours] == sums[:, 1].tolist()
    assert [value["nll"] for value in ours] == pytest.approx((sums[:, 0] / sums[:, 1]).tolist(), abs=1e-6)


def test_the_language_model_gives_the_logits_of_the_family_itself(model: Model) -> None:
    texts = [[0, 9, 10, 4, 2], [0, 4, 12, 2]]
    batch = collate(encoded(texts), [0, 1])
    model.eval()
    labels = torch.where(batch.tokens == 4, 11, IGNORED)
    with torch.no_grad():
        logits = model("mlm", batch.with_tokens(batch.tokens, labels=labels))
        model.encoder.set_attn_implementation("eager")
        alone = [model.backbone(torch.tensor([ids])).logits[0] for ids in texts]
    torch.testing.assert_close(logits, torch.stack([alone[1][1], alone[0][3]]), atol=1e-5, rtol=1e-4)
