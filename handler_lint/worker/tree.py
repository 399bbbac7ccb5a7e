"""The plan is a tree of calls: each is made in a fork of the process of the call before it.

So equal beginnings are made once, and no call sees what another one left behind. Where forking is not safe, the calls
are made in order in one process, and a failure after another call is told as `shared`: it counts when repeated alone.
"""

from __future__ import annotations

import sys
from _socket import AF_UNIX, SOCK_SEQPACKET, socketpair
from os import _exit, close, fork, listdir, setpgid, write

from .calls import Caller
from .channel import Channel, raised
from .contain import die_with_parent
from .guard import attempt
from .plan import Node, Plan
from .watch import watch

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

NEEDS_MODEL = ("predict_fn", "output_fn")
LOADS = ("import", "model_fn")


class Tree:
    """Visits the calls of a plan in its order."""

    def __init__(self, plan: Plan, channel: Channel, caller: Caller) -> None:
        self.channel = channel
        self.caller = caller
        # a handler that writes to every descriptor knows no token
        self.load, self.call, self.ended = [
            (plan["token"] + sign).encode() for sign in ("load", "call", "ended")
        ]
        limits = plan["limits"]
        self.limits: dict[bytes, float | None] = {
            self.load: limits["load"],
            self.call: limits["call"],
            self.ended: None,
        }
        self.known_failures = plan["failed"]
        self.children: dict[int | None, list[Node]] = {}
        for node in sorted(plan["nodes"], key=turn):
            self.children.setdefault(node["parent"], []).append(node)

        self.imported = True
        self.has_model = True
        self.loads_again = plan["stack"]["load_errors"] == "swallowed"
        """Whether a request that comes after a failed load loads once more, as the server does."""

        self.process: int | None = None
        """The call for which this process was forked."""

        self.lineage: tuple[int, ...] = ()
        self.made = 0
        self.mouth: int | None = None

    def visit(self, node: Node) -> None:
        """Make a call and all that come after it, as far as they can be made."""
        if not self.possible(node):
            if node["kind"] in LOADS:
                self.go_on_without(node)
        elif may_fork() and not (self.process is not None and self.is_last(node)):
            self.apart(node)
        else:
            self.here(node)

    def is_last(self, node: Node) -> bool:
        """Whether nothing comes after a call and what hangs below it, so that it may change what is there."""
        return self.children[node["parent"]][-1] is node

    def possible(self, node: Node) -> bool:
        kind = node["kind"]
        if node["id"] in self.known_failures:
            return False
        if kind in ("import", "invoke"):
            return kind == "import" or self.has_model or self.loads_again
        return self.imported and (kind not in NEEDS_MODEL or self.has_model)

    def go_on_without(self, node: Node) -> None:
        """After a failed import or load, what does not need it."""
        self.imported = self.imported and node["kind"] != "import"
        self.has_model = False
        for child in self.children.get(node["id"], ()):
            self.visit(child)

    def here(self, node: Node) -> None:
        """Make a call in this process, then what comes after it."""
        shared = self.made > len(self.lineage)

        def begin() -> None:
            self.channel.send("begin", node=node["id"], process=self.process, shared=shared)
            self.tell(self.load if node["kind"] in LOADS else self.call)

        begin()
        # a server that answered a request takes the next one, however that ended
        returned = self.caller.make(node, begin) or self.caller.answered(node)
        self.tell(self.ended)
        self.made += 1
        lineage = self.lineage
        self.lineage = (*lineage, node["id"])
        if returned:
            for child in self.children.get(node["id"], ()):
                self.visit(child)
        elif node["kind"] in LOADS:
            self.go_on_without(node)
        self.lineage = lineage

    def apart(self, node: Node) -> None:
        """Make a call in a child process, watch it, and tell what became of it."""
        ear, mouth = [end.detach() for end in socketpair(AF_UNIX, SOCK_SEQPACKET)]
        child = attempt(fork, default=-1)
        if child == 0:
            close(ear)
            _exit(attempt(self.live, node, mouth, default=1))
        close(mouth)
        if child < 0:
            close(ear)
            self.here(node)
            return
        attempt(setpgid, child, child)
        ended, how = watch(child, ear, self.limits)
        close(ear)
        if how is not None:
            self.channel.send("gone", node=node["id"], how=how[0], number=how[1])
            if node["kind"] in LOADS and not ended:
                self.go_on_without(node)

    def live(self, node: Node, mouth: int) -> int:
        """The life of a child process: its call and what comes after; returns its exit code."""
        attempt(setpgid, 0, 0)
        die_with_parent()
        self.mouth = raised(mouth)
        self.process = node["id"]
        self.here(node)
        return 0

    def tell(self, sign: bytes) -> None:
        if self.mouth is not None:
            attempt(write, self.mouth, sign)


def turn(node: Node) -> tuple[bool, int]:
    """When a call is made: the first timed one last, which goes on in the process of the one before without a fork."""
    timed = bool(node.get("timed"))
    return timed, -node["id"] if timed else node["id"]


def may_fork() -> bool:
    """Whether a child of this process can be trusted: threads and CUDA do not survive a fork, nor macOS' libraries."""
    alone = len(attempt(listdir, "/proc/self/task", default=())) == 1
    torch: Any = sys.modules.get("torch")
    cuda = attempt(lambda: torch.cuda.is_initialized(), default=False)
    return sys.platform.startswith("linux") and alone and not cuda
