"""What a person is shown: every language beside the others, and nothing in it taken for markup."""

import io
from html.parser import HTMLParser

from rich.console import Console

from xstilts.lab.languages import open_lab
from xstilts.lab.settings import LabLanguage, LabSettings
from xstilts.lab.show import BESIDE, Listing, content, page, tables


class Cells(HTMLParser):
    def __init__(self):
        super().__init__()
        self.cells, self.inside, self.tags = [], False, set()

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        if tag in ("td", "th"):
            self.inside = True
            self.cells.append("")

    def handle_endtag(self, tag):
        self.inside = self.inside and tag not in ("td", "th")

    def handle_data(self, data):
        if self.inside:
            self.cells[-1] += data


def test_every_meaning_is_shown_in_every_language_with_its_gloss(lab):
    listings = content(lab, meanings=3)
    same = [listing for listing in listings if listing.title.startswith("The same")]
    assert len(same) == 3
    for listing in same:
        assert [row[0] for row in listing.rows] == ["en", "es", "ru", "tr", "ja"]
        by_code = {row[0]: row for row in listing.rows}
        assert sorted(by_code["en"][2].split()) == sorted(by_code["es"][2].split())


def test_the_page_shows_what_the_listings_say_and_needs_nothing_from_elsewhere(lab):
    listings = content(lab)
    html = page(listings)
    reader = Cells()
    reader.feed(html)
    assert reader.cells == [cell for x in listings for cell in (*x.heads, *(c for row in x.rows for c in row))]
    assert not reader.tags & {"script", "phase", "img", "iframe"}
    assert "http" not in html


def test_markup_in_words_stays_text():
    listing = Listing("<b>", "[bold]", ("<i>",), (("<script>alert(1)</script>",), ("[red]x[/red]",)))
    html = page([listing])
    assert "<script>" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    out = io.StringIO()
    for table in tables([listing]):
        Console(file=out, width=80).print(table)
    assert "[red]x[/red]" in out.getvalue()
    assert "[bold]" in out.getvalue()


def test_a_world_of_one_language_can_be_shown():
    listings = content(open_lab(LabSettings(languages=(LabLanguage(code="solo"),))))
    titles = {listing.title: listing for listing in listings}
    assert {row[0] for row in titles["Pretraining text"].rows} == {"plain"}
    assert titles["Distances between languages"].rows == ()


def test_no_head_is_broken_in_a_narrow_terminal(lab):
    for listing, table in zip(listings := content(lab), tables(listings), strict=True):
        out = io.StringIO()
        Console(file=out, width=80).print(table)
        assert all(f" {head} " in out.getvalue() for head in listing.heads), listing.title


def test_many_languages_are_shown_a_few_beside_each_other():
    codes = tuple(f"l{number}" for number in range(BESIDE + 2))
    lab = open_lab(LabSettings(languages=tuple(LabLanguage(code=code) for code in codes)))
    shown = [listing for listing in content(lab, meanings=0) if listing.title == "Languages"]
    assert [code for listing in shown for code in listing.heads[1:]] == list(codes)
    assert [len(listing.heads) for listing in shown] == [1 + BESIDE, 3]
