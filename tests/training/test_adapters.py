"""Adapters: what they train, that merging them changes no output, and which of them are refused."""

import importlib.util
import json
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from peft import PeftModel
from transformers import AutoModel

from xstilts.base.errors import UserError
from xstilts.graph.stage import Context
from xstilts.models import checkpoint, flat
from xstilts.models.batch import collate
from xstilts.models.encoded import Encoded
from xstilts.models.model import Model
from xstilts.training import adapters
from xstilts.training.adapter_settings import Adapter
from xstilts.training.course import Course
from xstilts.training.hyperparameters import DEFAULTS, Training
from xstilts.training.loop import fit
from xstilts.training.task_mixture import TaskMixture

Make = Callable[..., Model]
LORA = Adapter(target_modules=("query", "value"), options=(("r", 2), ("lora_alpha", 4)))
SETTINGS = Training(learning_rate=3e-3, max_steps=4, batch_size=16, adapter=LORA).over(DEFAULTS)


def weights(model: Model) -> dict[str, torch.Tensor]:
    return {name: tensor.detach().clone() for name, tensor in model.named_parameters()}


def test_only_adapter_and_heads_are_trained_and_only_targets_change(
    new_model: Make, topics: Encoded, tmp_path: Path
) -> None:
    model, before = new_model(), weights(new_model())
    fit(
        model,
        [TaskMixture(head="topic", data=topics)],
        settings=SETTINGS,
        course=Course(0),
        folder=tmp_path,
        context=Context(),
    )
    after = weights(model)
    assert after.keys() == before.keys()
    changed = {name for name in before if not torch.equal(before[name], after[name])}
    targets = {name for name in before if name.endswith(("query.weight", "value.weight"))}
    assert len(targets) == 4
    assert changed == targets | {name for name in before if name.startswith("heads.head:topic.")}
    assert all(parameter.requires_grad for parameter in model.parameters())
    with adapters.adapted(model, LORA, seed=0, folder=tmp_path):
        small = [p for p in model.encoder.parameters() if p.requires_grad]
    assert sum(p.numel() for p in small) == 2 * 2 * 2 * (16 * 2)  # layers, modules, two matrices of 16 x 2


def test_an_adapter_is_saved_to_the_same_bytes_in_every_process(new_model: Make, tmp_path: Path) -> None:
    modules = ["query", "value", "key", "dense"]
    kept = Adapter(target_modules=tuple(modules), options=(("r", 2),))
    with adapters.adapted(new_model(), kept, seed=0, folder=tmp_path):
        pass
    stored = json.loads((tmp_path / adapters.FOLDER / "adapter_config.json").read_text())
    assert stored["target_modules"] == sorted(modules)
    assert stored["base_model_name_or_path"] is None


@pytest.mark.filterwarnings("ignore:`is_gradient_checkpointing`:FutureWarning")
@pytest.mark.parametrize(
    "adapter",
    [
        LORA,
        Adapter(target_modules=("query",), options=(("r", 2), ("use_dora", True))),
        Adapter(target_modules="all-linear"),
        Adapter(kind="loha", target_modules=("query",), options=(("r", 2),)),
        Adapter(kind="lokr", target_modules=("dense",), options=(("r", 2),)),
        Adapter(kind="vera", target_modules=("key",), options=(("r", 4),)),
    ],
    ids=lambda adapter: f"{adapter.kind} {adapter.target_modules}",
)
def test_a_merged_encoder_is_the_adapted_one_for_every_next_link(
    new_model: Make, topics: Encoded, tmp_path: Path, adapter: Adapter
) -> None:
    model, batch = new_model().eval(), collate(topics, range(9))
    base = {name: tensor.clone() for name, tensor in model.encoder.state_dict().items()}
    before = model("topic", batch)
    with torch.no_grad(), adapters.adapted(model, adapter, seed=0, folder=tmp_path):
        for parameter in model.encoder.parameters():
            if parameter.requires_grad:
                parameter.add_(torch.randn(parameter.shape, generator=torch.Generator().manual_seed(1)))
        adapted = model.eval()("topic", batch)
    error = (model("topic", batch) - adapted).abs().max()
    assert error < 1e-5
    assert (adapted - before).abs().max() > 20 * error
    checkpoint.save(model, tmp_path / "saved", {"topic": model.specs["topic"]})
    again, _ = checkpoint.load(tmp_path / "saved", heads={"topic": model.specs["topic"]})
    torch.testing.assert_close(again.eval()("topic", batch), adapted, atol=1e-5, rtol=1e-4)
    plain = AutoModel.from_config(model.encoder.config, attn_implementation="sdpa", add_pooling_layer=False)
    plain.load_state_dict(base)
    loaded = PeftModel.from_pretrained(plain.eval(), tmp_path / adapters.FOLDER)
    ids = batch.tokens[-batch.lengths[-1] :][None]
    with torch.no_grad():
        states = flat.hidden_states(model.encoder, batch)[-batch.lengths[-1] :]
        torch.testing.assert_close(loaded(ids).last_hidden_state[0], states, atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize(
    ("adapter", "message"),
    [
        (Adapter(kind="lora2"), r"kind: no such tuner 'lora2'\. Did you mean 'lora'\? Known: .*vera"),
        (Adapter(kind="prompt_tuning"), r"prompt_tuning cannot be merged .* It is one of .*lora"),
        (Adapter(kind="lily", target_modules=("query",)), "lily cannot be merged into an encoder"),
        (
            Adapter(kind="adalora", target_modules=("query",), options=(("total_step", 9),)),
            "adalora changes its ranks by a schedule of its own",
        ),
        (
            Adapter(target_modules=("querry",)),
            r"no such module in this encoder 'querry'\. Did you mean 'query'",
        ),
        (Adapter(target_modules=("word_embeddings",)), "'word_embeddings' are embeddings, which"),
        (Adapter(options=(("lora_alhpa", 3),)), r"no such option of lora 'lora_alhpa'\. Did you mean 'lora_alpha'"),
        (Adapter(options=(("r", 0),)), "adapter: lora cannot be put into this encoder: .*should be a positive integer"),
        (Adapter(kind="miss", target_modules=("query",), options=(("r", 64),)), "miss cannot be put into this encoder"),
    ],
    ids=lambda value: value.kind if isinstance(value, Adapter) else "",
)
def test_what_cannot_be_an_adapter_is_refused(new_model: Make, tmp_path: Path, adapter: Adapter, message: str) -> None:
    with pytest.raises(UserError, match=message), adapters.adapted(new_model(), adapter, seed=0, folder=tmp_path):
        pass


def test_without_peft_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(UserError, match=r"pip install 'xstilts\[lora\]'"):
        adapters.check(Adapter(options=(("r", 7),)))
