"""The command writes a perturbed data set with the originals beside, and says what could not be made."""

import json
from pathlib import Path

from typer.testing import CliRunner

from xstilts.base.errors import UserError
from xstilts.cli.main import app

OWN = Path(__file__).resolve().parents[2] / "examples" / "paraphrases"


def run(*arguments):
    return CliRunner().invoke(app, ["perturb", *map(str, arguments)])


def test_originals_stand_beside_what_became_of_them(tmp_path):
    done = run(
        "pawsx", "--family", "homoglyph,diacritics", "--languages", "de,zh", "--data", OWN, "--output-dir", tmp_path
    )
    assert done.exit_code == 0, done.output
    assert "not made: diacritics: not valid for zh" in done.output
    rows = [json.loads(line) for line in (tmp_path / "homoglyph" / "de.jsonl").read_text("utf-8").splitlines()]
    summary = json.loads((tmp_path / "summary.json").read_text())
    made = {(row["family"], row["language"]): row for row in summary["made"]}
    assert set(made) == {("homoglyph", "de"), ("homoglyph", "zh"), ("diacritics", "de")}
    assert made["homoglyph", "de"]["perturbed"] + made["homoglyph", "de"]["excluded"] == 7
    assert len(rows) == made["homoglyph", "de"]["perturbed"]
    for row in rows:
        texts = [row["original"]["text"], row["original"]["second"]]
        for change in sorted(row["changes"], key=lambda change: -change["start"]):
            part, start, old = change["part"], change["start"], change["from"]
            assert texts[part][start : start + len(old)] == old
            texts[part] = texts[part][:start] + change["to"] + texts[part][start + len(old) :]
        assert texts == [row["perturbed"]["text"], row["perturbed"]["second"]]
        assert row["perturbed"]["label"] == row["original"]["label"]
        assert row["distance"] <= 0.2
    assert "### homoglyph (preserves; one text)" in (tmp_path / "examples.md").read_text("utf-8")


def test_the_same_command_writes_the_same_bytes(tmp_path):
    for folder in ("a", "b"):
        assert run("lab_paws", "--limit", 30, "--output-dir", tmp_path / folder).exit_code == 0
    files = sorted(path.relative_to(tmp_path / "a") for path in (tmp_path / "a").rglob("*.*"))
    assert len(files) > 60
    assert all((tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes() for file in files)


def test_all_families_tell_which_could_not_be_made(tmp_path):
    done = run("pawsx", "--languages", "en", "--data", OWN, "--output-dir", tmp_path, "--json", "--judge")
    left = json.loads(done.output)["not_made"]
    assert set(left) == {"code_switch", "diacritics", "negation", "one_sided_code_switch", "role_swap", "synonym"}
    assert "no lexicon with synonyms" in left["synonym"]
    sheet = tmp_path / "judge" / "invisible-en.csv"
    assert sheet.read_text("utf-8").splitlines()[0] == "family,language,id,original,perturbed,label,label_holds"
    sheet.write_text(sheet.read_text("utf-8").replace(",1,\n", ",1,y\n"), encoding="utf-8")
    judged = run("pawsx", "--judged", sheet)
    assert "invisible en: 100.0%" in judged.output


def test_a_named_family_without_its_lexicon_is_one_error(tmp_path):
    done = run("pawsx", "--family", "synonym", "--languages", "de", "--data", OWN, "--output-dir", tmp_path)
    assert isinstance(done.exception, UserError)
    assert "no lexicon with synonyms of 'de'" in str(done.exception)
    assert not list(tmp_path.iterdir())


def test_a_task_of_another_type_is_one_error(tmp_path):
    done = run("lab_retrieval", "--output-dir", tmp_path)
    assert "cannot be perturbed" in str(done.exception)
