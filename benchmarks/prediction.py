"""How fast prediction and sentence embeddings are beside padded batches: `python -m benchmarks.prediction`.

First table: NLI pairs in fifteen languages, in real tokens per second. Second: Tatoeba sentences as the mean of a
middle layer, also stored and read as an Embed stage does (in half precision, so about 1e-3 apart). All settings have
the same weights and run in turn in one process; what they return is compared, so that nothing is fast because it is
wrong. `docs/benchmarks.md` says how to read the tables.
"""

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import AutoModel, PreTrainedModel, PreTrainedTokenizerBase

from benchmarks import texts
from benchmarks.measure import CLOCKS, spread, table
from benchmarks.options import model_parser
from benchmarks.reference import padded
from benchmarks.shapes import SHAPES
from xstilts.graph.stage import Context
from xstilts.models.head_spec import HeadSpec, pool_head
from xstilts.models.model import Model
from xstilts.study.encodings import joined
from xstilts.study.running.embed import HEAD, embed
from xstilts.study.vectors import VectorFolder
from xstilts.training.predict import outputs

LONGEST = 128
PAIRS = {"small": 64, "base": 8, "large": 64}
"""Pairs of each language that fit into a few minutes."""
SENTENCES = {"small": 2000, "base": 300, "large": 2000}
MIDDLE = {"small": 2, "base": 7, "large": 14}
"""The layer of sentence vectors; 7 of 12 is near the best of XLM-R base, 14 of 24 XTREME's choice for Large."""


class Setting(NamedTuple):
    """One way to run the rows. `alike`: it should return what the first setting does."""

    run: Callable[[], NDArray[np.float32]]
    alike: bool = True


class Timed(NamedTuple):
    """A setting's seconds, round by round, and how far its outputs are from the first setting's, at most."""

    seconds: list[float]
    apart: float | None


def turns(settings: dict[str, Setting], repeats: int, clock: str) -> dict[str, Timed]:
    """Every setting once in every round, after a round that does not count."""
    now = CLOCKS[clock]
    found = {name: setting.run() for name, setting in settings.items()}
    first = next(iter(found.values()))
    timed = {
        name: Timed([], float(np.abs(found[name] - first).max()) if setting.alike else None)
        for name, setting in settings.items()
    }
    for _ in range(repeats):
        for name, setting in settings.items():
            begun = now()
            setting.run()
            timed[name].seconds.append(now() - begun)
    return timed


def pairs(options: argparse.Namespace, made: "Made") -> tuple[dict[str, Setting], int]:
    """The settings of the first table, and how many real tokens they read."""
    parts = [
        task.type.encode(examples[: options.pairs or PAIRS[options.shape]], made.tokenizer, LONGEST)
        for task, examples in made.pairs.values()
    ]
    head = made.model.head("pairs")
    context = Context(device=options.device)

    def reference(pad_to: int | None) -> NDArray[np.float32]:
        def read(states: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
            return head.project(states[:, 0])

        return padded(made.reference, parts, read, batch_size=options.batch_size, pad_to=pad_to)

    def ours(precision: str) -> NDArray[np.float32]:
        return np.stack(outputs(made.model, "pairs", joined(parts), seed=0, precision=precision, context=context))

    settings: dict[str, Setting] = {
        "padded to 128": Setting(lambda: reference(LONGEST)),
        "padded to the longest": Setting(lambda: reference(None)),
        "xstilts": Setting(lambda: ours("fp32")),
        "xstilts bf16": Setting(lambda: ours("bf16")),
    }
    return settings, sum(len(part.tokens) for part in parts)


def sentences(options: argparse.Namespace, made: "Made") -> tuple[dict[str, Setting], int]:
    """The settings of the second table, and how many real tokens they read."""
    task, examples = made.tatoeba
    count = options.sentences or SENTENCES[options.shape]
    data = task.type.encode(examples[: count // 2], made.tokenizer, LONGEST)
    context = Context(device=options.device)
    layer = MIDDLE[options.shape]

    def reference() -> NDArray[np.float32]:
        def read(states: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
            return (states * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)

        return padded(made.reference, [data], read, batch_size=100, layer=layer)

    def ours(head: str, precision: str) -> NDArray[np.float32]:
        return np.stack(outputs(made.model, head, data, seed=0, precision=precision, context=context))

    def stored() -> NDArray[np.float32]:
        with TemporaryDirectory() as name:
            folder = Path(name)
            embed(made.model, {"de": data}, folder, precision="fp32", context=context)
            return VectorFolder(folder).of("de")[1][:, 0]

    settings: dict[str, Setting] = {
        "padded to the longest, all layers": Setting(reference),
        "xstilts, all layers": Setting(lambda: ours("last", "fp32"), alike=False),
        f"xstilts, up to layer {layer}": Setting(lambda: ours("middle", "fp32")),
        f"xstilts, up to layer {layer}, stored and read": Setting(stored),
        f"xstilts, up to layer {layer}, bf16": Setting(lambda: ours("middle", "bf16")),
    }
    return settings, len(data.tokens)


class Made(NamedTuple):
    """One encoder twice, ours and as transformers has it, and what both read."""

    model: Model
    reference: PreTrainedModel
    tokenizer: PreTrainedTokenizerBase
    pairs: dict[str, texts.Text]
    tatoeba: texts.Text


def make(options: argparse.Namespace) -> Made:
    """Build everything, with random weights."""
    shape = SHAPES[options.shape]
    data = texts.data_folder(options.data)
    nli = texts.nli(data)
    sample = (text for task, examples in nli.values() for text in texts.texts_of(task, examples[:300]))
    tokenizer = texts.tokenizer(sample, shape)
    torch.manual_seed(0)
    model = Model(AutoModel.from_config(shape.config(LONGEST), add_pooling_layer=False), tokenizer)
    model.add_head("pairs", HeadSpec(kind="sequence", outputs=3))
    model.add_head("last", pool_head(pooling="mean", special_tokens=True, layer=None))
    model.add_head("middle", pool_head(pooling="mean", special_tokens=True, layer=MIDDLE[options.shape]))
    model.add_head(HEAD, pool_head(pooling="mean", special_tokens=True, layers=str(MIDDLE[options.shape])))
    reference = AutoModel.from_config(shape.config(LONGEST), add_pooling_layer=False)
    reference.load_state_dict(model.encoder.state_dict())
    tatoeba = texts.examples("tatoeba", "test", "de", data)
    return Made(model.to(options.device).eval(), reference.to(options.device), tokenizer, nli, tatoeba)


def report(title: str, timed: dict[str, Timed], tokens: int) -> None:
    """Print a line for every setting. Ratios are taken round by round, differences to the first setting's outputs."""
    base = next(iter(timed.values()))
    rows = []
    for name, (seconds, apart) in timed.items():
        ratios = [slow / own for slow, own in zip(base.seconds, seconds, strict=True)]
        difference = "-" if apart is None else f"{apart:.0e}"
        rows.append((name, spread([tokens / one for one in seconds], 0), spread(ratios), difference))
    print(f"\n{title}")
    print(table(("setting", "tokens/s", "x padded", "largest difference"), rows))


def parse() -> argparse.Namespace:
    """The options."""
    parser = model_parser(__doc__)
    parser.add_argument("--pairs", type=int, help="pairs a language; 64 small and large, 8 base")
    parser.add_argument("--sentences", type=int, help="sentences to embed; 2,000 small and large, 300 base")
    parser.add_argument("--repeats", type=int, default=3)
    return parser.parse_args()


def main() -> None:
    """Measure, and print both tables."""
    options = parse()
    if options.threads:
        torch.set_num_threads(options.threads)
    made = make(options)
    figures = {}
    for name, prepare in (("pairs in 15 languages", pairs), ("sentence embeddings", sentences)):
        settings, tokens = prepare(options, made)
        timed = turns(settings, options.repeats, options.clock)
        report(f"{name}, {options.shape} shape, {tokens:,} tokens", timed, tokens)
        figures[name] = {setting: tokens / float(np.median(seconds)) for setting, (seconds, _) in timed.items()}
    if options.json:
        print(json.dumps({"tokens_per_second": figures}))


if __name__ == "__main__":
    main()
