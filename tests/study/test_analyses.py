"""Which analyses a study names: the registry, their settings, and mistakes with file, line and column."""

import pytest

from xstilts.base.errors import UserError
from xstilts.study.settings import study as studies

HEAD = "study: s\nencoders: [xlm-roberta-base]\ntargets: [xnli]\n"
OWN = """
from xstilts.analysis.findings import Finding
from xstilts.analysis.gates import Facts
from xstilts.base.config import settings


@settings
class Moon:
    phase: str = "full"
    nights: tuple[int, ...] = (1,)

    def stages(self, look, grid):
        return ()

    def facts(self, results):
        return Facts()

    def findings(self, evidence):
        return (Finding(name="moon", title="Moon", sentence=f"{self.phase} for {len(self.nights)} nights"),)


ANALYSIS = Moon
"""


def read(tmp_path, text=""):
    path = tmp_path / "s.yaml"
    path.write_text(HEAD + text)
    return studies.read(path)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", ["transfer", "learned", "contamination", "budget"]),
        ("analysis: transfer\n", ["transfer"]),
        ("analysis: [contamination, transfer]\n", ["contamination", "transfer"]),
        ("analysis: {transfer: {draws: 500}, learned: {}}\n", ["transfer", "learned"]),
    ],
)
def test_analyses_are_named_alone_in_a_list_or_with_settings(tmp_path, text, names):
    study = read(tmp_path, text)
    assert [name for name, _ in study.analyses] == names
    if "draws" in text:
        assert study.analyses[0][1].draws == 500


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("analysis: tranfer\n", "s.yaml:4:11: analysis: no such analysis 'tranfer'. Did you mean 'transfer'?"),
        ("analysis: [transfer, transfer]\n", "s.yaml:4:11: analysis: one comes twice"),
        ("analysis:\n  transfer:\n    draws: many\n", "s.yaml:6:12: analysis.transfer.draws: must be a whole number"),
        ("analysis:\n  transfer:\n    draws: 0\n", "s.yaml:6:12: analysis.transfer.draws: must be 1 or more, not 0"),
        (
            "analysis:\n  transfer:\n    drows: 5\n",
            "s.yaml:6:12: analysis.transfer.drows: no such setting. Did you mean",
        ),
    ],
)
def test_mistakes_are_told_at_their_place(tmp_path, text, message):
    with pytest.raises(UserError) as error:
        read(tmp_path, text)
    assert message in str(error.value)


def test_an_analysis_of_the_users_own_is_named_by_its_path(tmp_path):
    (tmp_path / "moon.py").write_text(OWN)
    study = read(tmp_path, f"analysis: {{{tmp_path / 'moon.py'}: {{phase: new, nights: [1, 2]}}}}\n")
    ((_, moon),) = study.analyses
    assert moon.findings(None)[0].sentence == "new for 2 nights"


def test_a_file_without_an_analysis_says_what_is_missing(tmp_path):
    (tmp_path / "empty.py").write_text("")
    with pytest.raises(UserError, match="defines no ANALYSIS"):
        read(tmp_path, f"analysis: [{tmp_path / 'empty.py'}]\n")
