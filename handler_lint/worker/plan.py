"""What the host tells the worker: one line of JSON."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Dict, List, Optional, TypedDict

    class Call(TypedDict):
        """What every call has: `parent` is the call before it, `kind` the function that the stack calls.

        Of the import it is `import`, of a request as a whole `invoke`.
        """

        id: int
        parent: Optional[int]
        kind: str

    class Node(Call, total=False):
        """A call with what the client gives; `body` is an index into the bodies of the plan.

        A call that is `timed` is not looked on. A request with `repeat` is made so many times, by so many `threads` at
        once.
        """

        content_type: Optional[str]
        body: int
        accept: Optional[str]
        headers: List[List[str]]
        repeat: int
        threads: int
        timed: bool

    class Limits(TypedDict):
        """Seconds for a request, and for the import and the load."""

        call: float
        load: float

    class Plan(TypedDict):
        """The calls to make, and the world to make them in.

        `paths` are the folders of the package that are imported from, `folder` is the working folder, `shadowed` are
        modules that are not imported from the package, `environ` are variables of the server, `stack` is the stack's
        contract data, `trace` names lines by file of the package, `failed` are calls that are known not to return,
        `bodies` are in base64.
        """

        token: str
        python: str
        root: str
        home: str
        tmp: str
        folder: str
        paths: List[str]
        shadowed: List[str]
        environ: Dict[str, str]
        program: str
        module: str
        stack: Dict[str, Any]
        limits: Limits
        trace: Dict[str, List[int]]
        failed: List[int]
        nodes: List[Node]
        bodies: List[str]
else:
    Node = Plan = dict
