"""Handlers that do what no handler should: the call is named, the others are run, nothing is left."""

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from handler_lint.calls import Case, InputFn, PredictFn
from tests.dynamic.support import EMPTY, JSON, RunHandler, processes_of

HOSTILE = InputFn("text/hostile", EMPTY)
PLAIN = InputFn(JSON, EMPTY)

HANDLER = """
import builtins, ctypes, json, os, shutil, signal, subprocess, sys, threading, time

def model_fn(model_dir):
    return 1

def input_fn(body, content_type):
    if content_type == "text/hostile":
        return hostile()
    return content_type

def predict_fn(data, model):
    return data

def daemon(forks=2):
    for _ in range(forks):
        if os.fork():
            return
        os.setsid()
    while True:
        time.sleep(60)

def fake(*descriptors):
    line = '\\x1e{"event":"returned","node":2,"value":"fake","none":false,"place":null,"bound":[],'
    line += '"seconds":0.0,"lines":{}}\\n'
    for descriptor in descriptors:
        try:
            os.write(descriptor, line.encode())
        except OSError:
            pass

class Odd:
    def __reduce__(self): raise RuntimeError
    __class__ = property(lambda self: 1 / 0)
    __getattribute__ = __repr__ = __del__ = __eq__ = __hash__ = None

"""

ACTS = {
    "returns at once": ("return 1", "returned"),
    "hangs": ("time.sleep(600)", "ran longer than 1 s"),
    "hangs in C": ("ctypes.CDLL(None).pause()", "ran longer than 1 s"),
    "loops in C": ("sum(range(10**12))", "ran longer than 1 s"),
    "stops itself": ("os.kill(os.getpid(), signal.SIGSTOP)", "ran longer than 1 s"),
    "ignores SIGTERM and hangs": (
        "signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)",
        "ran longer than 1 s",
    ),
    "os._exit": ("os._exit(3)", "exited with code 3"),
    "os._exit(0)": ("os._exit(0)", "exited with code 0"),
    "sys.exit": ("sys.exit(2)", "SystemExit"),
    "KeyboardInterrupt": ("raise KeyboardInterrupt", "KeyboardInterrupt"),
    "interrupts itself": (
        "os.kill(os.getpid(), signal.SIGINT); time.sleep(5)",
        "KeyboardInterrupt",
    ),
    "aborts": ("os.abort()", "died with signal 6 (SIGABRT)"),
    "kills itself": ("os.kill(os.getpid(), 9)", "died with signal 9 (SIGKILL)"),
    "dies of a real-time signal": ("os.kill(os.getpid(), 40)", "died with signal 40"),
    "kills its group": ("os.killpg(0, 9)", "died with signal 9 (SIGKILL)"),
    "kills its parent": (
        "os.kill(os.getppid(), 9); time.sleep(600)",
        "ended the worker it ran in, which died with signal 9 (SIGKILL)",
    ),
    "kills its parent's group": (
        "os.killpg(os.getpgid(os.getppid()), 9); time.sleep(600)",
        "ended the worker it ran in, which died with signal 9 (SIGKILL)",
    ),
    "segfaults": ("ctypes.string_at(0)", "died with signal 11 (SIGSEGV)"),
    "recurses": ("hostile()", "RecursionError"),
    "recurses in an exception's text": (
        "raise type('E', (Exception,), {'__str__': lambda self: str(self)})",
        "E",
    ),
    "raises with a text that hangs": (
        "raise type('E', (Exception,), {'__str__': lambda self: time.sleep(600)})",
        "ran longer than 1 s",
    ),
    "floods stdout": (
        "block = b'x' * 65536\n    for _ in range(2000):\n        os.write(1, block)\n"
        "    sys.stdout.write('x' * 10**7); sys.stderr.write('x' * 10**7)",
        "returned",
    ),
    "closes all descriptors": (
        "os.closerange(0, 65536)",
        "closed the channel on which its outcome is told",
    ),
    "closes the low descriptors": ("os.closerange(0, 256)", "returned"),
    "closes all descriptors and hangs": (
        "os.closerange(0, 65536); time.sleep(600)",
        "ran longer than 1 s",
    ),
    "leaves a daemon": ("daemon()", "returned"),
    "leaves a daemon and dies": ("daemon(); os._exit(1)", "exited with code 1"),
    "leaves a daemon and hangs": ("daemon(); time.sleep(600)", "ran longer than 1 s"),
    "leaves a child": ("subprocess.Popen(['sleep', '600'])", "returned"),
    "leaves a child with nothing": (
        "subprocess.Popen(['sleep', '600'], env={}, start_new_session=True, close_fds=False)",
        "returned",
    ),
    "waits for a child": ("subprocess.run(['sleep', '600'])", "ran longer than 1 s"),
    "leaves shared memory": ("open('/dev/shm/left-by-a-handler', 'w').write('x')", "returned"),
    "leaves a thread": ("threading.Thread(target=time.sleep, args=(600,)).start()", "returned"),
    "deletes its home": (
        "shutil.rmtree(os.environ['HOME']); shutil.rmtree(os.environ['TMPDIR'])",
        "returned",
    ),
    "goes elsewhere": ("os.chdir('/')", "returned"),
    "goes where nothing is": (
        "os.mkdir(os.environ['TMPDIR'] + '/gone'); os.chdir(os.environ['TMPDIR'] + '/gone')\n"
        "    os.rmdir(os.getcwd()); open('relative')",
        "FileNotFoundError",
    ),
    "writes odd files": (
        "os.mkdir(os.environ['TMPDIR'] + '/closed', 0o700)\n"
        "    open(os.environ['TMPDIR'] + '/closed/file', 'w')\n"
        "    os.chmod(os.environ['TMPDIR'] + '/closed', 0)\n"
        "    os.symlink('/', os.environ['HOME'] + '/root')\n"
        "    os.mkfifo(os.environ['HOME'] + '/pipe')",
        "returned",
    ),
    "fakes events": ("fake(*range(3000)); time.sleep(600)", "ran longer than 1 s"),
    "fakes events and returns": ("fake(*range(3000)); return 'mine'", "returned"),
    "returns an odd object": ("return Odd()", "returned"),
    "returns an odd class": ("return type('Odd', (Odd,), {'__len__': None})", "returned"),
    "returns a lock": ("return threading.Lock()", "returned"),
    "returns itself": ("odd = []; odd.append(odd); return {'odd': odd}", "returned"),
    "returns a hundred megabytes": ("return [0] * 12_500_000", "returned"),
    "patches what others use": (
        "builtins.open = builtins.print = builtins.input = None\n"
        "    json.dumps = json.JSONEncoder.encode = json.encoder.encode_basestring_ascii = None\n"
        "    os._exit = os.write = os.fork = os.kill = os.waitpid = os.fspath = os.stat = None\n"
        "    time.monotonic = time.perf_counter = time.sleep = None",
        "returned",
    ),
    "patches the builtins": (
        "for name in 'len', 'type', 'str', 'dict', 'isinstance', 'getattr', 'set', 'map', 'sum':\n"
        "        setattr(builtins, name, None)",
        "returned",
    ),
    "patches and raises": (
        "builtins.Exception = builtins.len = builtins.str = builtins.getattr = None\n"
        "    raise ValueError('patched')",
        "ValueError",
    ),
    "traces for ever": ("sys.settrace(lambda *a: None); sys.setprofile(lambda *a: 1 / 0)", None),
    "sets an alarm": ("signal.setitimer(signal.ITIMER_REAL, 0.001); time.sleep(600)", "SIGALRM"),
}


@pytest.fixture(autouse=True)
def nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No process and no temporary file stays behind."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))

    yield

    assert list(folder.iterdir()) == []
    assert not Path("/dev/shm/left-by-a-handler").exists()
    assert processes_of(folder) == []


@pytest.mark.parametrize(("act", "told"), ACTS.values(), ids=ACTS)
def test_a_hostile_call_is_named_and_the_others_are_run(
    run: RunHandler, act: str, told: str | None
) -> None:
    # a coverage tool does not survive what some patch
    patches = "builtins." in act or "builtins," in act
    ran = run(
        f"{HANDLER}def hostile():\n    {act}\n",
        Case((PLAIN, PredictFn())),
        Case((HOSTILE, PredictFn())),
        Case((InputFn("text/after", EMPTY), PredictFn())),
        timeout=1.0,
        python=sys.executable if patches else None,
    )

    before, hostile, after = ran.runs
    assert [outcome.ended for outcome in (*before, *after)] == ["returned"] * 4
    assert before[0].value.text == "str 16 chars"
    outcome = hostile[0]
    if told == "returned":
        assert outcome.ended == "returned"
        assert outcome.value.text != "fake"
    elif outcome.error is not None:
        assert outcome.error.type == told or told is None
    elif told is not None:
        assert outcome.ended == ("timed_out" if "longer" in told else "died")
        assert told in outcome.why_not
    if outcome.ended != "returned":
        assert hostile[1].ended == "not_made"
        assert hostile[1].why_not.startswith("input_fn ")


IMPORTS = {
    "hangs": "time.sleep(600)",
    "exits": "os._exit(0)",
    "leaves": "sys.exit()",
    "closes all descriptors": "os.closerange(0, 65536)",
    "leaves a daemon and dies": "daemon(); os._exit(1)",
    "kills its parent and group": "os.kill(os.getppid(), 9); os.killpg(0, 9)",
    "kills all that it may": "os.getpid() < 100 and os.kill(-1, 9); os.abort()",
}


@pytest.mark.parametrize("act", IMPORTS.values(), ids=IMPORTS)
def test_a_hostile_import_is_told(run: RunHandler, act: str) -> None:
    ran = run(f"{HANDLER}{act}\n", Case((PLAIN,)), load_timeout=1.0)

    (request,) = ran.runs
    assert request.imported.ended in ("raised", "died", "timed_out")
    assert request[0].ended == "not_made"
    assert request[0].why_not.startswith("the import ")


def test_patches_made_at_the_import_do_not_reach_the_worker(run: RunHandler) -> None:
    act = ACTS["patches what others use"][0].replace("\n    ", "\n")

    ran = run(
        f"{HANDLER}{act}\n",
        Case((PLAIN, PredictFn())),
        Case((HOSTILE,)),
        python=sys.executable,
    )

    plain, hostile = ran.runs
    assert plain[1].ended == "returned"
    assert hostile[0].ended == "raised"


def test_a_secret_of_the_users_environment_is_not_there(
    run: RunHandler, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "a secret")
    monkeypatch.setenv("SM_MODEL_DIR", "/opt/ml/model")

    ran = run(
        f"{HANDLER}def hostile():\n"
        "    raise ValueError([name for name in os.environ if name[:3] in ('AWS', 'SM_')])\n",
        Case((HOSTILE,)),
    )

    assert ran.error.message == "[]"


def test_a_call_that_takes_its_time_within_its_limit_returns(run: RunHandler) -> None:
    started = time.monotonic()

    ran = run(f"{HANDLER}def hostile(): time.sleep(0.5)\n", Case((HOSTILE,)), timeout=2.0)

    assert ran.only.ended == "returned"
    assert time.monotonic() - started < 10
    assert os.getcwd() != "/"
