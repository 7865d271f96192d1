"""Whole slices: counts, lexicons, tokenizers, and other task types than pairs."""

import pytest

from xstilts.base.errors import UserError
from xstilts.models.tokenization import train_unigram
from xstilts.perturbations.family import Perturbation
from xstilts.perturbations.lexicons import load, synonyms
from xstilts.perturbations.perturb import LABEL_UNSURE, Known
from xstilts.perturbations.slices import CUT, known_of, languages_for, perturb_slice, tokenized
from xstilts.readers.lab import in_world
from xstilts.task_types.base import find_task
from xstilts.task_types.base import load as load_examples

PAWSX = find_task("pawsx")


def sliced(examples, name, language="en", known=None, task=PAWSX):
    return perturb_slice(task, examples, Perturbation(family=name), language=language, known=known or Known())


def test_every_example_is_perturbed_or_excluded(own_pairs):
    for name in ("number_contrast", "adverbial_order", "character_noise"):
        made = sliced(own_pairs["en"], name)
        assert len(made.perturbed) + len(made.excluded) == len(own_pairs["en"])
        assert sum(made.reasons.values()) == len(made.excluded)


def test_the_effective_rate_counts_what_a_tokenizer_does_not_undo(own_pairs):
    texts = [text for examples in own_pairs.values() for example in examples for text in (example.text, example.second)]
    tokenizer = train_unigram([*texts, *texts], vocabulary=700, max_length=256)
    decomposed = perturb_slice(
        PAWSX, own_pairs["ko"], Perturbation(family="homoglyph", strength=0.05), language="ko", known=Known()
    )
    noisy = sliced(own_pairs["en"], "character_noise")
    assert tokenized(PAWSX, noisy, tokenizer, 256).effective == 1.0
    assert tokenized(PAWSX, decomposed, tokenizer, 256).effective < 1.0  # NFKC composes Hangul again


def test_what_no_longer_fits_into_the_window_is_excluded(own_pairs):
    texts = [text for example in own_pairs["en"] for text in (example.text, example.second)]
    tokenizer = train_unigram(texts * 3, vocabulary=120, max_length=256)
    made = sliced(own_pairs["en"], "distraction")
    lengths = PAWSX.type.encode([one.original for one in made.perturbed], tokenizer, 400).row_lengths
    cut = tokenized(PAWSX, made, tokenizer, int(lengths.max()))
    assert cut.reasons.get(CUT, 0) > 0
    assert len(cut.perturbed) + cut.reasons[CUT] == len(made.perturbed)
    assert CUT not in tokenized(PAWSX, made, tokenizer, 400).reasons


def test_tags_are_carried_along(lab_world):
    task = in_world(find_task("lab_pos"), lab_world)
    examples = load_examples(task, "lab_pos", None, "en", "test")[:50]
    known = known_of(task, Perturbation(family="character_noise"), "en", None)
    made = sliced(examples, "character_noise", known=known, task=task)
    assert len(made.perturbed) > 40
    for one in made.perturbed:
        assert one.example.tags == one.original.tags
        assert sum(a != b for a, b in zip(one.example.words, one.original.words, strict=True)) >= 1
    appended = sliced(examples, "distraction", known=known, task=task)
    assert set(appended.reasons) == {LABEL_UNSURE}


def test_real_questions_keep_their_answers(shared_data):
    task = find_task("xquad")
    if "de" not in task.languages_of(shared_data, "test"):
        pytest.skip(f"no XQuAD in {shared_data}")
    examples = load_examples(task, "xquad", shared_data, "de", "test")[:60]
    for name, least in (("whitespace", 55), ("homoglyph", 55), ("character_noise", 55), ("distraction", 55)):
        made = sliced(examples, name, language="de", task=task)
        assert len(made.perturbed) > least
        for one in made.perturbed:
            assert task.type.check(one.example) is None
            assert len(one.example.answers) == len(one.original.answers)


def test_synonyms_have_one_sense_and_fit_articles():
    synsets = {
        "3-r": ["schnell", "rasch"],
        "4-n": ["Berg", "Hügel"],
        "5-a": ["solar", "solare"],
    }
    assert synonyms(synsets, "de") == {"schnell": ("rasch",), "rasch": ("schnell",)}
    assert synonyms({"1-n": ["motorcar", "automobile", "bank"], "2-n": ["bank", "shore"]}, "en") == {
        "motorcar": ("automobile",),
        "automobile": ("motorcar",),
    }


def test_a_missing_lexicon_is_one_error_that_names_the_files(tmp_path):
    with pytest.raises(UserError, match=r"no lexicon with synonyms of 'fr', expected a wordnet: .*wn-wikt-fra\.tab"):
        load(tmp_path, "fr", "synonyms")
    with pytest.raises(UserError, match=r"no lexicon with translations of 'de'.*gatitos/en_de\.tsv"):
        load(tmp_path, "de", "translations")
    with pytest.raises(UserError, match="Name their folder with --lexicons"):
        known_of(PAWSX, Perturbation(family="synonym"), "de", None)


def test_word_lists_translate_content_words_both_ways(tmp_path):
    (tmp_path / "gatitos").mkdir()
    (tmp_path / "gatitos" / "en_es.tsv").write_text("a\tun\nmember\tmiembro\nold house\tcasa vieja\nhouse\tcasa\n")
    assert load(tmp_path, "es", "translations").translations == {"miembro": {"en": "member"}, "casa": {"en": "house"}}
    assert load(tmp_path, "en", "translations").translations == {"member": {"es": "miembro"}, "house": {"es": "casa"}}


def test_a_family_is_refused_where_it_is_valid_for_no_language():
    with pytest.raises(UserError, match=r"diacritics: valid for none of the languages ja, zh\. It is for de, es, fr"):
        languages_for(PAWSX, Perturbation(family="diacritics"), ("ja", "zh"))
    with pytest.raises(UserError, match="It is for the tasks of the lab"):
        languages_for(PAWSX, Perturbation(family="role_swap"), ("en",))
    assert languages_for(PAWSX, Perturbation(family="diacritics"), ("ja", "de")) == ("de",)


@pytest.mark.parametrize(("name", "strength"), [("homoglyph", 0.0), ("homoglyph", 1.5), ("entity_swap", 0.5)])
def test_a_strength_out_of_range_is_refused(name, strength):
    with pytest.raises(UserError, match=f"strength {strength}"):
        Perturbation(family=name, strength=strength)


def test_an_unknown_family_is_refused_with_the_nearest():
    with pytest.raises(UserError, match="Did you mean 'homoglyph'"):
        Perturbation(family="homoglif")
