"""What is taken from the worker's channel, and what is not."""

import pytest

from handler_lint.calls import Case, InputFn
from handler_lint.contract import DEFAULT_STACK, load_stack
from handler_lint.dynamic.ledger import Ledger
from handler_lint.dynamic.lines import LONGEST, Lines
from handler_lint.dynamic.planner import make_plan
from handler_lint.dynamic.wire import Begin, Done, Gone, Hello, Opened, message
from tests.dynamic.support import EMPTY, READ

TOKEN = "secret"
DONE = b'\x1esecret{"event":"done"}\n'
BEGIN = b'\x1esecret{"event":"begin","node":1,"process":null,"shared":false}\n'


def test_events_come_in_any_pieces() -> None:
    lines, data = Lines(TOKEN), BEGIN + DONE

    found = [message(text) for number in data for text in lines.feed(bytes([number]))]

    assert found == [Begin(event="begin", node=1, process=None, shared=False), Done(event="done")]


NONSENSE = {
    "other text": b"hello\n",
    "no token": b'\x1e{"event":"done"}\n',
    "another token": b'\x1eguessed{"event":"done"}\n',
    "not JSON": b"\x1esecretdone\n",
    "no event": b'\x1esecret{"event":"victory"}\n',
    "no object": b"\x1esecret[]\n",
    "no number": b'\x1esecret{"event":"begin","node":"1","process":null,"shared":false}\n',
    "not UTF-8": b'\x1esecret{"event":"\xff"}\n',
    "half a pair": b'\x1esecret{"event":"hello","python":"\\udc80","held":[],"why":""}\n',
    "too long": b"\x1esecret" + b" " * LONGEST,
}


@pytest.mark.parametrize("nonsense", NONSENSE.values(), ids=NONSENSE)
def test_what_is_no_event_is_ignored(nonsense: bytes) -> None:
    lines = Lines(TOKEN)
    found = [*lines.feed(nonsense), *lines.feed(b"noise" + DONE)]

    assert [told for told in map(message, found) if told] == [Done(event="done")]


def test_a_reply_of_48_mebibytes_is_one_event() -> None:
    lines, body = Lines(TOKEN), b"A" * (64 << 20)
    pieces = [b"\x1esecret", *(body[at : at + 65536] for at in range(0, len(body), 65536)), b"\n"]

    assert [text for piece in pieces for text in lines.feed(piece)] == [body]


def test_events_that_make_no_sense_change_nothing() -> None:
    plan, _ = make_plan([(Case((READ, InputFn(None, EMPTY))), "HL000")])
    ledger = Ledger(plan, load_stack(DEFAULT_STACK), {}, lambda node: 1.0)
    ledger.next_calls()

    for told in (
        Begin(event="begin", node=7, process=None, shared=False),
        Opened(event="opened", node=1, path="x", missing=False, place=("x", 1, "f")),
        Done(event="done"),
        Gone(event="gone", node=9, how="signal", number=9),
        Gone(event="gone", node=2, how="signal", number=9),
    ):
        ledger.take(told)

    assert ledger.outcomes == {}
    assert ledger.under_way == {}


def test_a_start_that_brings_nothing_costs_one_call() -> None:
    plan, _ = make_plan([(Case((READ,)), "HL000")])
    ledger = Ledger(plan, load_stack(DEFAULT_STACK), {}, lambda node: 1.0)

    ledger.next_calls()
    ledger.take(Hello(event="hello", python="3.11.7", held=(), why=""))
    ledger.close(True)

    assert ledger.outcomes[0].why_not == "the worker ended before this call"
    assert ledger.next_calls() == ()
    assert ledger.outcomes[1].why_not == "the worker ended before this call"


def test_the_last_words_of_a_lost_process_are_told() -> None:
    plan, _ = make_plan([(Case((READ,)), "HL000")])
    ledger = Ledger(plan, load_stack(DEFAULT_STACK), {}, lambda node: 1.0)

    ledger.next_calls()
    ledger.take(Gone(event="gone", node=0, how="exit", number=5))
    ledger.close(True)

    assert ledger.outcomes[0].why_not == "the worker exited with code 5 before this call"
