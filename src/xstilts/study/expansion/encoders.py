"""From the encoders of a study to the stages that it starts from."""

import re
from dataclasses import replace
from pathlib import Path

from xstilts.base.errors import UserError
from xstilts.models.architecture import Architecture
from xstilts.study.expansion import recipes, slices
from xstilts.study.expansion.lookup import Lookup
from xstilts.study.expansion.slices import use_of
from xstilts.study.settings.encoder import Encoder, Tokens
from xstilts.study.stages.base import ModelStage, Role
from xstilts.study.stages.pretrained import Pretrained
from xstilts.study.stages.tokenizer import Tokenizer

HUB_ID = re.compile(r"[\w-][\w.-]*(/[\w-][\w.-]*)?")


def start(look: Lookup, encoder: Encoder, seed: int) -> ModelStage:
    """The encoder as the study starts with it, pretrained where it says so."""
    own = seed if encoder.shared_by == "seed" else 0
    first = _there(look, str(encoder.source), encoder) if encoder.build is None else _built(look, encoder, own)
    if encoder.pretrain is None:
        return first
    trained = recipes.phase(look, first, encoder.pretrain, seed=own, role=Role("pretraining"))
    return replace(trained, whole_machine=True) if encoder.shared_by == "study" else trained


def _there(look: Lookup, name: str, encoder: Encoder) -> Pretrained:
    """An encoder in a folder or on the hub, pinned by checksums or by a commit. Notes what is neither of them."""
    source, _, revision = name.partition("@")
    stage = Pretrained(source=source, revision=revision or None, trust_remote_code=encoder.trust_remote_code)
    if Path(source).is_dir():
        if not (Path(source) / "config.json").is_file():
            look.note(f"encoders: {source}: no config.json in it. Give a folder of save_pretrained.")
        return look.pinned(stage)
    if not HUB_ID.fullmatch(source):
        look.note(
            f"encoders: {source}: no such folder, and no hub id either (`name` or `owner/name`). "
            "Relative paths start from the folder that the command is run in."
        )
        return stage
    try:
        return replace(stage, revision=look.data.commit(source, revision or None))
    except UserError as error:
        look.note(f"encoders: {error}")
        return stage


def _built(look: Lookup, encoder: Encoder, seed: int) -> Pretrained:
    """A new encoder, its tokenizer and what its embeddings are made from."""
    architecture = encoder.build or Architecture()
    aligned = tuple(slices.training(look, use_of(use), 0) for use in encoder.aligned)
    return look.pinned(
        Pretrained(
            architecture=architecture,
            tokenizer=_tokenizer(look, encoder, architecture.max_length),
            aligned=aligned,
            seed=seed,
        )
    )


def _tokenizer(look: Lookup, encoder: Encoder, max_length: int) -> Tokenizer:
    """The words of the lab, or pieces trained on text."""
    tokens = encoder.tokenizer or Tokens()
    if tokens.vocabulary == "lab":
        return Tokenizer(vocabulary=0, slices=(), max_length=max_length, world=look.study.lab)
    uses = [use_of(use) for use in tokens.tasks or (encoder.pretrain.tasks if encoder.pretrain else ())]
    if not uses:
        look.note("encoders: `build` needs text for its tokenizer: give `tokenizer: {tasks: [...]}`")
    text = tuple(slices.training(look, replace(use, cap=use.cap or tokens.cap), 0) for use in uses)
    return look.pinned(Tokenizer(vocabulary=int(tokens.vocabulary), slices=text, max_length=max_length))
