"""The worker as a whole: a keeper process that runs nothing of the handler, and below it the tree of calls."""

from __future__ import annotations

from importlib import import_module
from os import _exit, chdir, fork, kill, waitpid

from . import contain, world
from .calls import Caller
from .channel import Channel
from .guard import attempt
from .tree import Tree
from .watch import sweep

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

    from .plan import Plan


def start(plan: Plan, descriptor: int) -> NoReturn:
    """Make the calls of a plan and end this process, and with it all that the handler started.

    The host asks for an early end with SIGTERM; its death has the same effect.
    """
    channel = Channel(descriptor, plan["token"])
    world.silence()
    # where the host was started is none of the worker's business
    chdir("/")
    contain.limit()
    left, why = contain.leave()
    # after that: new credentials forget it
    contain.die_with_parent(contain.TERMINATE)
    contain.adopt_orphans()
    child = fork()
    if child == 0:
        contain.die_with_parent()
        _exit(attempt(run, plan, channel, left, why, default=1))
    # the child does not wait for this to be imported
    from signal import SIG_IGN, SIGTERM, signal

    signal(SIGTERM, lambda number, frame: kill(child, contain.KILL))
    waitpid(child, 0)
    signal(SIGTERM, SIG_IGN)
    sweep()
    _exit(0)


def run(plan: Plan, channel: Channel, left: int, why: str) -> int:
    """The first process of the tree: says what is held, then makes the calls; returns its exit code."""
    held = contain.settle(left, plan["root"])
    channel.send("hello", python=plan["python"], held=held, why=why)
    server = import_module("." + plan["stack"]["server"], __package__)
    world.enter(plan)
    tree = Tree(plan, channel, Caller(plan, channel, held, server))
    for node in tree.children[None]:
        tree.visit(node)
    channel.send("done")
    return 0
