"""What is told of an exception that left a call."""

import pytest

from handler_lint.calls import Case, InputFn, ModelFn, Place
from tests.dynamic.support import EMPTY, JSON, LOAD, READ, RunHandler


def test_an_exception_has_its_class_text_and_place(run: RunHandler) -> None:
    ran = run(
        """
        def input_fn(body, content_type):
            return body["key"]
        """,
        Case((READ,)),
    )

    assert ran.only.ended == "raised"
    assert ran.error.type == "TypeError"
    assert ran.error.message == "string indices must be integers, not 'str'"
    assert ran.error.bases == ("TypeError", "Exception", "BaseException")
    assert ran.error.place == Place("code/inference.py", 3, function="input_fn")
    assert ran.only.place == ran.error.place


def test_frames_of_a_library_below_the_handler_are_counted(run: RunHandler) -> None:
    ran = run(
        """
        import json
        def input_fn(body, content_type):
            return read(body)
        def read(body):
            return json.loads(body + ",")
        """,
        Case((READ,)),
    )

    assert ran.error.type == "JSONDecodeError"
    assert ran.error.place == Place("code/inference.py", 6, function="read")
    assert ran.error.deeper == ("json", 2)


def test_the_deepest_place_of_the_handler_counts_even_below_a_library(run: RunHandler) -> None:
    ran = run(
        """
        import functools
        def input_fn(body, content_type):
            return functools.reduce(add, [1, "two"])
        def add(one, two):
            return one + two
        """,
        Case((READ,)),
    )

    assert ran.error.place == Place("code/inference.py", 6, function="add")
    assert ran.error.deeper is None


def test_a_wrong_number_of_parameters_is_told_at_the_definition(run: RunHandler) -> None:
    ran = run(
        """
        def input_fn(body):
            return body
        """,
        Case((READ,)),
    )

    assert ran.error.type == "TypeError"
    assert ran.error.message == "input_fn takes 1 arguments but 2 were given."
    assert ran.error.place == Place("code/inference.py", 2, function="input_fn")


def test_a_body_that_the_stack_cannot_decode_has_no_place(run: RunHandler) -> None:
    bad = InputFn(JSON, EMPTY.__class__("bad.json", b"\xff"))

    ran = run("def input_fn(body, content_type): pass", Case((bad,)))

    assert ran.error.type == "UnicodeDecodeError"
    assert ran.error.place is None


def test_the_packages_folder_is_model_dir_in_messages(run: RunHandler) -> None:
    ran = run(
        """
        import os, tempfile
        def model_fn(model_dir):
            raise ValueError(f"{model_dir}/a.bin {model_dir} {os.environ['HOME']} {tempfile.gettempdir()}")
        """,
        LOAD,
    )

    assert ran.error.message == "<model_dir>/a.bin <model_dir> <home> <tmp>"


TEXTS = {
    "'two\\nlines\\n\\n  and more'": "two lines and more",
    "'bell \\a and \\x1b[31mred'": "bell \\x07 and \\x1b[31mred",
    "'half a \\udc80 pair'": "half a \\udc80 pair",
    "'x' * 5000": "x" * 1000 + "…",
    "''": "",
    "3": "3",
}


@pytest.mark.parametrize(("argument", "message"), TEXTS.items(), ids=lambda text: text[:12])
def test_a_message_is_one_printable_line(run: RunHandler, argument: str, message: str) -> None:
    ran = run(
        f"""
        def input_fn(body, content_type):
            raise ValueError({argument})
        """,
        Case((READ,)),
    )

    assert ran.error.message == message


ODD = {
    "raises": "def __str__(self): raise SystemExit",
    "gives no text": "def __str__(self): return 3",
    "gives odd text": "def __str__(self): return Text('odd')",
    "has no attributes": "def __getattribute__(self, name): raise OSError(name)",
    "is false": "def __bool__(self): raise OSError",
    "has properties": "args = filename = errno = property(lambda self: 1 / 0)",
}


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_an_odd_exception_is_told_all_the_same(run: RunHandler, odd: str) -> None:
    ran = run(
        f"""
        class Text(str):
            def __getattribute__(self, name): raise OSError(name)
            __len__ = __getitem__ = replace = None

        class Odd(FileNotFoundError):
            {odd}

        def input_fn(body, content_type):
            try:
                raise Odd
            except Odd:
                raise Odd
        """,
        Case((READ,)),
    )

    assert ran.error.type == "Odd"
    assert ran.error.bases[:2] == ("Odd", "FileNotFoundError")
    assert ran.error.place == Place("code/inference.py", 13, function="input_fn")
    assert ran.error.message in ("", "odd")


LEAVING = ["SystemExit", "KeyboardInterrupt", "GeneratorExit", "BaseException", "RecursionError"]


@pytest.mark.parametrize("kind", LEAVING)
def test_whatever_is_raised_is_an_exception_of_the_call(run: RunHandler, kind: str) -> None:
    ran = run(
        f"""
        def input_fn(body, content_type):
            raise {kind}(3)
        """,
        Case((READ,)),
    )

    assert (ran.only.ended, ran.error.type, ran.error.message) == ("raised", kind, "3")


MISSING = {
    "opened": 'open(os.path.join(model_dir, "model.pt"))',
    "relative": 'open("sub/../model.pt")',
    "wrapped": """
            try:
                open(model_dir + "/model.pt")
            except OSError:
                raise RuntimeError("no model")""",
    "wrapped with cause": """
            try:
                open(model_dir + "/model.pt")
            except OSError as error:
                raise RuntimeError("no model") from error""",
    "named in quotes": """raise ValueError(f"no file '{model_dir}/model.pt' here")""",
    "named without": """raise ValueError(f"{model_dir}/model.pt: cannot be read.")""",
    "named at the end": """raise ValueError(f"cannot read {model_dir}/model.pt.")""",
    "swallowed by its library": "helper.load(model_dir + '/model.pt')",
    "listed": "os.listdir(os.path.join(model_dir, 'model.pt'))",
}


@pytest.mark.parametrize("statement", MISSING.values(), ids=MISSING)
def test_a_file_of_the_package_that_is_not_there_is_missing(
    run: RunHandler, statement: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    library = tmp_path_factory.mktemp("library")
    (library / "helper.py").write_text(
        "def load(path):\n"
        "    try: open(path)\n"
        "    except OSError: pass\n"
        "    raise RuntimeError('cannot load')\n"
    )
    ran = run(
        f"""
        import os, sys
        sys.path.append({str(library)!r})
        import helper

        def model_fn(model_dir):
            {statement}
        """,
        LOAD,
    )

    assert ran.error.missing == "model.pt"


PRESENT = {
    "another error": "open('model.bin').read(0)[0]",
    "is named": "raise ValueError(model_dir + '/model.bin is damaged')",
    "is elsewhere": "open('/no/such/file')",
    "has no name": "raise FileNotFoundError(2, 'nothing')",
    "has a number for a name": "raise FileNotFoundError(2, 'nothing', 7)",
}


@pytest.mark.parametrize("statement", PRESENT.values(), ids=PRESENT)
def test_other_errors_are_no_missing_file(run: RunHandler, statement: str) -> None:
    ran = run(f"def model_fn(model_dir):\n    {statement}\n", LOAD)

    assert ran.error.missing is None


def test_an_import_error_names_the_absent_module(run: RunHandler) -> None:
    ran = run("import no_such_module_anywhere.part", Case((READ,)))

    imported = ran.runs[0].imported
    assert imported.error is not None
    assert imported.error.type == "ModuleNotFoundError"
    assert imported.error.module == "no_such_module_anywhere"
    assert imported.place == Place("code/inference.py", 1)
    assert ran.only.why_not == "the import raised ModuleNotFoundError"


def test_a_syntax_error_is_told_where_it_is(run: RunHandler) -> None:
    ran = run("import helper", Case((READ,)), files={"code/helper.py": "x = 1\ny = (\n"})

    error = ran.runs[0].imported.error
    assert error is not None
    assert error.type == "SyntaxError"
    assert error.place == Place("code/helper.py", 2)


def test_a_syntax_error_of_other_text_is_told_where_it_was_raised(run: RunHandler) -> None:
    ran = run("def input_fn(body, content_type):\n    return eval('(')\n", Case((READ,)))

    assert ran.error.place == Place("code/inference.py", 2, function="input_fn")


OURS = {
    "open(model_dir + '/cache', 'w')": "the read-only package",
    "open('model.bin', 'a')": "the read-only package",
    "os.rename('model.bin', 'moved')": "the read-only package",
    "raise OSError(30, 'read-only')": "the read-only package",
    "raise OSError(30, 'read-only', '/elsewhere/file')": "",
    "socket.create_connection(('192.0.2.1', 80), 1)": "no network",
    "socket.getaddrinfo('example.invalid', 80)": "no network",
    "urllib.request.urlopen('http://192.0.2.1/')": "no network",
    "raise type('OfflineModeIsEnabled', (ConnectionError,), {})('offline')": "no network",
    "raise type('NoCredentialsError', (Exception,), {})('none')": "no AWS environment",
    "raise ConnectionError('refused')": "",
    "open('/no/such/file')": "",
}


@pytest.mark.parametrize(("statement", "world"), OURS.items(), ids=str)
def test_an_error_that_our_world_caused_says_so(
    run: RunHandler, statement: str, world: str
) -> None:
    ran = run(
        f"""
        import os, socket, urllib.request

        def model_fn(model_dir):
            {statement}
        """,
        LOAD,
    )

    if not ran.executed.tier.startswith("contained: no network, package read-only"):
        pytest.skip(f"this machine does not contain: {ran.executed.tier}")
    assert ran.error.world == world


def test_an_error_raised_from_one_of_our_world_is_our_worlds(run: RunHandler) -> None:
    ran = run(
        """
        def model_fn(model_dir):
            try:
                raise type("LocalEntryNotFoundError", (OSError,), {})("offline")
            except OSError as error:
                raise RuntimeError("cannot download") from error
        """,
        LOAD,
    )

    assert ran.error.world == "no network"


def test_a_chain_without_end_is_told_all_the_same(run: RunHandler) -> None:
    ran = run(
        """
        def model_fn(model_dir):
            one, two = ValueError("one"), ValueError("two")
            one.__cause__, two.__cause__ = two, one
            raise one
        """,
        Case((ModelFn(),)),
    )

    assert ran.error.message == "one"
