"""The list of tasks says what is not there and how to get it."""

from xstilts.cli import show


def listed(capsys, data):
    rows = show.task_rows(data)
    show.tasks(rows)
    return {row["task"]: row for row in rows}, " ".join(capsys.readouterr().out.split())


def test_what_is_not_there_is_said_with_how_to_get_it(capsys, tmp_path):
    (tmp_path / "xnli").mkdir()
    (tmp_path / "xnli/test-de.tsv").write_text("a\tb\tneutral\n", encoding="utf-8")
    rows, told = listed(capsys, tmp_path)
    assert rows["xnli"]["here"]["test"] == ["de"]
    assert "mewslix: no dev, test here. Run get-mewsli-x.sh" in told
    assert "xnli: no train, dev here. `xstilts data fetch xnli` gets facebook/xnli from the hub." in told
    assert "`xstilts data fetch squad1 --revision COMMIT` gets rajpurkar/squad from the hub." in told
    assert "lab_nli: no" not in told


def test_without_a_data_folder_nothing_is_said_to_be_missing(capsys):
    _, told = listed(capsys, None)
    assert "here. " not in told
