"""Runs a Merge stage: weights from the checkpoints of its models, the rest of the folder from its start."""

from collections.abc import Mapping
from pathlib import Path

import torch

from xstilts.graph.stage import Context
from xstilts.models import checkpoint
from xstilts.models.merging import MergeRule, Term, merged
from xstilts.study.model_folder import write_model
from xstilts.study.stages.base import CHECKPOINT
from xstilts.study.stages.merge import Merge


def run(stage: Merge, inputs: Mapping[str, Path], out: Path, context: Context) -> None:
    """Fill `out/checkpoint`. Raises UserError where the models are not of one architecture."""
    torch.set_num_threads(context.threads)
    folders = [inputs[f"models/{place}/model"] / CHECKPOINT for place in range(len(stage.models))]
    terms = [Term(folder, entry.weight) for folder, entry in zip(folders, stage.models, strict=True)]
    rule = MergeRule(stage.method, stage.density, stage.layers, stage.seed)
    source = inputs["start"] / CHECKPOINT if stage.heads_of is None else folders[stage.heads_of]
    heads = {head: data_slice.type.head for head, data_slice in stage.heads.items()}
    model, report = checkpoint.load(source, heads=heads)
    own = model.backbone.state_dict()
    with torch.no_grad():
        for name, tensor in merged(inputs["start"] / CHECKPOINT, terms, rule):
            own[name].copy_(tensor)
    shares = ", ".join(f"{entry.weight:g} x {entry.model.label}" for entry in stage.models)
    about = f"Merged without training ({stage.method}): {shares}, from {stage.start.label}."
    write_model(out, model, heads=heads, about=about, report=report)
