import pytest

from xstilts.base import plugins
from xstilts.base.errors import UserError


def test_every_module_of_a_folder_is_known_by_its_name():
    assert {"xnli", "pawsx", "udpos", "tatoeba"} <= set(plugins.names("xstilts.tasks"))


def test_a_module_is_found_by_name():
    assert plugins.find("xstilts.tasks", "xnli", "task").__name__ == "xstilts.tasks.xnli"


def test_an_unknown_name_gets_the_nearest_one_and_the_other_way():
    with pytest.raises(UserError) as error:
        plugins.find("xstilts.tasks", "xnil", "task")
    assert "no such task 'xnil'. Did you mean 'xnli'?" in str(error.value)
    assert "A path to a file of your own, ending in .py, works as well." in str(error.value)


def test_a_users_file_is_found_by_path_and_read_once(tmp_path):
    path = tmp_path / "mine.py"
    path.write_text("TASK = object()\n")
    assert plugins.find("xstilts.tasks", str(path), "task") is plugins.find("xstilts.tasks", str(path), "task")


def test_files_of_one_name_in_two_folders_are_two(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "mine.py").write_text(f"NAME = {name!r}\n")
    found = [plugins.find("xstilts.tasks", str(tmp_path / name / "mine.py"), "task").NAME for name in ("a", "b")]
    assert found == ["a", "b"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("def f(:\n", "bad.py:1: cannot be imported as a task: invalid syntax"),
        ("import no_such_module_here\n", "ModuleNotFoundError: No module named 'no_such_module_here'"),
        ("x = 1\ny = nothing\n", "bad.py:2: cannot be imported as a task: NameError: name 'nothing' is not defined"),
        ("raise KeyError('code')\n", "bad.py:1: cannot be imported as a task: KeyError: 'code'"),
    ],
)
def test_a_users_file_that_cannot_be_imported_is_refused(tmp_path, content, message):
    path = tmp_path / "bad.py"
    path.write_text(content)
    with pytest.raises(UserError) as error:
        plugins.find("xstilts.tasks", str(path), "task")
    assert str(tmp_path) in str(error.value)
    assert message in str(error.value)


def test_a_users_file_that_is_missing_is_refused(tmp_path):
    with pytest.raises(UserError, match=r"mine\.py: no such file, so no task can be read from it"):
        plugins.find("xstilts.tasks", str(tmp_path / "mine.py"), "task")
