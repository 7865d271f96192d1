"""Whatever the documentation points to is there: links between pages, their headings, and files that are named."""

import re

import pytest

import documents
from documents import ROOT

LINKED = [*documents.PAGES, ROOT / "CHANGELOG.md"]
FILES = re.compile(
    r"(?<![\w/.-])(?:docs|studies|examples|benchmarks|tests|src)/[\w/.-]*\w\.(?:md|yaml|py|png|toml|json)\b"
)


def anchor(heading: str) -> str:
    """A heading as GitHub links to it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")


@pytest.mark.parametrize("page", LINKED, ids=lambda page: page.name)
def test_links_lead_to_files_and_headings(page):
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if re.match(r"https?:|mailto:", target):
            continue
        name, _, heading = target.partition("#")
        path = (page.parent / name).resolve() if name else page
        if not path.exists():
            broken.append(target)
        elif heading:
            headings = re.findall(r"^#+ (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
            broken += [target] if heading not in map(anchor, headings) else []
    assert broken == []


def test_files_that_are_named_are_there():
    """Also in the comments of studies and examples, and in what the tool says."""
    texts = [*documents.TEXTS, ROOT / "CHANGELOG.md", ROOT / "Makefile", *(ROOT / "src").rglob("*.py")]
    named = {(text, file) for text in texts for file in FILES.findall(text.read_text(encoding="utf-8"))}
    assert len(named) > 15
    assert sorted(f"{text.relative_to(ROOT)}: {file}" for text, file in named if not (ROOT / file).exists()) == []
