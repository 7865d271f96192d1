"""Which commit a branch on the hub names, over HTTP: when it moves, when it is gone, when there is no hub."""

import pytest
from huggingface_hub import constants

from hub_stand_in import COMMIT, Hub, serving
from xstilts.base.errors import UserError
from xstilts.models import hub

LATER = "0123456789" * 4


@pytest.fixture
def model(tmp_path, monkeypatch):
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "cache"))
    stand_in = Hub("org/tiny", kind="models", files={"config.json": b"{}"})
    with serving(stand_in, monkeypatch):
        yield stand_in


def move(model: Hub) -> None:
    model.commit, model.revisions = LATER, (COMMIT, LATER, "main")


def refused(name: str, revision: str | None = None, **options) -> str:
    with pytest.raises(UserError) as error:
        hub.commit(name, revision, **options)
    return str(error.value)


def test_the_main_branch_is_the_commit_where_it_stands(model):
    assert hub.commit("org/tiny", None) == hub.commit("org/tiny", "main") == COMMIT
    move(model)
    assert hub.commit("org/tiny", None) == LATER


def test_a_commit_is_itself_and_nobody_is_asked(model):
    assert hub.commit("org/tiny", "1" * 40) == "1" * 40
    assert not model.asked


@pytest.mark.parametrize("ask", [True, False])
def test_offline_a_branch_is_where_it_stood_when_last_asked_for(model, monkeypatch, ask):
    hub.commit("org/tiny", None)
    move(model)
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    assert hub.commit("org/tiny", None, ask=ask) == COMMIT


def test_without_asking_the_hub_is_needed_only_for_what_is_not_known(model):
    assert hub.commit("org/tiny", None, ask=False) == COMMIT
    move(model)
    model.asked.clear()
    assert hub.commit("org/tiny", None, ask=False) == COMMIT
    assert not model.asked


def test_what_the_hub_does_not_have_is_told(model, monkeypatch):
    assert refused("org/tiny", "gone").startswith("org/tiny@gone: the hub has no such revision of it. Choose one of ")
    assert "org/other@main: the hub at" in refused("org/other")
    del model.files["config.json"]
    assert refused("org/tiny").startswith("org/tiny@main: has no config.json, so it is no encoder.")
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    assert refused("org/never").startswith("org/never@main: HF_HUB_OFFLINE is set and the hub's cache on this machine")
