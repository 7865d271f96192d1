"""What holds of every task, and what the published data sets are known to be."""

import gzip
from dataclasses import replace
from pathlib import Path

import pytest

from xstilts.base import plugins
from xstilts.base.errors import UserError
from xstilts.base.languages import XTREME, XTREME_R
from xstilts.task_types.base import Repair, find_task, load, read

NAMES = plugins.names("xstilts.tasks")
EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.mark.parametrize("name", NAMES)
def test_every_task_declares_what_a_reader_wants_to_know(name):
    task = find_task(name)
    assert task.headline in {metric.name for metric in task.type.metrics}
    assert task.about
    assert task.made or (task.licence and task.cite)
    assert len(set(task.languages)) == len(task.languages)
    assert task.splits


def test_the_benchmarks_have_forty_and_fifty_languages():
    assert (len(set(XTREME)), len(set(XTREME_R))) == (40, 50)


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("xnli", 15),
        ("pawsx", 7),
        ("udpos", 38),
        ("panx", 48),
        ("xquad", 12),
        ("tatoeba", 41),
        ("lareqa", 11),
        ("mewslix", 11),
    ],
)
def test_targets_have_the_benchmarks_languages(name, count):
    task = find_task(name)
    assert len(task.languages) == count
    assert set(task.languages) <= set(XTREME_R)


ROWS = [
    ("xnli", "test", "de", 5010),
    ("pawsx", "test", "zh", 2000),
    ("udpos", "train", "en", 21253),
    ("udpos", "test", "en", 3077),  # EWT and PUD
    ("tatoeba", "test", "th", 548),
    ("ling_nli", "train", "en", 44983),
    ("ling_nli", "dev", "en", 7371),
    ("paws_wiki", "train", "en", 8000),
    ("snli", "dev", "en", 9842),
    ("sick", "test", "en", 4927),
    ("rte", "train", "en", 2490),
    ("cola", "train", "en", 8551),
    ("mlm_text", "train", "sw", 7853),
    ("parallel", "train", "sw", 3071 + 30782),
    ("parallel", "dev", "ja", 500),
    ("tico19", "test", "sw", 3071),
    ("tico19_loss", "test", "en", 3071),
    ("multi30k", "test", "cs", 1000),
    ("xnli_parallel", "test", "th", 5010),
    ("tatoeba_alignment", "test", "th", 548),
    ("xling_bli", "test", "tr", 2000),
    ("gatitos", "test", "qu", 3219),
    ("omw", "test", "sw", 3626),
    ("anli", "dev", "en", 1000 + 1000 + 1198),
    ("qnli", "dev", "en", 5463),
    ("mrpc", "test", "en", 1725),
    ("ocnli", "train", "zh", 10000 - 15),  # annotators disagree
    ("indonli", "test", "id", 2201 + 2984),
    ("farstail", "train", "fa", 7266),
    ("jnli", "test", "ja", 2508),
    ("jsick", "train", "ja", 5000),
    ("klue_nli", "dev", "ko", 3000),
    ("kornli", "test", "ko", 5010),
    ("esxnli", "test", "es", 2490),
    ("assin2", "train", "pt", 6500),
    ("americasnli", "test", "nah", 738 - 3),  # no hypothesis
    ("stsb", "test", "en", 1379),
    ("stsb_multi_mt", "train", "zh", 5749),
    ("korsts", "dev", "ko", 1500),
    ("klue_sts", "dev", "ko", 519),
    ("jsts", "train", "ja", 12451),
    ("sick_relatedness", "train", "en", 4500),
    ("assin2_similarity", "test", "pt", 2448),
    ("xsid_intents", "test", "en", 500),
    ("xsid_slots", "dev", "zh", 300),
    ("erg_supertags", "train", "en", 5998),
    ("qamr", "dev", "en", 18908 - 45),  # answers that are not in a row
    ("iapp_wiki_qa", "test", "th", 739),
    ("xed", "test", "ru", 1538),
    ("cad_nli", "train", "en", 8330),
]


@pytest.mark.parametrize(("name", "split", "language", "rows"), ROWS)
def test_the_published_files_are_read_to_the_last_row(shared_data, name, split, language, rows):
    examples = load(find_task(name), name, shared_data, language, split)
    assert len(examples) == rows
    assert {example.language for example in examples} == {language}


@pytest.mark.parametrize(("name", "split"), [("xnli", "test"), ("pawsx", "test"), ("pawsx", "dev")])
def test_translations_share_their_ids(shared_data, name, split):
    task = find_task(name)
    ids = [[e.id for e in load(task, name, shared_data, language, split)] for language in ("en", "fr", "zh")]
    assert ids[0] == ids[1] == ids[2]


@pytest.mark.parametrize(
    ("name", "languages"),
    [
        ("tico19", ("fr", "zh")),
        ("tico19_loss", ("en", "sw")),
        ("multi30k", ("cs", "de")),
        ("xnli_parallel", ("fr", "zh")),
    ],
)
def test_parallel_text_shares_its_ids_over_languages(shared_data, name, languages):
    ids = [[e.id for e in load(find_task(name), name, shared_data, code, "test")] for code in languages]
    assert ids[0] == ids[1]


@pytest.mark.parametrize(("name", "languages"), [("tatoeba", ("eu", "hu")), ("udpos", ("eu", "ta"))])
def test_rows_that_are_no_translations_share_no_ids(shared_data, name, languages):
    first, second = ({e.id for e in load(find_task(name), name, shared_data, code, "test")} for code in languages)
    assert not first & second


def test_the_tests_of_parallel_treebanks_share_their_ids(shared_data):
    ids = [{e.id for e in load(find_task("udpos"), "udpos", shared_data, code, "test")} for code in ("de", "ru")]
    assert ids[0] == ids[1]


def test_quotes_of_pawsx_are_clean(shared_data):
    entries = [e for _, e in read(find_task("pawsx"), "pawsx", shared_data, "es", "test")]
    assert [e.what for e in entries if isinstance(e, Repair)] == ["file with CSV quotes around texts: quotes taken off"]
    texts = [text for e in entries if not isinstance(e, Repair) for text in (e.text, e.second)]
    assert any('"Billy Batson"' in text for text in texts)
    assert not any('""Billy' in text for text in texts)


def test_tatoeba_is_the_benchmarks(shared_data):
    """The gold of XTREME's own sample: the original line of each of the first ten English lines in sorted order."""
    sample = (shared_data / "xtreme_mock/labels/tatoeba/test-de.tsv").read_text().split()
    pairs = load(find_task("tatoeba"), "tatoeba", shared_data, "de", "test")
    by_english = sorted(pairs, key=lambda pair: pair.translation)
    assert [pair.id for pair in by_english[:10]] == [f"de/{line}" for line in sample]


def test_xnli_is_the_benchmarks(shared_data):
    sample = (shared_data / "xtreme_mock/labels/xnli/test-de.tsv").read_text().split()
    assert [e.label for e in load(find_task("xnli"), "xnli", shared_data, "de", "test")[:10]] == sample


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def xnli(tmp_path):
    """Reads one dev file of XNLI that the test writes."""

    def reading(text):
        path = write(tmp_path / "xnli/dev-de.tsv", text)
        with pytest.raises(UserError) as error:
            load(find_task("xnli"), "xnli", tmp_path, "de", "dev")
        return str(error.value).removeprefix(str(path))

    return reading


def test_a_row_with_too_few_columns_is_one_clear_error(xnli):
    message = xnli("a\tb\tneutral\na\tb\n")
    assert message == ":2: 2 columns, expected 3 (premise, hypothesis, label): 'a\\tb'. Mend or remove the line."


def test_an_unknown_label_is_one_clear_error(xnli):
    message = xnli("a\tb\tneutral\na\tb\tneutrl\n")
    assert message == (":2: no such label 'neutrl'. Did you mean 'neutral'? Known: contradiction, entailment, neutral")


def test_an_empty_text_is_one_clear_error(xnli):
    assert xnli("a\t \tneutral\n") == ":1: empty text. Every row needs its text: mend or remove the line."


def test_an_empty_file_is_one_clear_error(xnli):
    assert xnli("").endswith("the header has no column premise, hypothesis, label. It has: ") or xnli("").endswith(
        ": no example in it, expected at least one dev row of xnli (de)"
    )


def test_broken_utf8_is_one_clear_error(tmp_path):
    path = tmp_path / "xnli/dev-de.tsv"
    path.parent.mkdir()
    path.write_bytes(b"a\tb\tneutral\nM\xfcller\tb\tneutral\n")
    with pytest.raises(UserError) as error:
        load(find_task("xnli"), "xnli", tmp_path, "de", "dev")
    assert str(error.value) == f"{path}:2: byte 0xfc is not UTF-8. Save the file as UTF-8 and try again."


def test_a_truncated_gz_is_one_clear_error(tmp_path):
    path = tmp_path / "xnli/dev-de.tsv.gz"
    path.parent.mkdir()
    path.write_bytes(gzip.compress(b"a\tb\tneutral\n" * 99)[:-9])
    with pytest.raises(UserError) as error:
        load(find_task("xnli"), "xnli", tmp_path, "de", "dev")
    assert str(error.value).startswith(f"{path}: cannot be read to its end")


def test_a_blank_line_too_many_is_one_clear_error(tmp_path):
    path = write(tmp_path / "udpos/dev-de.tsv", "Geh\tVERB\n\n\nGeh\tVERB\n")
    with pytest.raises(UserError) as error:
        load(find_task("udpos"), "udpos", tmp_path, "de", "dev")
    assert str(error.value) == f"{path}:3: a blank line that ends no sentence. Remove it."


def test_a_missing_language_is_one_clear_error(tmp_path):
    write(tmp_path / "xnli/dev-de.tsv", "a\tb\tneutral\n")
    with pytest.raises(UserError) as error:
        load(find_task("xnli"), "xnli", tmp_path, "ru", "dev")
    assert str(error.value) == (
        f"xnli: no dev file for language 'ru' in {tmp_path}: looked for xnli/dev-ru.tsv or XNLI-1.0/xnli.dev.tsv or "
        "XNLI-1.0/xnli.dev.jsonl or hub/facebook/xnli/ru/validation-*.parquet (plain, .gz, .xz or .bz2). "
        "Pass the folder that holds it with --data, or leave the language out."
    )


def test_a_missing_side_is_one_clear_error(tmp_path):
    path = write(tmp_path / "tatoeba/v1/tatoeba.deu-eng.deu", "Hallo\n")
    with pytest.raises(UserError) as error:
        load(find_task("tatoeba"), "tatoeba", tmp_path, "de", "test")
    assert str(error.value) == (
        f"{path}: read side by side with tatoeba/v1/tatoeba.deu-eng.eng, which is not in {tmp_path}. "
        "Add it or remove this one."
    )


def test_unknown_splits_and_languages_are_clear_errors(tmp_path):
    with pytest.raises(UserError, match=r"xnli: no such split 'tset'\. Did you mean 'test'\?"):
        load(find_task("xnli"), "xnli", tmp_path, "de", "tset")
    with pytest.raises(UserError, match="xnli: no such language 'xx'"):
        load(find_task("xnli"), "xnli", tmp_path, "xx", "test")


def test_an_id_that_comes_twice_is_one_clear_error(tmp_path):
    path = write(tmp_path / "glue/RTE/dev.tsv", "index\tsentence1\tsentence2\tlabel\n" + "7\ta\tb\tentailment\n" * 2)
    with pytest.raises(UserError) as error:
        load(find_task("rte"), "rte", tmp_path, "en", "dev")
    assert str(error.value) == f"{path}:3: id '7' comes twice, first at {path}:2. Ids are unique."


def test_xtremes_own_folder_is_read_as_well(tmp_path):
    write(tmp_path / "pawsx/dev-ko.tsv", '"a ""b"""\tc\t1\n')
    write(tmp_path / "udpos/train-en.tsv", "Go\tVERB\n")
    [pair] = load(find_task("pawsx"), "pawsx", tmp_path, "ko", "dev")
    assert (pair.text, pair.label) == ('a "b"', "1")
    [sentence] = load(find_task("udpos"), "udpos", tmp_path, "en", "train")
    assert sentence.words == ("Go",)


def test_a_pooled_task_takes_the_sources_that_are_there(tmp_path):
    write(tmp_path / "parallel/xed_subtitles/en-de.tsv", "one\teins\n")
    write(tmp_path / "parallel/tico19/en.txt", "two\n")
    task = find_task("parallel")
    assert task.languages_of(tmp_path, "train") == ("de",)
    write(tmp_path / "parallel/tico19/de.txt", "zwei\n")
    assert {p.text for p in load(task, "parallel", tmp_path, "de", "train")} == {"eins", "zwei"}


def test_a_users_task_is_one_file_of_at_most_forty_lines():
    path = EXAMPLES / "sentiment.py"
    assert len(path.read_text().splitlines()) <= 40
    task = find_task(str(path))
    assert task.languages_of(EXAMPLES, "test") == ("en", "de")
    assert [e.label for e in load(task, "sentiment", EXAMPLES, "de", "test")] == ["positive", "negative"]
    assert len(load(task, "sentiment", EXAMPLES, "en", "train")) == 6


def test_a_file_without_a_task_is_refused(tmp_path):
    path = write(tmp_path / "empty.py", "x = 1\n")
    with pytest.raises(UserError, match=r"empty\.py: defines no TASK. Declare `TASK = Task"):
        find_task(str(path))


def test_a_task_is_a_value(tmp_path):
    task = find_task("tatoeba")
    assert replace(task.type, layer=3).head.layer == 3


@pytest.mark.parametrize("language", ["ar", "eu", "ta", "te"])
def test_udpos_is_the_benchmarks(shared_data, language):
    """Tags of the first two sentences of XTREME's own test file."""
    sample = (shared_data / f"xtreme_mock/labels/udpos/test-{language}.tsv").read_text().strip("\n").split("\n\n")
    first = load(find_task("udpos"), "udpos", shared_data, language, "test")[:2]
    assert [list(sentence.tags) for sentence in first] == [block.split("\n") for block in sample]


@pytest.mark.parametrize(("name", "languages"), [("esxnli", ("en", "es")), ("stsb_multi_mt", ("de", "fr"))])
def test_translated_intermediate_data_share_their_ids(shared_data, name, languages):
    ids = [[e.id for e in load(find_task(name), name, shared_data, code, "test")] for code in languages]
    assert ids[0] == ids[1]


def test_similarity_of_translations_is_that_of_the_original(shared_data):
    scores = [
        [e.label for e in load(find_task("stsb_multi_mt"), "stsb_multi_mt", shared_data, code, "dev")]
        for code in ("en", "ja")
    ]
    assert scores[0] == scores[1]
    korean = [e.label for e in load(find_task("korsts"), "korsts", shared_data, "ko", "dev")]
    assert korean == scores[0]


def test_answers_of_lareqa_are_the_same_question_in_every_language(shared_data):
    entries = load(find_task("lareqa"), "lareqa", shared_data, "de", "test")
    queries = [entry for entry in entries if not entry.candidate]
    pool = {entry.id: entry for entry in entries if entry.candidate}
    assert (len(queries), len(pool)) == (1190, 10909 - 1190)
    for query in queries:
        assert {name.split("/")[0] for name in query.relevant} == set("ar de en es hi ru tr zh".split())
    english = {e.id: e for e in load(find_task("xquad"), "xquad", shared_data, "en", "test")}
    held = [
        english[query.id].answers[0].text in pool[next(n for n in query.relevant if n.startswith("en/"))].text
        for query in queries
    ]
    assert held.count(False) == 3  # answers that go on in the next sentence


def test_shares_of_what_is_left_out_are_small(shared_data):
    entries = [entry for _, entry in read(find_task("qamr"), "qamr", shared_data, "en", "dev")]
    assert sum(isinstance(entry, Repair) for entry in entries) == 45
    tags = [
        tag for e in load(find_task("erg_supertags"), "erg_supertags", shared_data, "en", "train") for tag in e.tags
    ]
    assert tags.count("rare") == 83
