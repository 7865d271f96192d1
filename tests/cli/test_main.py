import json

import pytest

VERBS = ("run", "plan", "report", "results", "tasks", "data check", "store verify", "store prune", "doctor")


@pytest.mark.parametrize("verb", ["", *VERBS])
def test_every_verb_explains_itself(cli, verb):
    told = cli(*verb.split(), "--help")
    assert told.code == 0
    assert "Usage: xstilts" in told.out
    assert told.err == ""


def test_help_names_every_verb(cli):
    told = cli("--help").out
    assert all(verb.split()[0] in told for verb in VERBS)


def test_tasks_tell_what_is_in_the_data_folder(cli, small_data):
    listed = {row["task"]: row for row in json.loads(cli("tasks", "--data", str(small_data), "--json").out)}
    assert listed["pawsx"]["here"] == {"train": ["en"], "dev": [], "test": ["de", "en", "es"]}
    assert listed["tatoeba"]["type"] == "SentenceRetrieval"
    assert all(row["licence"] for row in listed.values())
    assert "tatoeba" in cli("tasks").out


def test_a_plan_tells_stages_and_cost(cli, small_data, small_study):
    plan = ("plan", str(small_study), "--data", str(small_data))
    told = json.loads(cli(*plan, "--json").out)
    assert len(told["todo"]) == 43
    assert told["done"] == []
    assert told["wall_seconds"] > 0
    assert {"key", "label", "seconds"} == set(told["todo"][0])
    shown = cli(*plan).out
    assert "43 stages to run, 0 done" in shown
    assert "intermediate nli" in shown


def test_a_setting_on_the_command_line_wins(cli, small_data, small_study):
    plan = ("plan", str(small_study), "--data", str(small_data), "--json")
    fewer = json.loads(cli(*plan, "--set", "seeds=1", "--set", "targets=[pawsx]", "--limit", "3").out)
    assert len(fewer["todo"]) == 4 + 2 * 3 + 2 + 1  # encoder and nli; pawsx after both; the check of rte; overlaps


def test_data_check_counts_and_finds_mistakes(cli, small_data):
    (small_data / "udpos/test-de.tsv").write_text("Hund\tNOUN\n\nHund\tNUON\n", encoding="utf-8")
    told = cli("data", "check", "--data", str(small_data), "--json")
    assert told.code == 2
    report = json.loads(told.out)
    (mistake,) = report["mistakes"]
    assert mistake.startswith(f"{small_data}/udpos/test-de.tsv:3: no such tag 'NUON'. Did you mean 'NOUN'")
    counted = {(count["task"], count["split"], count["language"]): count["rows"] for count in report["counts"]}
    assert counted["pawsx", "train", "en"] == 48
    shown = cli("data", "check", "--data", str(small_data))
    assert "1 mistakes" in shown.out.replace("\n", " ")


def test_doctor_tells_what_is_there(cli, small_data):
    told = cli("doctor", "--data", str(small_data), "--json")
    assert told.code == 0
    found = {finding["what"]: finding for finding in json.loads(told.out)}
    assert found["torch"]["ok"]
    assert found["data folder"]["found"] == f"{small_data}: 6 folders"
    assert not {finding["what"] for finding in json.loads(cli("doctor", "--data", "gone", "--json").out)} - set(found)


def test_results_of_nothing_say_what_to_do(cli, small_data, small_study):
    for verb in ("results", "report"):
        told = cli(verb, str(small_study), "--data", str(small_data))
        assert told.code == 2
        assert "no result of study 'small' in it (12 are missing). Run it first" in told.err
