"""An invented study as large as a real one: two recipes, four targets, ten languages in nine scripts, five seeds."""

import numpy as np
import pytest

from xstilts.analyses.transfer import Transfer
from xstilts.analysis.base import Evidence
from xstilts.analysis.contrast import Contrast
from xstilts.analysis.figures import LineChart, LineMark
from xstilts.analysis.findings import Finding, verdict_finding
from xstilts.analysis.panel import Panel
from xstilts.analysis.verdict import judge
from xstilts.metrics.metric import ACCURACY
from xstilts.report.data import Provenance, ReportData
from xstilts.study.exposure import Exposure
from xstilts.study.results import Row, ScoredCell

LANGUAGES = ("en", "de", "es", "ru", "el", "tr", "ar", "hi", "th", "zh")
TARGETS = {"xnli": 45.0, "pawsx": 62.0, "udpos": 55.0, "tatoeba": 30.0}
GUESS = {"xnli": 33.3, "pawsx": 50.0}
ENGLISH = Exposure(source=("en",), labels=frozenset({"en"}))
GAINS = {
    "none": dict.fromkeys(TARGETS, 0.0),
    "nli": {"xnli": 9.0, "pawsx": 3.0, "udpos": -2.5, "tatoeba": -6.0},
    "nli+replay": {"xnli": 8.0, "pawsx": 4.0, "udpos": 0.3, "tatoeba": 5.0},
}
CONTRASTS = (
    Contrast(claim="nli helps", better="nli", than="none", on=("xnli",), smallest_effect=1.0),
    Contrast(claim="nli keeps languages aligned", better="nli", than="none", on=("tatoeba",), smallest_effect=2.0),
    Contrast(
        claim="replay keeps tagging as it was", better="nli+replay", than="none", on=("udpos",), smallest_effect=3.0
    ),
    Contrast(claim="replay adds to nli", better="nli+replay", than="nli", on=("xnli", "pawsx"), smallest_effect=1.0),
)


def scores(items=300, seeds=5):
    """Cells with language, seed and item effects."""
    rng = np.random.default_rng(11)
    ids = tuple(f"{number}" for number in range(items))
    found = []
    for target, base in TARGETS.items():
        hard = rng.normal(0, 18, items)
        for recipe, gains in GAINS.items():
            for seed in range(seeds):
                shift = rng.normal(0, 1.2)
                for place, language in enumerate(LANGUAGES):
                    if target == "tatoeba" and language == "en":
                        continue
                    level = base + 22 * (language == "en") - 1.6 * place + gains[target] * (1 - 0.07 * place) + shift
                    right = (rng.random(items) < np.clip((level + hard) / 100, 0.01, 0.99)).astype(float)
                    found.append(
                        ScoredCell(
                            encoder="xlm-roberta-base",
                            recipe=recipe,
                            target=target,
                            language=language,
                            seed=seed,
                            metric=ACCURACY,
                            guess=GUESS.get(target, 0.0),
                            exposure=Exposure() if target == "tatoeba" else ENGLISH,
                            ids=ids,
                            numerator=right,
                            denominator=np.ones(items),
                            key=f"{hash((target, recipe, seed, language)) & 0xFFFFFFFFFF:010x}",
                        )
                    )
    return found


def losses(rng, start, end, steps=600, every=5):
    """A falling loss with noise."""
    at = np.arange(every, steps + 1, every)
    fall = end + (start - end) * np.exp(-at / (steps / 5))
    return tuple(float(step) for step in at), tuple(float(loss) for loss in fall + rng.normal(0, 0.04, len(at)))


def training():
    """Curves of pretraining, intermediate and target training."""
    rng = np.random.default_rng(5)
    groups = {"pretraining": {"pretraining": (9.0, 3.1)}}
    groups["intermediate"] = {"nli": (1.1, 0.62), "nli+replay": (1.1, 0.71)}
    groups |= {
        f"target {target}": {"none": (1.1, 0.7), "nli": (1.1, 0.5), "nli+replay": (1.1, 0.55)}
        for target in ("xnli", "pawsx", "udpos")
    }
    return Finding(
        name="training",
        title="Training",
        charts=tuple(
            LineChart(
                name=f"training-{group}",
                title=group,
                colours=("nli", "nli+replay", "none"),
                axes=("step", "loss"),
                marks=tuple(
                    LineMark(colour=colour, part=str(seed), x=x, y=y)
                    for seed in range(5)
                    for colour, ends in lines.items()
                    for x, y in (losses(rng, *ends),)
                ),
            )
            for group, lines in groups.items()
        ),
    )


def found(panel, contrasts=CONTRASTS, trained=True):
    """The findings on a panel: claims, transfer and training."""
    verdicts = judge(panel, contrasts, draws=1000)
    transfer = Transfer(draws=1000).findings(Evidence(panel=panel))
    return (verdict_finding(verdicts), *transfer, *((training(),) if trained else ()))


def data(cells, **changes):
    """The report's data of the cells."""
    panel = Panel.of(cells)
    given = {
        "study": "invented-after-nli",
        "question": "Does English NLI make zero-shot transfer better, and does replay keep the languages together?",
        "findings": found(panel) if "findings" not in changes else (),
        "rows": tuple(
            Row(
                study="invented-after-nli",
                encoder=cell.encoder,
                recipe=cell.recipe,
                target=cell.target,
                language=cell.language,
                seed=cell.seed,
                metric=cell.metric.name,
                value=cell.value,
                n=len(cell.ids),
                key=cell.key,
            )
            for cell in cells
        ),
        "environment": {"xstilts": "0.1.0", "torch": "2.13.0", "device": "cpu, 2 threads", "time": "17 min 4 s"},
        "provenance": tuple(
            Provenance(
                label=f"Train xnli after nli, seed {seed}",
                key=f"{seed}f3a9c0d1e2b4" * 4,
                recipe={"stage": "Train", "seed": seed, "language": "en", "note": "中文 <b>not bold</b>"},
            )
            for seed in range(3)
        ),
        "warnings": ("12 sentences of mlm_text (de) are also in the test set of xnli (de).",),
        "commands": (
            "xstilts run studies/invented.yaml --data data --store store",
            "xstilts report studies/invented.yaml",
        ),
        "made": "1 March 2026",
        "version": "0.1.0",
    }
    return ReportData(**{**given, **changes})


@pytest.fixture(scope="session")
def cells():
    """The invented scores."""
    return scores()


@pytest.fixture(scope="session")
def report(cells):
    """The data of a whole report."""
    return data(cells)


@pytest.fixture(scope="session")
def make_report():
    """The function that makes a report's data from cells, with changes."""
    return data


@pytest.fixture(scope="session")
def findings():
    """The function that makes the findings on a panel."""
    return found
