import pytest
from hypothesis import given
from hypothesis import strategies as st

from xstilts.study.minhash import fold, minhash
from xstilts.study.near_duplicates import NearDuplicates, Overlap
from xstilts.task_types.base import find_task, load

PASSAGE = (
    "The river rises in the hills above the town and runs for ninety miles to the sea. In winter it floods the low "
    "meadows on both banks. Its name is older than any language that is spoken there today."
)


def test_case_punctuation_width_and_spacing_are_folded():
    assert fold("It’s RAINING , “cats”．") == fold("it's raining, cats") == "itsrainingcats"
    assert fold("ＡＢＣ１") == "abc1"


def test_vowel_signs_stay():
    assert fold("की") != fold("कि")


@given(st.text())
def test_folding_twice_changes_nothing_for_what_is_dropped(text):
    assert not any(char in fold(text) for char in " .,;!?\t\n")


def test_evaluation_text_in_training_text_is_counted_once_a_text():
    duplicates = NearDuplicates()
    duplicates.add(("xnli", "test", "en"), minhash(["A cat.", "A cat!", "A dog.", "..."], keep=True))
    duplicates.add(("xnli", "test", "de"), minhash(["Eine Katze."], keep=True))
    duplicates.look("snli", minhash(["a cat", "A CAT", "a bird"]))
    duplicates.look("sick", minhash(["eine katze"]))
    assert duplicates.overlaps() == (
        Overlap(train="sick", task="xnli", split="test", language="de", texts=1, total=1, sample="Eine Katze."),
        Overlap(train="snli", task="xnli", split="test", language="en", texts=1, total=2, sample="A cat."),
    )


@pytest.mark.parametrize(
    "text",
    [
        PASSAGE.partition(". ")[0],  # inside it
        f"Geography. {PASSAGE} More of it follows.",  # around it
        PASSAGE.replace("ninety", "90").replace("today", "now"),  # nearly the same
    ],
)
def test_a_text_inside_around_or_nearly_the_same_is_near(text):
    duplicates = NearDuplicates()
    duplicates.add(
        ("xquad", "test", "en"), minhash([PASSAGE, "Something else stands here, of no great length."], keep=True)
    )
    duplicates.look("qnli", minhash([text]))
    [found] = duplicates.overlaps()
    assert (found.texts, found.near, found.total, found.sample) == (0, 1, 2, PASSAGE)


@pytest.mark.parametrize(
    "text", ["On both banks.", "The hills above the city run for fifty miles to the lake beyond it."]
)
def test_a_phrase_in_common_is_not_near(text):
    duplicates = NearDuplicates()
    duplicates.add(("xquad", "test", "en"), minhash([PASSAGE], keep=True))
    duplicates.look("qnli", minhash([text]))
    assert duplicates.overlaps() == ()


def test_long_ids_in_common_are_found_where_the_text_is_translated():
    duplicates = NearDuplicates()
    duplicates.add(("xquad", "test", "de"), minhash(["Ja"], ["56beb4343aeaaa14008c925b", "12"], keep=True))
    duplicates.look("squad_es", minhash(["Si"], ["56beb4343aeaaa14008c925b", "12"]))
    [found] = duplicates.overlaps()
    assert (found.texts, found.near, found.ids, found.sample) == (0, 0, 1, "")


def test_a_task_is_not_compared_with_itself_where_it_is_to_be_skipped():
    duplicates = NearDuplicates()
    duplicates.add(("xnli", "dev", "en"), minhash(["A cat."], keep=True))
    duplicates.look("xnli (test)", minhash(["A cat."]), skip="xnli")
    assert duplicates.overlaps() == ()


@given(st.lists(st.text(alphabet="abcdefgh äж漢", min_size=60, max_size=200), min_size=1, max_size=5), st.randoms())
def test_windows_do_not_depend_on_what_stands_before_a_text(texts, rng):
    alone = {text: set(minhash([text]).windows.tolist()) for text in texts}
    shuffled = rng.sample(texts, len(texts))
    together = minhash(shuffled, keep=True)
    for number, text in enumerate(together.texts):
        assert set(together.windows[together.owners == number].tolist()) == alone[text]


def test_the_overlaps_that_are_known_in_real_data_are_found(shared_data):
    def of(name, split, language, *, keep=False):
        task = find_task(name)
        loaded = load(task, name, shared_data, language, split)
        return minhash((t for e in loaded for t in task.type.texts(e)), (e.id for e in loaded), keep=keep)

    duplicates = NearDuplicates()
    for language in ("en", "es"):
        duplicates.add(("xquad", "test", language), of("xquad", "test", language, keep=True))
    duplicates.look("qnli", of("qnli", "dev", "en"))
    duplicates.look("squad_es", of("squad_es", "dev", "es"))
    found = {(o.train, o.language): o for o in duplicates.overlaps()}
    assert found["squad_es", "es"].ids == found["squad_es", "en"].ids == 732  # as the folder's description has it
    assert found["qnli", "en"].texts + found["qnli", "en"].near > 596  # sentences inside passages, and questions
