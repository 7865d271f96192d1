"""A compiled encoder learns what a plain one does, and leaves no trace."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from xstilts.base.errors import UserError
from xstilts.graph.stage import Context
from xstilts.models.compiled import compiled
from xstilts.models.encoded import Encoded
from xstilts.models.model import Model
from xstilts.training.course import Course
from xstilts.training.hyperparameters import DEFAULTS, Training
from xstilts.training.loop import fit
from xstilts.training.task_mixture import TaskMixture

SETTINGS = Training(learning_rate=3e-3, max_steps=6, batch_size=16).over(DEFAULTS)


@pytest.mark.filterwarnings("ignore")  # torch's compiler warns of itself
@pytest.mark.skipif(not shutil.which("g++"), reason="compiling for a CPU needs g++")
def test_a_compiled_encoder_learns_what_a_plain_one_does(
    new_model: Callable[..., Model], topics: Encoded, tmp_path: Path
) -> None:
    models = []
    for wanted in (False, True):
        model, folder = new_model(), tmp_path / str(wanted)
        folder.mkdir()
        settings = Training(compile=wanted).over(SETTINGS)
        fit(
            model,
            [TaskMixture(head="topic", data=topics)],
            settings=settings,
            course=Course(0),
            folder=folder,
            context=Context(),
        )
        assert model.encoder._compiled_call_impl is None
        models.append(model)
    plain, fused = models
    for (name, one), other in zip(plain.named_parameters(), fused.parameters(), strict=True):
        torch.testing.assert_close(one, other, rtol=1e-3, atol=1e-4, msg=lambda text, name=name: f"{name}: {text}")


def test_without_a_compiler_it_says_so(new_model: Callable[..., Model], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("CXX", raising=False)
    with pytest.raises(UserError, match=r"compile: needs a C\+\+ compiler"), compiled(new_model(), torch.device("cpu")):
        pass
