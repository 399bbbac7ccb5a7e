"""`handler-lint invoke`: which package, handler and stack answer."""

import pytest

from tests.cli.client import ECHO, JSON, Client, packed
from tests.vocabulary import GOOD, package


def test_an_archive_answers_like_its_folder(client: Client) -> None:
    package(client.folder, GOOD)
    packed(client.folder)

    assert client.send("model.tar.gz", *JSON).out == b"[2, 4]"


@pytest.mark.parametrize("named", ["package", "model.tar.gz"])
def test_a_handler_file_answers_in_its_package(client: Client, named: str) -> None:
    package(client.folder, "raise OSError('not this one')")
    packed(client.folder)
    (client.folder / "own").mkdir()
    (client.folder / "own" / "mine.py").write_text("import beside\n" + GOOD)
    (client.folder / "own" / "beside.py").write_text("")

    sent = client.send("own/mine.py", "--package", named, *JSON)

    assert (sent.code, sent.out, sent.err) == (0, b"[2, 4]", "")


def test_a_handler_file_in_its_package_is_that_of_the_package(client: Client) -> None:
    root = package(client.folder, "raise OSError('not this one')", other__mine_dot_py=GOOD)

    sent = client.send("package/other/mine.py", "--package", root, *JSON)

    assert (sent.code, sent.out) == (0, b"[2, 4]")


def test_a_package_without_handler_answers_with_the_stack_s_own_functions(client: Client) -> None:
    (package(client.folder, GOOD) / "code/inference.py").rename(client.folder / "elsewhere.py")

    sent = client.send("package", *JSON)

    assert sent.err.startswith("warning: no code/inference.py in package; ")
    assert "; pytorch answers with its own functions\n" in sent.err


def test_a_package_without_handler_gets_no_answer_where_the_stack_has_no_functions(
    client: Client,
) -> None:
    (package(client.folder, GOOD) / "code/inference.py").rename(client.folder / "elsewhere.py")

    sent = client.send("package", "--framework", "sklearn")

    assert (sent.code, sent.out) == (1, b"")
    assert "no code/inference.py in package; " in sent.err
    assert "sklearn does not start without it" in sent.err
    assert "no answer: the import fails, so the server does not start" in sent.err


def test_the_configuration_names_the_stack(client: Client) -> None:
    package(client.folder, GOOD)
    (client.folder / "pyproject.toml").write_text(
        '[tool.handler-lint]\n[[tool.handler-lint.handlers]]\npath = "package"\n'
        'framework = "sklearn"\n'
    )

    assert client.send("package", *JSON, "--format", "json").json["stack"] == "sklearn"
    named = client.send("package", *JSON, "--format", "json", "--framework", "huggingface")
    assert named.json["stack"] == "huggingface"


def test_a_stack_may_be_named_by_an_alias(client: Client) -> None:
    package(client.folder, GOOD)

    sent = client.send("package", *JSON, "--format", "json", "--framework", "scikit-learn")

    assert sent.json["stack"] == "sklearn"


def test_links_out_of_the_package_are_told_and_not_copied(client: Client) -> None:
    root = package(
        client.folder, ECHO.replace("ANSWER", "import os; return str(os.listdir(model))")
    )
    (root / "link").symlink_to("/etc/passwd")

    sent = client.send("package")

    assert b"link" not in sent.out
    assert sent.err.startswith("warning: package: left out is link: symbolic link out of the pack")


SKLEARN = """
import sklearn
def model_fn(model_dir): return 1
def transform_fn(model, body, content_type, accept): return "[1]"
"""


def test_the_stack_is_the_one_that_check_recognises(client: Client) -> None:
    package(client.folder, SKLEARN, code__sklearn_dot_py="")

    told = client.send("package", "--format", "json").json
    named = client.send("package", "--format", "json", "--framework", "auto").json

    assert (told["stack"], told["content_type"]) == ("sklearn", "text/html; charset=utf-8")
    assert told == named


def test_where_it_may_be_several_stacks_that_is_told(client: Client) -> None:
    source = SKLEARN.replace("sklearn", "torch, xgboost")
    package(client.folder, source, code__torch_dot_py="", code__xgboost_dot_py="")

    sent = client.send("package", "--format", "json")

    assert sent.json["stack"] == "pytorch"
    assert sent.err == (
        "warning: the stack may be pytorch or xgboost; pytorch answers, unless --framework says\n"
    )
