import pytest

from xstilts.base.errors import UserError
from xstilts.study.settings import study as studies
from xstilts.study.settings.claim import Claim
from xstilts.study.settings.target import Target


def write(tmp_path, text):
    path = tmp_path / "s.yaml"
    path.write_text(text)
    return path


def test_a_short_file_is_a_whole_study(tmp_path):
    study = studies.read(write(tmp_path, "study: s\nencoders: [xlm-roberta-base@abc]\ntargets: [xnli]\n"))
    assert study.seed_list == (0, 1, 2, 3, 4)
    assert study.target_list == (Target(task="xnli"),)
    assert [(name, encoder.source) for name, encoder in study.encoder_list] == [
        ("xlm-roberta-base@abc", "xlm-roberta-base@abc")
    ]
    assert (study.intermediate, study.languages, study.limit) == ((), "all", None)


def test_targets_are_named_by_name_or_file():
    assert Target(task="xnli").label == "xnli"
    assert Target(task="my/tasks/sentiment.py").label == "sentiment"
    assert Target(task="tatoeba", name="layer 7").label == "layer 7"
    assert Claim(claim="c", better="r", on="xnli").targets == ("xnli",)


def test_all_mistakes_are_told_at_once_with_their_places(tmp_path):
    path = write(
        tmp_path,
        "study: s\n"
        "encoders: [e]\n"
        "sedes: 3\n"
        "train: {learning_rate: fast, max_step: 3}\n"
        "intermediate:\n"
        "  nli: {tasks: []}\n"
        "targets:\n"
        "  - {task: xnli, optoins: {}}\n",
    )
    with pytest.raises(UserError) as error:
        studies.read(path)
    places = [line.removeprefix(f"{path}:") for line in str(error.value).splitlines() if line.startswith(str(path))]
    assert [place.partition(": ")[0] for place in places] == ["3:1", "4:24", "4:30", "6:16", "8:18"]
    assert "Did you mean 'seeds'?" in places[0]
    assert places[1].endswith('must be a number or null, got "fast"')
    assert "Did you mean 'max_steps'?" in places[2]
    assert "none given, expected at least one" in places[3]
    assert "Did you mean 'options'?" in places[4]


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("targets=[xnli, xnli]", "two have the same name"),
        ("targets=[xnli, a/xnli.py]", "two have the same name"),
        ("targets=[]", "targets: none given"),
        ("encoders=[a, b, a]", "encoders: one comes twice in"),
        ("seeds=[1, 1]", "a seed comes twice"),
        ("seeds=0", "seeds: give at least one"),
        ("limit=0", "limit: must be 1 or more examples, not 0"),
        ("intermediate.none.tasks=[rte]", "the recipe `none` is always there"),
        ("intermediate.nli.tasks=[{task: rte, cap: 0}]", "cap: must be 1 or more examples, not 0"),
        ("intermediate.nli.tasks=[{task: rte, weight: -1}]", "weight: must be 0 or more, not -1"),
        ("intermediate.nli.temperature=0", "temperature: must be above 0"),
        ("intermediate.nli.replay.every=0", "every: must be 1 or more steps"),
        ("encoders.tiny.source=x", "give either `source`"),
        ("encoders={x: {source: y, tokenizer: {vocabulary: 9}}}", "tokenizer: goes with `build` only"),
        ("encoders.tiny.tokenizer.vocabulary=0", "vocabulary: must be 1 or more"),
        ("encoders.tiny.build.width=33", "width: 33 is no multiple of heads"),
        ("train.learning_rate=0", "learning_rate: must be above 0"),
        ("train.warmup=1", "warmup: is a share"),
        ("train.num_train_epochs=1", "give max_steps or num_train_epochs, not both"),
        (
            "train.rules=[r_dorp]",
            "'smoothing' or 'r_drop' or a mapping, got \"r_dorp\". Did you mean 'r_drop'",
        ),
        ("train.rules=[{fmg: {}}]", "no such setting. Did you mean 'fgm'"),
        ("train.rules=[{fgm: {}, pgd: {}}]", "a rule is one of fgm, pgd, smoothing and r_drop, not 2 of them"),
        ("train.rules=[{fgm: {epsilon: -1}}]", "epsilon: must be 0 or more, not -1"),
        ("train.rules=[{pgd: {step: 2}}]", "no such setting. Did you mean 'steps'"),
        ("train.rules=[{pgd: {share: 0}}]", "share: must be above 0 and at most 1"),
        ("train.rules=r_drop", r"must be a list or null, got \"r_drop\". Write \[r_drop\]"),
    ],
)
def test_what_no_study_can_mean_is_refused(read, override, message):
    with pytest.raises(UserError, match=message):
        read(override)


@pytest.mark.parametrize(
    ("claim", "message"),
    [
        ("{claim: c, better: nil, on: pawsx}", "better: no such recipe in this study 'nil'. Did you mean 'nli'"),
        ("{claim: c, better: nli, than: mlm, on: pawsx}", "than: no such recipe in this study 'mlm'"),
        ("{claim: c, better: nli, on: [pawsx, paws]}", "on: no such target in this study 'paws'. Did you mean 'pawsx'"),
        ("{claim: c, better: nli, on: pawsx, languages: [fr]}", "no such language in this study 'fr'"),
    ],
)
def test_a_claim_is_about_what_the_study_has(read, claim, message):
    with pytest.raises(UserError, match=message.replace("?", r"\?")):
        read(f"contrasts=[{claim}]")
