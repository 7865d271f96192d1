"""What a stage that gives a model writes: a plain checkpoint folder with its model card."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from huggingface_hub import ModelCard, ModelCardData

from xstilts.base import files
from xstilts.models import checkpoint
from xstilts.models.checkpoint import LoadReport
from xstilts.models.head_spec import HeadSpec
from xstilts.models.model import Model
from xstilts.study.stages.base import CHECKPOINT


def write_model(
    out: Path,
    model: Model,
    *,
    heads: Mapping[str, HeadSpec],
    about: str,
    report: LoadReport | None,
    card: ModelCardData | None = None,
) -> None:
    """Save model, tokenizer, heads, model card and the report of what was loaded, new and dropped."""
    folder = out / CHECKPOINT
    checkpoint.save(model, folder, heads)
    data = card or ModelCardData(library_name="transformers", tags=["xstilts"])
    loader = checkpoint.loaded_by(model)
    usage = f"```python\nfrom transformers import {loader}\n\nmodel = {loader}.from_pretrained(folder)\n```"
    notes = ""
    if heads:
        notes = f"\n\nTask heads ({', '.join(heads)}) lie beside the encoder in `{checkpoint.HEADS}`."
    text = f"---\n{data.to_yaml()}\n---\n\n# {out.parent.name} checkpoint\n\n{about}{notes}\n\n## Use\n\n{usage}\n"
    ModelCard(text).save(folder / "README.md")
    if report is not None:
        files.write_json(out / "loaded.json", asdict(report))
