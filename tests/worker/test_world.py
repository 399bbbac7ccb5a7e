"""The world in which a handler is run: folders, import path, variables, what is kept from it."""

import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from handler_lint.calls import Case, Place
from tests.dynamic.support import LOAD, READ, RunHandler
from tests.worker_python import worker_python


def told(run: RunHandler, expression: str, **more: object) -> str:
    """What an expression gives inside `model_fn`."""
    files = more.pop("files", {})
    environ = more.pop("environ", {})
    assert isinstance(files, dict)
    assert isinstance(environ, dict)
    ran = run(
        f"""
        import os, sys
        def model_fn(model_dir):
            raise ValueError({expression})
        """,
        LOAD,
        files=files,
        environ=environ,
    )
    return ran.error.message


def test_the_packages_root_is_the_working_folder_at_an_odd_path(run: RunHandler) -> None:
    assert told(run, "os.getcwd() == model_dir") == "True"
    assert told(run, "os.path.basename(os.path.dirname(model_dir))") == "odd place"


def test_the_packages_folders_come_before_the_standard_library(run: RunHandler) -> None:
    assert told(run, "sys.path[:2]") == "['<model_dir>/code', '<model_dir>']"
    assert told(run, "os.environ['PYTHONPATH']") == "<model_dir>/code:<model_dir>"
    assert told(run, "__file__") == "<model_dir>/code/inference.py"
    assert told(run, "__name__") == "inference"
    assert told(run, "sys.argv") == "['inference.py']"


def test_no_module_of_the_worker_has_a_plain_name(run: RunHandler) -> None:
    names = "('start', 'main', 'plan', 'tree', 'serving', 'calls', 'guard', 'world', 'watch')"

    assert told(run, f"[name for name in {names} if name in sys.modules]") == "[]"
    assert told(run, "[path for path in sys.path if 'handler_lint/worker' in path]") == "[]"


@pytest.mark.parametrize(
    "name", ["guard", "json", "types", "typing", "calls", "socket", "inspect", "ast"]
)
def test_a_handlers_own_module_is_the_one_it_gets(run: RunHandler, name: str) -> None:
    ran = run(
        f"""
        import {name}
        def input_fn(body, content_type):
            return {name}.mine
        """,
        Case((READ,)),
        files={f"code/{name}.py": "mine = b'mine'\n"},
    )

    assert ran.value == "bytes 4 bytes"


def test_a_module_of_the_server_comes_before_the_handlers_own(run: RunHandler) -> None:
    handler = "def input_fn(body, content_type):\n    import serving\n    return serving.mine\n"
    files = {"code/serving.py": "mine = b'mine'\n"}

    hidden = run(handler, Case((READ,)), files=files)

    assert hidden.error.type == "ModuleNotFoundError"
    assert hidden.error.message == "No module named 'serving'"
    assert hidden.error.place == Place("code/inference.py", 2, function="input_fn")


def test_only_a_servers_own_server_hides_a_module(run: RunHandler) -> None:
    handler = "def input_fn(body, content_type):\n    import serving\n    return serving.mine\n"
    files = {"code/serving.py": "mine = b'mine'\n"}

    assert run(handler, Case((READ,)), files=files, stack="sklearn").value == "bytes 4 bytes"


def test_a_server_that_works_elsewhere_finds_no_file_by_a_relative_path(run: RunHandler) -> None:
    ran = run(
        """
        import os
        def model_fn(model_dir):
            assert os.listdir() == []
            open("model.bin")
        """,
        LOAD,
        stack="sklearn",
    )

    assert ran.error.type == "FileNotFoundError"


def test_a_handlers_own_package_of_a_standard_name_is_the_one_it_gets(run: RunHandler) -> None:
    ran = run(
        """
        import json.own
        def input_fn(body, content_type):
            return json.own.mine
        """,
        Case((READ,)),
        files={"code/json/__init__.py": "", "code/json/own.py": "mine = 1\n"},
    )

    assert ran.value == "int"


def test_files_that_are_no_modules_hide_nothing(run: RunHandler) -> None:
    files = {"enum.json": "{}", "code/__main__.py": "", "code/sys.py": "raise OSError\n"}

    assert told(run, "__import__('enum').__file__[-8:], sys.argv[0]", files=files) == (
        "('/enum.py', 'inference.py')"
    )


def test_variables_are_those_of_a_server(run: RunHandler, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_TIME", "C")
    monkeypatch.setenv("PYTHONPATH", "/of/the/user")
    monkeypatch.setenv("SECRET", "of the user")
    monkeypatch.setenv("AWS_PROFILE", "of the user")

    given = told(run, "sorted(os.environ)")

    for name in ("SECRET", "AWS_PROFILE", "USER", "SM_MODEL_DIR", "SAGEMAKER_BASE_DIR"):
        assert f"'{name}'" not in given
    for name in ("PATH", "LC_TIME", "HOME", "TMPDIR", "OMP_NUM_THREADS", "HF_HUB_OFFLINE"):
        assert f"'{name}'" in given
    assert told(run, "os.environ['SAGEMAKER_PROGRAM']") == "inference.py"
    assert told(run, "os.environ['SAGEMAKER_SUBMIT_DIRECTORY']") == "<model_dir>/code"
    assert told(run, "os.environ['CUDA_VISIBLE_DEVICES']") == ""
    assert told(run, "os.environ['HOME']") == "<home>"
    assert told(run, "__import__('tempfile').gettempdir()") == "<tmp>"


def test_what_the_user_gives_wins(run: RunHandler) -> None:
    given = {"OMP_NUM_THREADS": "4", "MODEL_NAME": "iris"}
    expression = "os.environ['OMP_NUM_THREADS'], os.environ['MODEL_NAME']"

    assert told(run, expression, environ=given) == "('4', 'iris')"


def test_sets_have_the_same_order_in_every_run(run: RunHandler) -> None:
    order = "sys.flags.hash_randomization, sys.flags.dont_write_bytecode"

    assert told(run, order) == "(0, 1)"


def test_home_and_tmpdir_are_there_for_each_call(run: RunHandler) -> None:
    assert told(run, "os.listdir(os.environ['HOME']), os.listdir(os.environ['TMPDIR'])") == (
        "([], [])"
    )


def test_nothing_reads_what_is_printed_and_nothing_comes_in(run: RunHandler) -> None:
    assert told(run, "sys.stdin.read(), print('x'), os.write(2, b'x')") == "('', None, 1)"


def test_a_contained_handler_has_no_network_but_the_loopback(run: RunHandler) -> None:
    ran = run(
        """
        import socket
        def model_fn(model_dir):
            server = socket.create_server(("127.0.0.1", 0))
            socket.create_connection(server.getsockname(), 1)
            try:
                socket.create_connection(("192.0.2.1", 80), 1)
            except OSError as error:
                return error
        """,
        LOAD,
    )

    if "no network" not in ran.executed.tier:
        pytest.skip(f"this machine does not contain: {ran.executed.tier}")
    assert ran.value == "OSError"


def test_a_contained_handler_sees_only_its_own_processes(run: RunHandler) -> None:
    ran = run(
        """
        import os
        def model_fn(model_dir):
            raise ValueError(sorted(int(name) for name in os.listdir("/proc") if name.isdigit()))
        """,
        LOAD,
    )

    if not ran.executed.tier.startswith("contained: no network, package"):
        pytest.skip(f"this machine does not contain: {ran.executed.tier}")
    # the first of the tree, and at most one for the import and one for the load
    assert ran.error.message in ("[1, 2]", "[1, 2, 3]")


def test_nothing_is_written_into_the_package(run: RunHandler, tmp_path: Path) -> None:
    run("import helper", Case((READ,)), files={"code/helper.py": ""})

    assert not list(tmp_path.rglob("__pycache__"))


NO_RIGHTS = "setpriv --bounding-set=-all --inh-caps=-all"
NO_NAMESPACES = "echo 0 > /proc/sys/user/max_user_namespaces"


def python_after(folder: Path, *steps: str) -> str:
    """This interpreter, started after something that takes rights away; skips where that cannot be done."""
    if not (shutil.which("unshare") and shutil.which("setpriv")):
        pytest.skip("rights cannot be given up here: that needs unshare and setpriv")
    done = subprocess.run([*steps, "true"], capture_output=True, check=False)
    if done.returncode:
        pytest.skip(f"rights cannot be given up here: {done.stderr.decode().strip()}")
    script = folder / "python-with-less"
    python = worker_python(folder)
    script.write_text(f'#!/bin/sh\nexec {shlex.join([*steps, python])} "$@"\n')
    script.chmod(0o755)
    return str(script)


def test_a_user_without_rights_is_contained_all_the_same(run: RunHandler, tmp_path: Path) -> None:
    python = python_after(tmp_path, *NO_RIGHTS.split())
    ran = run(
        """
        def model_fn(model_dir):
            open(model_dir + "/cache", "w")
        """,
        LOAD,
        python=python,
    )

    if ran.executed.tier.startswith("not contained"):
        pytest.skip(f"users may not leave namespaces here: {ran.executed.tier}")
    assert ran.executed.tier == "contained: no network, package read-only"
    assert ran.error.world == "the read-only package"


def test_what_does_not_hold_is_not_claimed(run: RunHandler, tmp_path: Path) -> None:
    inner = f'{NO_NAMESPACES} && exec {NO_RIGHTS} "$@"'
    python = python_after(
        tmp_path, *["unshare", "--user", "--map-root-user", "sh", "-c"], inner, "sh"
    )
    ran = run(
        """
        import os
        def model_fn(model_dir):
            open("written", "w").close()
            if os.fork() == 0:
                os.setsid()
                if os.fork() == 0:
                    os.execvp("sleep", ["sleep", "611"])
                os._exit(0)
            return 1
        """,
        LOAD,
        python=python,
    )

    assert ran.executed.tier.startswith("not contained: the system refuses namespaces (")
    assert ran.only.ended == "returned"
    assert "sleep\x00611" not in commands()


def commands() -> str:
    found = []
    for entry in Path("/proc").iterdir():
        try:
            found.append((entry / "cmdline").read_text(errors="replace"))
        except OSError:
            continue
    return "\n".join(found)
