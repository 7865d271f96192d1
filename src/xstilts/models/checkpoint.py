"""Saving and strict loading: a checkpoint is a plain save_pretrained folder with our heads in files beside it.

Loading lists every tensor that was loaded, made new or left over, and refuses an encoder not fully covered.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from itertools import zip_longest
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from transformers import (
    MODEL_FOR_TEXT_ENCODING_MAPPING,
    MODEL_MAPPING,
    AutoConfig,
    AutoModel,
    AutoModelForMaskedLM,
    AutoModelForTextEncoding,
    AutoTokenizer,
    PreTrainedConfig,
    PreTrainedModel,
    PreTrainedTokenizerFast,
)
from transformers.utils import logging

from xstilts.base import files
from xstilts.base.errors import UserError
from xstilts.base.randomness import seed_of
from xstilts.models import tokenization
from xstilts.models.head_spec import HeadSpec
from xstilts.models.model import Model, module_name

logging.disable_progress_bar()  # stages tell their own progress; the bar would start a thread, too

HEADS = "heads.safetensors"
HEAD_SPECS = "heads.json"


@dataclass(frozen=True)
class LoadReport:
    """Names of tensors: taken from the checkpoint, new with random weights, in the checkpoint but not used."""

    loaded: tuple[str, ...]
    new: tuple[str, ...]
    dropped: tuple[str, ...] = field(default=())


def save(model: Model, folder: Path, heads: Mapping[str, HeadSpec]) -> None:
    """Write the encoder (with its language-model head), tokenizer and the named heads into `folder`."""
    model.encoder.set_attn_implementation("sdpa" if model.encoder._supports_sdpa else "eager")
    model.backbone.save_pretrained(folder)
    tokenization.save(model.tokenizer, folder)
    kept = {name: spec for name, spec in heads.items() if model.head(name).state_dict()}
    tensors = {
        f"{module_name(name)}/{part}": tensor.detach().cpu().contiguous()
        for name in kept
        for part, tensor in model.head(name).state_dict().items()
    }
    if kept:
        save_file(tensors, folder / HEADS)
    files.write_json(folder / HEAD_SPECS, {name: asdict(spec) for name, spec in kept.items()})


def load(
    source: str | Path,
    *,
    heads: Mapping[str, HeadSpec],
    seed: int | None = None,
    revision: str | None = None,
    trust_remote_code: bool = False,
) -> tuple[Model, LoadReport]:
    """The model of a checkpoint folder or hub id with a head for every entry of `heads`.

    With a `seed` every head is new, its weights drawn from the seed and its name; without one the heads are those
    of the checkpoint. Raises UserError for a damaged or missing checkpoint, another architecture, or an
    encoder that the checkpoint does not fully cover, and where a head was trained on other labels.
    """
    options: dict[str, Any] = {"revision": revision, "trust_remote_code": trust_remote_code}
    try:
        config = AutoConfig.from_pretrained(source, **options)
        tokenizer = AutoTokenizer.from_pretrained(source, **options)
        backbone, info = _loader(config).from_pretrained(
            source, **options, use_safetensors=True, dtype=torch.float32, output_loading_info=True
        )
    except (OSError, ValueError, RuntimeError, KeyError, SafetensorError) as error:
        raise UserError(_unloadable(source, error)) from None
    if not isinstance(tokenizer, PreTrainedTokenizerFast):
        raise UserError(f"{source}: has no fast tokenizer (tokenizer.json), which xstilts needs. Convert it first.")
    report = _covered(source, backbone, info)
    model = Model(backbone, tokenizer)
    stored = _stored_heads(Path(source)) if Path(source).is_dir() else {}
    for name, spec in heads.items():
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed_of(seed, "head", name))
            model.add_head(name, spec)
        if seed is None and model.head(name).state_dict():
            _fill_head(model, name, spec, stored, Path(source))
    of_heads = tuple(f"{name}/{part}" for name in heads for part in model.head(name).state_dict())
    left = tuple(f"{name}/*" for name in stored if seed is not None or name not in heads)
    if seed is None:
        return model, LoadReport(report.loaded + of_heads, report.new, report.dropped + left)
    return model, LoadReport(report.loaded, report.new + of_heads, report.dropped + left)


def loaded_by(model: Model) -> str:
    """The name of transformers' class whose `from_pretrained` gives the encoder of a checkpoint of this model."""
    alone = _loader(model.backbone.config) is AutoModelForTextEncoding
    return "AutoModelForTextEncoding" if alone else "AutoModel"


def _loader(config: PreTrainedConfig) -> Any:
    """What loads the encoder of this configuration: with its language model where it has one.

    Of an encoder-decoder the encoder alone, as transformers offers it for some (T5, mT5, UMT5).
    """
    encoder_only = MODEL_FOR_TEXT_ENCODING_MAPPING.get(type(config), None)
    if encoder_only is not None and encoder_only is not MODEL_MAPPING.get(type(config), None):
        return AutoModelForTextEncoding
    if config.is_encoder_decoder:
        raise ValueError(
            f"{config.model_type} is an encoder-decoder, and transformers has no class for its encoder alone."
        )
    masked_lm = any(name.endswith("ForMaskedLM") for name in config.architectures or ())
    return AutoModelForMaskedLM if masked_lm else AutoModel


def _covered(source: str | Path, backbone: PreTrainedModel, info: Mapping[str, Any]) -> LoadReport:
    """The report of the encoder's tensors. A pooler may be new: nothing here reads it."""
    missing = {name for name in info["missing_keys"] if ".pooler." not in f".{name}"}
    if missing:
        shown = ", ".join(sorted(missing)[:5])
        raise UserError(
            f"{source}: the checkpoint does not cover the encoder: {len(missing)} tensors are missing ({shown}). "
            "It was saved from another architecture or is incomplete: name the checkpoint that fits."
        )
    names = [name for name in backbone.state_dict() if name not in info["missing_keys"]]
    return LoadReport(tuple(names), tuple(sorted(info["missing_keys"])), tuple(sorted(info["unexpected_keys"])))


def _stored_heads(folder: Path) -> dict[str, HeadSpec]:
    path = folder / HEAD_SPECS
    if not path.is_file():
        return {}
    return {name: _spec(stored) for name, stored in files.read_json(path).items()}


def _spec(stored: dict[str, Any]) -> HeadSpec:
    """The spec that was written as JSON, which has no tuples."""
    settings = tuple((key, value) for key, value in stored["settings"])
    return HeadSpec(**{**stored, "labels": tuple(stored["labels"]), "settings": settings})


def _fill_head(model: Model, name: str, spec: HeadSpec, stored: Mapping[str, HeadSpec], folder: Path) -> None:
    own = stored.get(name)
    if own is not None and own.labels != spec.labels and replace(own, labels=spec.labels) == spec:
        both = enumerate(zip_longest(own.labels, spec.labels))
        place, (there, here) = next(entry for entry in both if entry[1][0] != entry[1][1])
        raise UserError(
            f"{folder}: head {name!r} was trained with other labels: its output {place} is {there!r}, and the "
            f"task takes it for {here!r}. Train it anew, or give the task the labels of then, in their order."
        )
    if own != spec:
        raise UserError(
            f"{folder}: has no head {name!r} as {spec}; its heads: {dict(stored) or 'none'}. Train it first."
        )
    try:
        tensors = load_file(folder / HEADS)
    except (OSError, SafetensorError) as error:
        raise UserError(f"{folder / HEADS}: cannot be read: {_first_line(error)}") from None
    prefix = f"{module_name(name)}/"
    model.head(name).load_state_dict(
        {part.removeprefix(prefix): tensor for part, tensor in tensors.items() if part.startswith(prefix)}
    )


def _unloadable(source: str | Path, error: BaseException) -> str:
    return (
        f"{source}: cannot be loaded as an encoder: {_first_line(error)} Name a model of the hub (offline: "
        "one in its cache) or a folder that save_pretrained wrote."
    )


def _first_line(error: BaseException) -> str:
    return next((line for line in str(error).splitlines() if line.strip()), type(error).__name__)
