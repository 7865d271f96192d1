"""The page itself: in a browser where there is one, and what it must never let through."""

import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from markupsafe import escape

from xstilts.analysis.contrast import Contrast
from xstilts.analysis.figures import PointChart, PointMark
from xstilts.analysis.findings import Finding, Table, TableCell
from xstilts.analysis.panel import Panel
from xstilts.analysis.stats import Estimate
from xstilts.metrics.metric import ACCURACY
from xstilts.report.data import Provenance
from xstilts.report.gallery import all_specs
from xstilts.report.page import build, write
from xstilts.task_types.masked_lm import NLL

CHROMIUM = Path("/usr/bin/chromium")
EVIL = "<script>window.evil = 1</script><img src=x onerror='window.evil = 2'>\u2028</style>"


GAIN = Estimate(value=1.25, low=-1.0, high=3.5, n=9, method="t", seeds=(0, 1))
MADE_UP = Finding(
    name="moon",
    title="Does the moon matter?",
    sentence="It does not.",
    tables=(
        Table(
            caption="Phases",
            columns=("phase", "gain", "loss"),
            rows=(
                (
                    TableCell(value="full"),
                    TableCell(value=GAIN, metric=ACCURACY, signed=True),
                    TableCell(value=2.0, metric=NLL),
                ),
            ),
        ),
    ),
    charts=(
        PointChart(
            name="moon",
            title="moonshine",
            axes=("distance", "gain"),
            marks=(PointMark(name="full", colour="a", x=1.0, y=2.0), PointMark(name="new", colour="b", x=2.0, y=3.0)),
        ),
    ),
    notes=("One night was cloudy.",),
    warnings=("The moon was observed by eye.",),
)
"""The finding of an analysis that nothing else knows of."""


def evil_finding():
    """A finding whose every text is an attack."""
    mark = PointMark(name=EVIL, colour=EVIL, x=1.0, y=1.0)
    return Finding(
        name=EVIL,
        title=EVIL,
        sentence=EVIL,
        tables=(Table(caption=EVIL, title=EVIL, columns=(EVIL,), rows=((TableCell(value=EVIL, note=EVIL),),)),),
        charts=(PointChart(name=EVIL, title=EVIL, caption=EVIL, axes=(EVIL, EVIL), marks=(mark,)),),
        notes=(EVIL, EVIL),
        warnings=(EVIL,),
    )


@pytest.fixture(scope="session")
def browser():
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not CHROMIUM.is_file():
        pytest.skip(f"no browser at {CHROMIUM}: install chromium to run this test")
    with sync_api.sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=flags)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser, tmp_path):
    """Opens a page's text; console messages, errors and requests are kept in `heard`."""
    contexts = []

    def opened(html, width=1100, scheme="light"):
        path = tmp_path / "report.html"
        path.write_text(html, encoding="utf-8")
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.heard = []
        page.on("console", lambda message: page.heard.append(message.text))
        page.on("pageerror", lambda error: page.heard.append(str(error)))
        page.on("request", lambda request: page.heard.append(request.url) if request.url != path.as_uri() else None)
        page.goto(path.as_uri())
        page.wait_for_selector("html[data-drawn]", state="attached", timeout=60_000)
        return page

    yield opened
    for context in contexts:
        context.close()


def page_of(report):
    return build(report, all_specs(report.findings))


@pytest.fixture(scope="session")
def html(report):
    return page_of(report)


@pytest.mark.parametrize(("width", "scheme"), [(1100, "light"), (1100, "dark"), (400, "light")])
def test_the_page_draws_all_charts_in_silence_and_fits_its_width(visit, html, width, scheme):
    page = visit(html, width, scheme)
    assert page.heard == []
    assert page.locator("[data-chart] svg.marks").count() == 9
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_scores_are_filtered_and_sorted(visit, html):
    page = visit(html)
    page.fill("#filter", "xnli de nli")
    assert page.inner_text("#count") == "5 of 585 scores"
    page.fill("#filter", "")
    page.click("#scores th:has-text('value') button")
    page.click("#scores th:has-text('value') button")
    assert page.get_attribute("#scores th:has-text('value')", "aria-sort") == "descending"
    shown = [float(text) for text in page.locator("#scores tbody tr td:nth-child(7)").all_inner_texts()]
    assert shown == sorted(shown, reverse=True)


def test_a_cell_tells_its_interval(visit, html):
    page = visit(html)
    page.locator("#languages-nli .mark-text.role-mark text").first.hover()
    assert re.search(r"95 % interval\s*[+−]\d", page.inner_text("#vg-tooltip-element"))


def test_sections_come_in_the_order_of_reading(html):
    heads = re.findall(r"<h2 id[^>]*>([^<]+)</h2>", html)
    assert heads == [
        "Verdict",
        "Gains over no intermediate task",
        "By language",
        "Transfer gap",
        "Training",
        "All scores",
        "Environment",
        "Provenance",
        "Warnings",
        "How to reproduce",
    ]


def test_the_page_has_no_reference_to_the_outside(html):
    own = re.sub(r"<script>.*?</script>", "", html, flags=re.DOTALL)
    assert not re.search(r"""(src|href)=["'](?!data:)""", own)
    assert not re.search(r"@import|url\(", own)


def test_every_sentence_and_number_of_the_verdict_is_there(html, report):
    for verdict in report.findings[0].verdicts:
        assert str(escape(verdict.sentence)) in html


def test_any_finding_is_shown_and_exported_without_knowing_its_analysis(visit, report, tmp_path):
    verdict = report.findings[0].verdicts[0]
    made_up = replace(MADE_UP, verdicts=(replace(verdict, sentence="The moon is innocent."),))
    both = replace(report, findings=(*report.findings, made_up))
    page = visit(page_of(both), 400, "dark")
    assert page.heard == []
    section = page.locator("section[aria-labelledby=moon]")
    shown = section.inner_text()
    for part in (
        "Does the moon matter?",
        "It does not.",
        "moon is innocent.",
        "+1.2",
        "−1.0 to +3.5",
        "2.000",
        "cloudy",
    ):
        assert part in shown
    assert section.locator("[data-chart] svg.marks").count() == 1
    assert "observed by eye" in page.locator(".warnings").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
    write(both, tmp_path, figures=False)
    exported = json.loads((tmp_path / "findings.json").read_text(encoding="utf-8"))[-1]
    assert exported["tables"][0]["rows"][0][1]["value"]["value"] == 1.25
    assert exported["charts"][0]["kind"] == "PointChart"
    assert exported["verdicts"][0]["sentence"] == "The moon is innocent."
    assert (
        json.loads((tmp_path / "verdicts.json").read_text(encoding="utf-8"))[-1]["sentence"] == "The moon is innocent."
    )


def test_text_of_the_data_stays_text(visit, cells, make_report, findings):
    some = [cell for cell in cells if cell.target == "xnli" and cell.seed < 2]
    renamed = [type(c)(**{**c.__dict__, "recipe": {"nli+replay": EVIL}.get(c.recipe, c.recipe)}) for c in some]
    panel = Panel.of(renamed)
    asked = [Contrast(claim=EVIL, better=EVIL, than="none", on=("xnli",), smallest_effect=1.0)]
    page = page_of(
        make_report(
            renamed,
            study=EVIL,
            question=EVIL,
            findings=(*findings(panel, asked), evil_finding()),
            environment={EVIL: EVIL},
            provenance=(Provenance(label=EVIL, key="k", recipe={EVIL: EVIL}),),
            warnings=(EVIL,),
            commands=(EVIL,),
        )
    )
    assert "<script>window.evil" not in page
    assert "<img" not in re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL)
    data = re.search(r'<script type="application/json" id="charts">(.*?)</script>', page, re.DOTALL)[1]
    assert not set("<>&\u2028\u2029") & set(data)
    opened = visit(page)
    assert opened.evaluate("window.evil") is None
    assert opened.text_content("h1") == EVIL


@pytest.mark.parametrize(("recipes", "target"), [(("none",), "tatoeba"), (("none", "nli"), "xnli")])
def test_a_study_with_little_in_it_still_makes_a_page(visit, cells, make_report, findings, recipes, target):
    """One seed and so no interval, one target, one recipe or two, no contrast, nothing recorded."""
    some = [cell for cell in cells if cell.seed == 0 and cell.recipe in recipes and cell.target == target]
    found = findings(Panel.of(some), (), trained=False)
    bare = make_report(some, findings=found, environment={}, provenance=(), warnings=(), commands=(), rows=())
    page = visit(page_of(bare))
    assert page.heard == []
    assert "This study names no contrasts" in page.inner_text("main")
    assert "one seed, no interval" in page.inner_text("main")


def test_an_unfinished_study_shows_what_there_is(visit, cells, make_report, findings):
    """The recipe lacks a language of one target and all of another: no average hides it."""
    here = [c for c in cells if c.seed < 2 and c.target in ("xnli", "udpos") and c.recipe in ("none", "nli")]
    some = [c for c in here if c.recipe == "none" or (c.target == "xnli" and c.language != "de")]
    found = findings(Panel.of(some), (), trained=False)
    page = visit(page_of(make_report(some, findings=found, rows=())))
    assert page.heard == []
    assert "Missing score: xlm-roberta-base: nli on udpos (en): seeds 0, 1." in page.inner_text("main")
    assert page.locator(".matrix tbody tr").first.inner_text().count("not complete") == 3
    assert page.locator("#languages-nli .mark-text.role-mark text").count() == 9


def test_two_encoders_are_told_apart(cells, make_report, findings):
    some = [cell for cell in cells if cell.target == "xnli" and cell.language in ("en", "de") and cell.seed < 2]
    other = [type(cell)(**{**cell.__dict__, "encoder": "mdeberta-v3-base"}) for cell in some]
    asked = [Contrast(claim="nli helps", better="nli", than="none", on=("xnli",), smallest_effect=1.0)]
    html = page_of(make_report(some + other, findings=findings(Panel.of(some + other), asked, trained=False)))
    assert html.count('<p class="encoder">mdeberta-v3-base</p>') == 1
    assert re.findall(r"<h3>([^<]+)</h3>", html) == ["xlm-roberta-base", "mdeberta-v3-base"]
    assert {"gains-1", "gains-2", "languages-nli-2", "gaps-2"} <= set(re.findall(r'data-chart="([^"]+)"', html))


def test_altair_is_not_imported_by_analysis():
    code = (
        "import sys; import xstilts.analysis.verdict; print(sorted({'altair', 'torch', 'jinja2'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
