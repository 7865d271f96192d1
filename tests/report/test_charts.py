"""The charts' data, and their files."""

import pytest

from xstilts.analysis.figures import LineChart, LineMark
from xstilts.report import charts, gallery
from xstilts.report.export import export, with_english, with_fonts


def chart(report, name):
    return gallery.all_charts(report.findings)[name]


def records(chart):
    spec = chart.to_dict()
    layers = [*spec.get("layer", ()), spec]
    return max((layer["data"]["values"] for layer in layers if "data" in layer), key=len)


def test_the_heat_map_has_every_language_in_its_own_script(report):
    found = records(chart(report, "languages-nli"))
    assert len(found) == 39
    names = {record["row"] for record in found}
    assert {"العربية · ar", "हिन्दी · hi", "ไทย · th", "中文 · zh", "Ελληνικά · el"} <= names


def test_the_heat_maps_colours_are_the_same_for_all_recipes_and_centred_at_0(report):
    scales = [
        chart(report, f"languages-{recipe}").to_dict()["layer"][0]["encoding"]["color"]["scale"]
        for recipe in ("nli", "nli-replay")
    ]
    assert scales[0] == scales[1]
    assert scales[0]["domainMid"] == 0
    assert scales[0]["domain"][0] == -scales[0]["domain"][1]


def test_gains_carry_their_intervals(report):
    found = records(chart(report, "gains"))
    assert len(found) == 8
    assert all(record["low"] <= record["value"] <= record["high"] for record in found)


def test_gains_of_one_seed_have_no_bar(cells, make_report):
    one = make_report([cell for cell in cells if cell.seed == 0])
    assert {record["low"] for record in records(chart(one, "gains"))} == {None}


def test_a_recipe_has_one_colour_in_all_charts(report):
    drawn = gallery.all_charts(report.findings)
    domains = {
        tuple(layer["encoding"]["color"]["scale"]["domain"])
        for name in ("gaps", "training-intermediate", "training-target-xnli")
        for layer in drawn[name].to_dict()["layer"]
    }
    assert domains == {("nli", "nli+replay", "none")}


def test_long_curves_are_thinned_to_means(report):
    mark = LineMark(colour="l", part="0", x=tuple(map(float, range(1, 1001))), y=(1.0, 3.0) * 500)
    found = records(charts.draw(LineChart(name="g", axes=("step", "loss"), marks=(mark,))))
    assert len(found) == charts.MOST_POINTS
    assert found[-1]["x"] == 1000
    assert sum(record["y"] for record in found) / len(found) == pytest.approx(2.0)


def test_charts_are_named_for_files(report):
    assert set(gallery.all_charts(report.findings)) == {
        "gains",
        "languages-nli",
        "languages-nli-replay",
        "gaps",
        "training-pretraining",
        "training-intermediate",
        "training-target-xnli",
        "training-target-pawsx",
        "training-target-udpos",
    }


def test_recipes_of_one_slug_keep_both_their_charts(cells, make_report):
    renamed = [
        type(c)(**{**c.__dict__, "recipe": {"nli+replay": "nli (2)", "nli": "nli-2"}.get(c.recipe, c.recipe)})
        for c in cells
    ]
    drawn = gallery.all_charts(make_report(renamed).findings)
    assert len([name for name in drawn if name.startswith("languages-")]) == 2


def test_specs_that_are_not_validated_for_speed_are_valid(report):
    drawn = gallery.all_charts(report.findings)
    specs = gallery.all_specs(report.findings)
    assert specs == {name: chart.to_dict(validate=True) for name, chart in drawn.items()}


def test_export_writes_png_svg_and_pdf(report, tmp_path):
    written = export({"map": chart(report, "languages-nli").to_dict()}, tmp_path)
    assert {path.name for path in written} == {"map.png", "map.svg", "map.pdf"}
    assert (tmp_path / "map.png").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "map.pdf").read_bytes().startswith(b"%PDF")
    svg = (tmp_path / "map.svg").read_text(encoding="utf-8")
    assert '<tspan font-family="Noto Sans Thai">ไทย</tspan>' in svg
    assert "हिन्दी" in svg


def test_every_script_gets_its_font_and_joined_ones_their_english_name_in_pictures():
    assert with_fonts("<text>中文</text>") == '<text><tspan font-family="Noto Sans CJK JP">中文</tspan></text>'
    assert with_fonts("<text>Türkçe · tr −1</text>") == "<text>Türkçe · tr −1</text>"
    assert with_english("<text>हिन्दी</text><text>ไทย</text>") == "<text>Hindi</text><text>ไทย</text>"
