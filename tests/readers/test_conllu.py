import pytest

from xstilts.base.errors import UserError
from xstilts.readers import conllu
from xstilts.readers.tagged import TaggedReader
from xstilts.task_types.base import Repair


def line(number, form="_", tag="_", head="_", enhanced="_"):
    return "\t".join([str(number), form, "_", tag, "_", "_", str(head), "_", enhanced, "_"])


def read(path, *sentences, language="de"):
    path.write_text("\n\n".join("\n".join(lines) for lines in sentences) + "\n\n", encoding="utf-8")
    return list(conllu.read([path], language, "test"))


def pairs(path, *lines, language="de"):
    [(_, sentence)] = read(path, lines, language=language)
    return list(zip(sentence.words, sentence.tags, strict=True))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "xx_test-ud-test.conllu"


def test_words_keep_their_tags(path):
    assert pairs(path, "# text = Geh heim", line(1, "Geh", "VERB", 0), line(2, "heim", "ADV", 1)) == [
        ("Geh", "VERB"),
        ("heim", "ADV"),
    ]


def test_a_multiword_token_is_one_word_with_the_tag_of_its_highest_word(path):
    found = pairs(
        path,
        line(1, "Geh", "VERB", 0),
        line("2-3", "zum"),
        line(2, "zu", "ADP", 4),
        line(3, "dem", "DET", 2),
        line(4, "Haus", "NOUN", 1),
    )
    assert found == [("Geh", "VERB"), ("zum", "ADP"), ("Haus", "NOUN")]


def test_equally_high_words_are_told_apart_by_the_languages_own_list(path):
    lines = [line("1-2", "aux"), line(1, "à", "ADP", 3), line(2, "les", "DET", 3), line(3, "amis", "NOUN", 0)]
    assert pairs(path, *lines, language="fr")[0] == ("aux", "ADP")
    lines = [line("1-2", "x"), line(1, "a", "ADV", 3), line(2, "b", "PRON", 3), line(3, "c", "NOUN", 0)]
    assert pairs(path, *lines, language="it")[0] == ("x", "ADV")  # ADV before PRON in Italian
    assert pairs(path, *lines, language="de")[0] == ("x", "PRON")  # PRON before ADV elsewhere
    assert pairs(path, *lines, language="es")[0] == ("x", "PRON")  # ADV is not in the Spanish list


def test_enhanced_edges_count_as_edges(path):
    lines = [
        line("1-2", "x"),
        line(1, "a", "ADP", 3, "3:case|4:case"),
        line(2, "b", "DET", 3),
        line(3, "c", "NOUN", 0),
        line(4, "d", "VERB", 3),
    ]
    assert pairs(path, *lines)[0] == ("x", "DET")


def test_cycles_of_the_enhanced_graph_end(path):
    lines = [line("1-2", "x"), line(1, "a", "ADP", 2, "2:x"), line(2, "b", "DET", 0, "0:root|1:y")]
    assert pairs(path, *lines) == [("x", "ADP")]  # two ancestors each: ADP is before DET in the list


def test_empty_nodes_are_no_words(path):
    lines = [line(1, "Geh", "VERB", 0), line("1.1", "du", "PRON"), line(2, "heim", "ADV", 1, "1.1:x")]
    assert [word for word, _ in pairs(path, *lines)] == ["Geh", "heim"]


def test_joiners_and_inner_spaces_are_taken_out(path):
    assert pairs(path, line(1, "می\u200cروم", "VERB", 0), line(2, "5 000", "NUM", 1))[1] == ("5000", "NUM")
    assert pairs(path, line(1, "می\u200cروم", "VERB", 0))[0][0] == "میروم"


def test_sentences_without_text_are_counted_and_left_out(path):
    bare = [line(1, "_", "NOUN", 0), line(2, "_", "VERB", 1), line(3, ".", "PUNCT", 1)]
    kept = [line(1, "_", "SYM", 0), line(2, "b", "VERB", 1), line(3, ".", "PUNCT", 1)]
    (_, repair), (_, sentence) = read(path, bare, kept)
    assert repair == Repair("sentence without text (its words are `_`) left out", left_out=True)
    assert sentence.words == ("_", "b", ".")
    assert sentence.id == "xx_test-ud-test/1"


def test_translations_share_their_parallel_id(path):
    rows = read(path, ["# parallel_id = pud/n01", line(1, "Geh", "VERB", 0)], [line(1, "Geh", "VERB", 0)])
    assert [sentence.id for _, sentence in rows] == ["pud/n01", "xx_test-ud-test/1"]
    pud = path.with_name("ru_pud-ud-test.conllu")
    [(_, sentence)] = read(pud, ["# sent_id = n01", line(1, "Geh", "VERB", 0)])
    assert sentence.id == "pud/n01"


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["1\tGeh\tVERB"], ":1: 3 columns, expected the 10 of CoNLL-U"),
        ([line("x", "Geh", "VERB", 0)], ":1: 'x' is no word id"),
        ([line(1, "Geh", "VERB", 0), line(3, "heim", "ADV", 1)], ":2: word 3 follows word 1"),
        ([line("1-3", "x"), line(1, "a", "X", 0)], ":1: the range 1-3 reaches past the last word, 1"),
        ([line("2-1", "x")], ":1: the range 2-1 is empty, overlaps another or does not stand before word"),
        (
            [line("1-2", "x"), line(1, "a", "X", 0), line("2-3", "y")],
            ":3: the range 2-3 is empty, overlaps another or does not stand before word",
        ),
        ([line(1, "a", "X", 9)], ":1: word 1 has head 9, but 1 words"),
        (["# only a comment"], ":2: a blank line that ends no sentence. Remove it."),
    ],
)
def test_malformed_sentences_are_refused_with_their_place(path, lines, message):
    with pytest.raises(UserError) as error:
        read(path, lines)
    assert str(error.value).startswith(f"{path}{message}")


def test_greek_is_converted_as_xtreme_converted_it(shared_data):
    """XTREME's own file is of UD 2.5: words must be the same, and so must every fused word's tag."""
    source = shared_data / "ud_conllu/UD_Greek-GDT/el_gdt-ud-dev.conllu.gz"
    ours = [sentence for _, sentence in conllu.read([source], "el", "dev")]
    theirs = [s for _, s in TaggedReader()([shared_data / "udpos_xtreme/dev-el.tsv.gz"], "el", "dev")]
    assert [s.words for s in ours] == [s.words for s in theirs]
    checked = 0
    for sentence, gold in zip(conllu._sentences(source), theirs, strict=True):
        ranges = dict(list(sentence.fused))
        number = 1
        for (_, tag), expected in zip(conllu.surface(sentence, "el"), gold.tags, strict=True):
            if number in ranges:
                assert tag == expected
                checked += 1
            number = ranges.get(number, number) + 1
    assert checked == 304
