import pytest

from xstilts.base.errors import UserError
from xstilts.protocols import exporting
from xstilts.protocols.formats.answers import gold_answers
from xstilts.protocols.xtreme import XTREME
from xstilts.protocols.xtreme_r import XTREME_R
from xstilts.task_types.bitext_mining import BitextMining, MinedSentence
from xstilts.task_types.classification import Classification, Text
from xstilts.task_types.multiple_choice import ChoiceQuestion, MultipleChoice
from xstilts.task_types.retrieval import Pair, SentenceRetrieval
from xstilts.task_types.span_qa import Answer, Question, SpanQA
from xstilts.task_types.tagging import Tagged, Tagging
from xstilts.task_types.task_type import Prediction

LABELS = ("contradiction", "entailment", "neutral")
TEXTS = [Text(id=str(i), language="de", text="a", second="b", label=label) for i, label in enumerate(LABELS)]
TAGGED = [Tagged(id="0", language="de", words=("a", "b"), tags=("DET", "NOUN"))]
CHOICES = [ChoiceQuestion(id="0", language="et", context="a", choices=("b", "c"), label=1)]
PAIRS = [Pair(id=f"de/{i}", language="de", text=str(i), translation=t) for i, t in enumerate(["b", "C", "a"])]
PILES = [
    MinedSentence(id="de-1", language="de", text="eins", english=False),
    MinedSentence(id="de-2", language="de", text="zwei", english=False, matches=("en-1",)),
    MinedSentence(id="en-1", language="de", text="two", english=True),
    MinedSentence(id="dev/de-1", language="de", text="x", english=False, matches=("dev/en-1",), tuning=True),
]
CASES = {
    "xnli": (Classification(labels=LABELS), TEXTS, [text.label for text in TEXTS]),
    "udpos": (Tagging(tags=("DET", "NOUN")), TAGGED, [list(tagged.tags) for tagged in TAGGED]),
    "xcopa": (MultipleChoice(count=2), CHOICES, [1]),
    "tatoeba": (SentenceRetrieval(), PAIRS, [{"plain": pair.id, "centred": "?"} for pair in PAIRS]),
    "bucc2018": (
        BitextMining(),
        PILES,
        [None, {"target": "en-1", "margin": 1.2}, None, {"target": "dev/en-1", "margin": 1.1}],
    ),
}


def entry(task):
    return (XTREME if task in XTREME.tasks else XTREME_R).entry(task)


def predicted(examples, values):
    return [Prediction(example.id, example.language, value) for example, value in zip(examples, values, strict=True)]


@pytest.mark.parametrize("task", CASES)
def test_right_predictions_become_the_label_file(task, tmp_path):
    kind, examples, values = CASES[task]
    language = examples[0].language
    labels = entry(task).file(tmp_path / "labels", language)
    entry(task).format.write(labels, kind.official_gold(examples))
    said = predicted(examples, values)
    path = exporting.write(entry(task), language, to=tmp_path / "p", kind=kind, examples=examples, predictions=said)
    assert path == tmp_path / "p" / task / labels.name
    assert path.read_bytes() == labels.read_bytes()


def test_answers_are_written_by_id(tmp_path):
    question = Question(id="q", language="de", context="Am Rhein", question="?", answers=(Answer("Rhein", 3),))
    said = predicted([question], ["Rhein"])
    path = exporting.write(entry("xquad"), "de", to=tmp_path, kind=SpanQA(), examples=[question], predictions=said)
    assert entry("xquad").format.read(path) == {"q": "Rhein"}
    with pytest.raises(UserError, match="not of the SQuAD shape"):
        gold_answers(path)


def test_a_wrong_neighbour_is_written_as_its_line(tmp_path):
    kind, examples, _ = CASES["tatoeba"]
    said = predicted(examples, [{"plain": name} for name in ("de/1", "de/0", "de/2")])
    # Sorted English: C (line 1), a (2), b (0); found for them: line 0, 2, 1.
    assert kind.official(examples, said) == [0, 2, 1]


def test_what_does_not_belong_together_is_refused(tmp_path):
    kind, examples, values = CASES["xnli"]
    said = predicted(examples, values)
    with pytest.raises(UserError, match="2 predictions for 3 examples"):
        kind.official(examples, said[:2])
    with pytest.raises(UserError, match="the benchmark does not score 'xx'"):
        exporting.write(entry("xnli"), "xx", to=tmp_path, kind=kind, examples=examples, predictions=said)
    with pytest.raises(UserError, match="a number where the evaluator compares words"):
        exporting.write(
            entry("xnli"),
            "de",
            to=tmp_path,
            kind=kind,
            examples=examples,
            predictions=predicted(examples, ["0", "1", "2"]),
        )
