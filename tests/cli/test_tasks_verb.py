"""The list of tasks says what is not there and how to get it."""

from xstilts.cli import task_tables


def listed(capsys, data):
    rows = task_tables.task_rows(data)
    task_tables.show(rows)
    return {row["task"]: row for row in rows}, " ".join(capsys.readouterr().out.split())


def test_what_is_not_there_is_said_with_how_to_get_it(capsys, tmp_path):
    (tmp_path / "xnli").mkdir()
    (tmp_path / "xnli/test-de.tsv").write_text("a\tb\tneutral\n", encoding="utf-8")
    rows, told = listed(capsys, tmp_path)
    assert rows["xnli"]["here"]["test"] == ["de"]
    assert "mewslix: no dev, test here. Run get-mewsli-x.sh" in told
    assert rows["xnli"]["absent"]["train"] == ["en"]
    missing = "ar, bg, el, en, es, fr, hi, ru, sw, th, tr, ur and 2 more"
    assert f"xnli: no train, dev here; test: 1 of 15 languages (missing: {missing}). `xstilts data fetch xnli`" in told
    assert "gets facebook/xnli from the hub." in told
    assert "`xstilts data fetch squad1 --revision COMMIT` gets rajpurkar/squad from the hub." in told
    assert "lab_nli: no" not in told


def test_languages_that_a_split_has_nowhere_are_not_missing(capsys, tmp_path):
    """TyDi QA's English train file is no dev file, and only English is asked for to train on."""
    for language in ("en", "ar"):
        path = tmp_path / f"tydiqa/tydiqa-goldp-v1.1-train/tydiqa.goldp.{language}.train.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}")
    rows, told = listed(capsys, tmp_path)
    assert rows["tydiqa"]["absent"]["train"] == []
    assert "tydiqa: no test here; dev: 1 of 8 languages (missing: bn, fi, id, ko, ru, sw, te). " in told


def test_without_a_data_folder_nothing_is_said_to_be_missing(capsys):
    _, told = listed(capsys, None)
    assert "here. " not in told
