"""The worker as a whole: a keeper process that runs nothing of the handler, and below it the tree of calls."""

from os import _exit, fork, kill, waitpid
from signal import SIG_IGN, SIGKILL, SIGTERM, signal
from typing import NoReturn

from . import contain, world
from .calls import Caller
from .channel import Channel
from .guard import attempt
from .plan import Plan
from .tree import Tree
from .watch import sweep


def start(plan: Plan, descriptor: int) -> NoReturn:
    """Make the calls of a plan and end this process, and with it all that the handler started.

    The host asks for an early end with SIGTERM; its death has the same effect.
    """
    channel = Channel(descriptor, plan["token"])
    world.silence()
    contain.limit()
    left, why = contain.leave()
    # after that: new credentials forget it
    contain.die_with_parent(SIGTERM)
    contain.adopt_orphans()
    child = fork()
    if child == 0:
        contain.die_with_parent(SIGKILL)
        _exit(attempt(run, plan, channel, left, why, default=1))
    signal(SIGTERM, lambda number, frame: kill(child, SIGKILL))
    waitpid(child, 0)
    signal(SIGTERM, SIG_IGN)
    sweep()
    _exit(0)


def run(plan: Plan, channel: Channel, left: int, why: str) -> int:
    """The first process of the tree: says what is held, then makes the calls; returns its exit code."""
    held = contain.settle(left, plan["root"])
    channel.send("hello", python=plan["python"], held=held, why=why)
    world.enter(plan["root"], plan["paths"], plan["program"])
    tree = Tree(plan, channel, Caller(plan, channel, held))
    for node in tree.children[None]:
        tree.visit(node)
    channel.send("done")
    return 0
