"""Adapters: small weights beside a frozen encoder, such as LoRA's (Hu et al. 2022), merged into it after training.

All tuners are peft's, by its own registry. Whatever stands in a checkpoint is merged, so that the next phase loads it
like any other; the adapter itself lies beside it in peft's format.
"""

import copy
import importlib.util
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from functools import lru_cache
from pathlib import Path
from typing import Any

import torch
from torch import nn

from xstilts.base.errors import UserError, unknown
from xstilts.base.randomness import seed_of
from xstilts.models.model import Model
from xstilts.training.adapter_settings import Adapter

FOLDER = "adapter"
"""Where the trained adapter lies in the folder of its training."""


@lru_cache(maxsize=64)
def check(adapter: Adapter) -> None:
    """Raises UserError where peft is missing, or does not know the kind or an option, or cannot merge the kind."""
    _configuration(adapter)


@contextmanager
def adapted(model: Model, adapter: Adapter | None, *, seed: int, folder: Path | None) -> Iterator[None]:
    """Within the context the encoder is frozen and has an adapter, whose first weights are drawn from the seed.

    Afterwards the adapter is in `folder`, unless that is None, and merged into the encoder, whose modules are the plain
    ones again. Heads are trained as ever. Raises UserError as `check` does, for modules that are not there and what
    cannot be merged.
    """
    if adapter is None:
        yield
        return
    configuration = _configuration(adapter)
    _check_targets(model.encoder, adapter)
    from peft import get_peft_model  # noqa: PLC0415 -- takes seconds, and most training has no adapter

    trained = [(parameter, parameter.requires_grad) for parameter in model.encoder.parameters()]
    with torch.random.fork_rng(devices=[]), warnings.catch_warnings():
        torch.manual_seed(seed_of(seed, "adapter"))
        warnings.simplefilter("ignore", FutureWarning)  # peft asks transformers by a name that will go
        try:
            tuned = get_peft_model(model.encoder, configuration)
        except (ValueError, TypeError, AttributeError, RuntimeError) as error:
            raise UserError(f"adapter: {adapter.kind} cannot be put into this encoder: {_sentence(error)}") from None
    _check_mergeable(tuned.base_model, adapter)
    yield
    if folder is not None:
        _settle(tuned.peft_config["default"])
        tuned.save_pretrained(folder / FOLDER, save_embedding_layers=False)
    tuned.merge_and_unload()
    for parameter, flag in trained:
        parameter.requires_grad_(flag)


def _configuration(adapter: Adapter) -> Any:
    """Peft's configuration of the adapter, anew at every call: peft completes it for an encoder."""
    if importlib.util.find_spec("peft") is None:
        raise UserError(
            "adapter: needs the package peft, which is not installed. Install it with the extra `lora`: "
            "pip install 'xstilts[lora]'."
        )
    from peft import PeftConfig, PromptLearningConfig  # noqa: PLC0415 -- takes seconds
    from peft.mapping import PEFT_TYPE_TO_CONFIG_MAPPING  # noqa: PLC0415 -- takes seconds

    kinds = {kind.value.lower(): found for kind, found in PEFT_TYPE_TO_CONFIG_MAPPING.items()}
    names = {kind: {entry.name for entry in fields(found)} for kind, found in kinds.items()}
    usable = {
        kind
        for kind, found in kinds.items()
        if "target_modules" in names[kind] and not issubclass(found, PromptLearningConfig)
    }
    if adapter.kind in kinds.keys() - usable:
        raise UserError(f"adapter: kind: {_unmergeable(adapter)} It is one of {', '.join(sorted(usable))}.")
    if adapter.kind not in usable:
        raise UserError(f"adapter: kind: {unknown('tuner', adapter.kind, usable)}")
    options = names[adapter.kind] - {entry.name for entry in fields(PeftConfig)} - {"target_modules", "modules_to_save"}
    for option, _ in adapter.options:
        if option not in options:
            raise UserError(f"adapter: options: {unknown(f'option of {adapter.kind}', option, options)}")
    targets = list(adapter.target_modules) if isinstance(adapter.target_modules, tuple) else adapter.target_modules
    try:
        return kinds[adapter.kind](target_modules=targets, **dict(adapter.options))
    except (ValueError, TypeError, ImportError) as error:
        raise UserError(f"adapter: options: peft refuses them for {adapter.kind}: {_sentence(error)}") from None


def _settle(configuration: Any) -> None:
    """Take out of peft's configuration what differs from process to process: a store's path, the order of sets."""
    configuration.base_model_name_or_path = None
    for entry in fields(configuration):
        value = getattr(configuration, entry.name)
        if isinstance(value, set):
            setattr(configuration, entry.name, sorted(value))


def _check_targets(encoder: nn.Module, adapter: Adapter) -> None:
    """Raises UserError for a name that no module ends in, and where tied embeddings would be adapted."""
    modules = [name for name, module in encoder.named_modules() if list(module.parameters(recurse=False))]
    linear = {name.rpartition(".")[2] for name, module in encoder.named_modules() if isinstance(module, nn.Linear)}
    for target in adapter.target_modules if isinstance(adapter.target_modules, tuple) else ():
        found = [name for name in modules if name == target or name.endswith(f".{target}")]
        if not found:
            raise UserError(f"adapter: target_modules: {unknown('module in this encoder', target, linear)}")
        if any(isinstance(encoder.get_submodule(name), nn.Embedding) for name in found):
            raise UserError(
                f"adapter: target_modules: {target!r} are embeddings, which the language model may share, so nothing "
                f"can be merged into them. Take some of {', '.join(sorted(linear))}."
            )


def _check_mergeable(tuner: nn.Module, adapter: Adapter) -> None:
    """Raises UserError for a tuner that cannot merge or that asks for a call at every step. Tried on one module."""
    if hasattr(tuner, "update_and_allocate"):
        raise UserError(f"adapter: kind: {adapter.kind} changes its ranks by a schedule of its own. Take lora.")
    layer: Any = next(module for module in tuner.modules() if hasattr(module, "base_layer"))
    try:
        copy.deepcopy(layer).merge()
    except (NotImplementedError, AttributeError, ValueError):
        raise UserError(f"adapter: kind: {_unmergeable(adapter)} Take lora.") from None


def _unmergeable(adapter: Adapter) -> str:
    return f"{adapter.kind} cannot be merged into an encoder, so no plain checkpoint would come of it."


def _sentence(error: BaseException) -> str:
    """The error's first line, closed with a stop."""
    return f"{str(error).splitlines()[0].rstrip('.')}."
