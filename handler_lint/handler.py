"""What rules may know of a handler: facts that are the same in both passes."""

import ast
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import libcst as cst

from handler_lint.artifacts import Artifact, Artifacts
from handler_lint.artifacts.feature_lists import NAMED, features_in
from handler_lint.calls import (
    UNKNOWN_TYPE,
    AnyBody,
    Body,
    Bound,
    Call,
    Case,
    Error,
    GivenBody,
    InputFn,
    Invoke,
    ModelFn,
    OutputFn,
    Place,
    PredictFn,
    Spot,
)
from handler_lint.contract import Stack
from handler_lint.package.model import Listing, Package, Sample
from handler_lint.package.requirements import distributes, distribution, listed
from handler_lint.package.rows import rows_of
from handler_lint.static import library
from handler_lint.static.execute import Execution, Ways
from handler_lint.static.facts import returns_in
from handler_lint.static.machine import World
from handler_lint.static.source import NodeSpot, Source
from handler_lint.static.written import Written, named, written

FEW_WAYS = 3
"""Ways of a call after which reading still follows the next one."""


@dataclass(frozen=True, slots=True)
class KnownType:
    """A content type that an unknown one is compared with; `exact`: with the header as sent, parameters and all."""

    value: str
    exact: bool
    spot: Spot | None

    @property
    def place(self) -> Place | None:
        return self.spot.place if self.spot is not None else None


@dataclass(frozen=True, eq=False)
class Handler:
    """One handler of one package under one stack."""

    package: Package
    stack: Stack
    source: Source
    world: World
    declared_types: tuple[str, ...] = ()
    declared_accepts: tuple[str, ...] = ()
    bindings: Mapping[str, Bound] = field(default_factory=dict)
    content_types: tuple[KnownType, ...] = ()
    accepts: tuple[KnownType, ...] = ()
    load_matters: bool = False
    """Whether `model_fn` sets what other functions may read, so that it comes before every request."""

    _known: dict[tuple[Case, ...], Ways] = field(default_factory=dict)
    _executed: list[Execution] = field(default_factory=list)

    @property
    def path(self) -> str:
        """The handler's file, relative to the package root."""
        return self.package.handler

    @property
    def listing(self) -> Listing | None:
        """The files of the package, None where they are not all known."""
        return self.package.listing

    @property
    def samples(self) -> tuple[Sample, ...]:
        return self.package.samples

    def artifact(self, path: str) -> Artifact | None:
        """What a model file of the package says of itself; None where that is not known."""
        return self._artifacts.of(path)

    @cached_property
    def _artifacts(self) -> Artifacts:
        return Artifacts(self.package.opened)

    def local_modules(self) -> frozenset[str]:
        """The top-level modules that the package's own files are, where they are imported from."""
        found = set()
        for path in self.package.sources:
            for root in self.package.import_roots:
                inner = path.removeprefix(f"{root}/") if root else path
                if inner != path or not root:
                    found.add(inner.partition("/")[0].removesuffix(".py"))
        return frozenset(found)

    def requirements(self) -> tuple[tuple[int, str, str], ...]:
        """The lines of the list of requirements: number, text without comment, and the distribution that it names."""
        lines = listed(self.package.requirements)
        return tuple((number, text, distribution(text)) for number, text in lines)

    def unprovided(self) -> Iterator[tuple[Written, str]]:
        """Imports that neither the standard library, the image, the list of requirements nor the code brings.

        With each the file of the package that would be it, where nothing is imported from; empty if there is none.
        """
        known = {*sys.stdlib_module_names, *self.stack.provides, *self.local_modules()}
        files = self.listing.files if self.listing is not None else {}
        for one in self.written("imports"):
            if one.text not in known and not distributes(self.package.requirements, one.text):
                ends = (f"/{one.text}.py", f"/{one.text}/__init__.py")
                yield one, min((path for path in files if path.endswith(ends)), default="")

    def lies_beside_code(self, name: str) -> bool:
        """Whether a file lies in the folder of the handler, and not under this path of the package."""
        files = self.listing.files if self.listing is not None else {}
        home, name = self.path.rpartition("/")[0], name.removeprefix("./")
        return bool(home) and f"{home}/{name}" in files and name not in files

    def reads(self) -> Iterator[tuple[str, str, tuple[str, ...], Place | None]]:
        """The files that `model_fn` reads by a function of a library, by reading.

        With each path the function, the formats that it can read, and where.
        """
        ways = self.abstract(Case((ModelFn(),))).ways if self.is_bound("model_fn") else ()
        events = (e for way in ways for one in way.runs[0].all for e in one.events if e.by)
        for event in dict.fromkeys(events):
            formats = library.formats_of(event.by)
            if formats:
                yield event.subject, event.by, formats, event.place

    def loaded_files(self) -> Mapping[str, Place | None]:
        """The files of the package that `model_fn` opens or hands to a library, by reading, and where."""
        ways = self.abstract(Case((ModelFn(),))).ways if self.is_bound("model_fn") else ()
        events = (e for way in ways for one in way.runs[0].all for e in one.events)
        files = self.listing.files if self.listing is not None else {}
        found: dict[str, Place | None] = {}
        for event in events:
            if event.kind in ("opened", "passed") and event.subject in files:
                found.setdefault(event.subject, event.place)
        return found

    def feature_lists(self) -> Iterator[tuple[str, Place | None, tuple[str, ...]]]:
        """The lists of features that `model_fn` loads from the package: path, place of the load, names in order."""
        for path, place in self.loaded_files().items():
            stream = self.package.opened(path) if NAMED.search(path) else None
            if stream is not None:
                with stream:
                    names = features_in(stream)
                if names:
                    yield path, place, names

    def is_bound(self, name: str) -> bool:
        """Whether the stack finds a function of that name."""
        return name in self.bindings and self.bindings[name].kind != "none"

    def any_body(self) -> AnyBody:
        """Any request body of the kind that the server gives."""
        return AnyBody()

    def request(
        self, content_type: str | None, body: Body, accept: str | None = None
    ) -> tuple[Call, ...]:
        """One whole request: the chain of three calls, or one `Invoke` where `transform_fn` is bound.

        Without an `accept` it is the stack's default, which an absent header becomes.
        """
        accept = accept if accept is not None else self.stack.default_accept
        if self.takes_whole_requests:
            return (Invoke(content_type, body, accept),)
        return (InputFn(content_type, body), PredictFn(), OutputFn(accept))

    @property
    def takes_whole_requests(self) -> bool:
        """Whether one function of the handler answers a request, and not three in a row."""
        return self.is_bound("transform_fn") or not self.stack.has_chain

    @property
    def whole_function(self) -> str:
        """The function that takes a request as a whole; empty where there is none."""
        chain = ("model_fn", "input_fn", "predict_fn", "output_fn")
        return next(
            (name for name in self.bindings if name not in chain and self.is_bound(name)), ""
        )

    def function_of(self, call: Call) -> str:
        """The function of the handler that a call is about; of a whole request through three of them, the stack."""
        if isinstance(call, Invoke):
            return self.whole_function or "the request"
        return call.function

    def place_of(self, call: Call) -> Place | None:
        """Where the function that a call is about is defined."""
        bound = self.bindings.get(self.function_of(call))
        return bound.place if bound is not None else None

    def only_return(self, function: str) -> Place | None:
        """The one `return` statement of a function of the handler; None where it has several, or none."""
        bound = self.bindings.get(function)
        spot = bound.spot if bound is not None else None
        if not isinstance(spot, NodeSpot) or not isinstance(spot.node, cst.FunctionDef):
            return None
        found = returns_in(spot.node)
        if len(found) != 1:
            return None
        place = NodeSpot(spot.source, found[0], spot.function).place
        return Place(place.path, place.line, function=place.function)

    def parameter(self, function: str, position: int) -> str:
        """The name of a parameter of a function by its position; empty where that is not known."""
        found = self._parameter(function, position)
        return found[0] if found is not None else ""

    def default(self, function: str, position: int) -> str:
        """The default of a parameter as Python writes it; empty where it has none."""
        found = self._parameter(function, position)
        return found[1] if found is not None else ""

    def _parameter(self, function: str, position: int) -> tuple[str, str] | None:
        """The name and the default of a parameter that can be given by position."""
        bound = self.bindings.get(function)
        if bound is None or "(" not in bound.text:
            return None
        try:
            tree = ast.parse(f"def f{bound.text[bound.text.index('(') :]}: ...")
        except (SyntaxError, ValueError):
            return None
        (made,) = tree.body
        assert isinstance(made, ast.FunctionDef)
        arguments = made.args
        names = [one.arg for one in (*arguments.posonlyargs, *arguments.args)]
        defaults = [ast.unparse(one) for one in arguments.defaults]
        padded = [*[""] * (len(names) - len(defaults)), *defaults]
        return (names[position], padded[position]) if position < len(names) else None

    def known_types(self) -> tuple[str, ...]:
        """The content types that the source compares with, and the declared ones."""
        found = dict.fromkeys(one.value for one in self.content_types)
        return tuple(dict.fromkeys((*found, *self.declared_types)))

    def served_accepts(self) -> tuple[str, ...]:
        """What an absent header becomes, and the accepts that the source compares with, without what it refuses."""
        default = self.stack.default_accept
        known = dict.fromkeys((default, *(one.value for one in self.accepts)))
        found = tuple(one for one in known if one != "*/*" and not self.refuses(OutputFn(one)))
        return found or (default,)

    def refuses(self, *calls: Call) -> bool:
        """Whether the last of these calls ends with a `raise` of the handler's own on all ways, by reading."""
        if not self.always_raises(*calls):
            return False
        errors = [way.runs[0].last.error for way in self.abstract(Case(calls)).ways]
        return all(error is not None and error.explicit for error in errors)

    def named_by(self, error: Error | None) -> tuple[Place, ...]:
        """What the message of an exception names: where a key is written, a function or a class is defined."""
        sources = self.world.sources.values()
        return tuple(
            place for one in sources for place in named(one, error.message if error else "")
        )

    def sample_of(self, call: Call) -> Sample | None:
        """The payload sample that a call sends, as it is."""
        name = getattr(getattr(call, "body", None), "name", "")
        return next((one for one in self.samples if one.name == name), None)

    def written(self, *kinds: str) -> tuple[Written, ...]:
        """What the parser shows of the handler's file, of these kinds."""
        return tuple(one for one in written(self.source) if one.kind in kinds)

    def sample_requests(self) -> tuple[tuple[Case, ...], ...]:
        """The requests of each payload sample: with each declared accept, or without one and with each other one."""
        default = self.stack.default_accept
        others = (one for one in self.served_accepts() if one != default)
        accepts: tuple[str | None, ...] = self.declared_accepts or (None, *others)
        return tuple(
            tuple(
                Case(self.request(one.content_type, GivenBody(one.name, one.body), accept))
                for accept in accepts
            )
            for one in self.samples
        )

    def row_requests(self) -> tuple[tuple[Case, ...], ...]:
        """For each payload sample of several rows: the whole of it, the first row alone, all rows in reverse order."""
        found = []
        for sample in self.samples:
            rows = rows_of(sample.body, sample.content_type)
            if rows is not None:
                bodies = (
                    GivenBody(sample.name, sample.body),
                    GivenBody(f"{sample.name}, first row", rows.first, made=True),
                    GivenBody(f"{sample.name}, reversed", rows.reverse, made=True),
                )
                sent = (Case(self.request(sample.content_type, one)) for one in bodies)
                found.append(tuple(sent))
        return tuple(found)

    def prepared(self, cases: Sequence[Case]) -> tuple[Case, ...]:
        """The cases with the load before them where it matters."""
        return tuple(replace(case, load=True) if self._load_first(case) else case for case in cases)

    def _load_first(self, case: Case) -> bool:
        return self.load_matters and bool(case.calls) and not case.loads

    def abstract(self, *cases: Case) -> Ways:
        """All ends of a case, or of several explored as one, by reading."""
        prepared = tuple(replace(case, variant=False) for case in self.prepared(cases))
        if prepared not in self._known:
            if not self._executed:
                self._executed.append(Execution(self.world, self.path))
            self._known[prepared] = self._executed[0].ways(prepared)
        return self._known[prepared]

    def few_ways(self, *calls: Call) -> bool:
        """Whether these calls end in so few ways that it is cheap to follow what comes after them."""
        return len(self.abstract(Case(calls)).ways) <= FEW_WAYS

    def always_raises(self, *calls: Call) -> bool:
        """Whether the last of these calls raises in the end on all ways, by reading."""
        ways = self.abstract(Case(calls))
        return ways.complete and all(way.runs[0].last.ended == "raised" for way in ways.ways)

    def can_make(self, case: Case) -> bool:
        """Whether the handler has all calls of a case; a function for whole requests excludes the other three."""
        chain = (InputFn, PredictFn, OutputFn)
        return not (
            self.takes_whole_requests and any(isinstance(call, chain) for call in case.calls)
        )


def look(handler: Handler) -> Handler:
    """The handler with what a first look tells: bindings, the types it knows, whether the load matters."""
    imported = handler.abstract(Case())
    found: dict[str, Bound] = {}
    for way in imported.ways:
        for bound in way.runs[0].bindings:
            if bound.name not in found or found[bound.name].kind == "none":
                found[bound.name] = bound
    bindings = {name: found[name] for name in handler.stack.parameters if name in found}
    seen = replace(handler, bindings=bindings)
    if not bindings:
        return seen
    if seen.is_bound("model_fn"):
        ways = seen.abstract(Case((ModelFn(),))).ways
        events = [e for way in ways for e in (way.runs[0].loaded or way.runs[0].imported).events]
        seen = replace(seen, load_matters=any(e.kind == "changed" for e in events))
    types = _compared(seen, Case(seen.request(UNKNOWN_TYPE, AnyBody())[:1]))
    seen = replace(seen, content_types=types)
    if seen.is_bound("output_fn"):
        seen = replace(seen, accepts=_compared(seen, Case((OutputFn(UNKNOWN_TYPE),))))
    return seen


def _compared(handler: Handler, case: Case) -> tuple[KnownType, ...]:
    found: dict[str, KnownType] = {}
    for way in handler.abstract(case).ways:
        for event in way.runs[0].last.events:
            if event.kind == "compared" and "/" in event.subject:
                known = KnownType(event.subject, event.exact, event.spot)
                found.setdefault(event.subject, known)
    return tuple(found.values())
