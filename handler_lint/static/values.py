"""The values of the abstract interpreter.

What is known is Python's own value: numbers, text, and real lists, tuples, dicts and sets that hold values. The rest is
one of the classes here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

import libcst as cst

from handler_lint.calls import Decider, Spot
from handler_lint.static.source import Source

if TYPE_CHECKING:
    from handler_lint.static.machine import Frame

Origin = frozenset[Decider]

CLIENT: Origin = frozenset({"client"})
PACKAGE: Origin = frozenset({"package"})
LIBRARY: Origin = frozenset({"library"})
IGNORANCE: Origin = frozenset({"ignorance"})

PLAIN = (type(None), bool, int, float, complex, str, bytes, bytearray, type(Ellipsis))
CONTAINERS = (list, tuple, dict, set, frozenset, range, slice)

Key = tuple[Any, ...]


@dataclass(slots=True, eq=False)
class Unknown:
    """A value of which much is unknown.

    `kind` is the name of its type, "json" for any of JSON's types, or "any". `content` says who decides what is in it,
    `kind_by` who decides its type; neither is empty. `key` tells where it came from: equal keys are the same content.
    `items` is the kind of its elements where that is known.
    """

    kind: str
    content: Origin
    kind_by: Origin
    key: Key
    items: str = "any"

    def of(self, kind: str) -> "Unknown":
        return Unknown(kind, self.content, self.kind_by, (*self.key, "as", kind))


class Header(str):
    """A content type or accept as the client sent it, followed through `lower`, `split` and the like.

    `cut` says that something was cut off, so that a comparison no longer sees the parameters.
    """

    __slots__ = ("cut",)
    cut: bool

    def __new__(cls, text: str, cut: bool = False) -> "Header":
        made = super().__new__(cls, text)
        made.cut = cut
        return made


@dataclass(slots=True, eq=False)
class Function:
    """A function of the package, with the frame that it closes over."""

    node: cst.FunctionDef | cst.Lambda
    source: Source
    name: str
    closure: "Frame"
    defaults: Mapping[str, Any]
    owner: "Class | None" = None
    wrapped: Any = None
    attributes: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Class:
    """A class of the package; a base that is not one of ours is Python's own class or a name of a library."""

    name: str
    source: Source
    node: cst.ClassDef
    bases: tuple[Any, ...]
    names: dict[str, Any]

    def ancestors(self) -> "list[Any]":
        """Itself and its bases, depth first, each once."""
        found: list[Any] = [self]
        for base in self.bases:
            for one in base.ancestors() if isinstance(base, Class) else [base]:
                if one not in found:
                    found.append(one)
        return found

    @property
    def open(self) -> bool:
        """Whether a base is foreign, so that attributes may come from it."""
        return any(isinstance(base, (Lib, Unknown)) for base in self.ancestors())


@dataclass(slots=True, eq=False)
class Instance:
    """An object of a class of the package; also an exception, then with `args`."""

    cls: Class
    names: dict[str, Any] = field(default_factory=dict)
    args: tuple[Any, ...] = ()


@dataclass(slots=True, eq=False)
class Bound:
    """A method with its object, or a function with arguments given before (`functools.partial`)."""

    function: Any
    given: tuple[Any, ...]
    keywords: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Method:
    """A method of a value that is not of the package: looked up when it is called."""

    owner: Any
    name: str


@dataclass(frozen=True, slots=True)
class StaticMethod:
    function: Any


@dataclass(frozen=True, slots=True)
class ClassMethod:
    function: Any


@dataclass(frozen=True, slots=True)
class Property:
    getter: Any


@dataclass(frozen=True, slots=True)
class Lib:
    """Something of a foreign module, by its full name: `numpy`, `numpy.load`."""

    name: str


@dataclass(slots=True, eq=False)
class Module:
    """A module of the package."""

    name: str
    source: Source
    names: dict[str, Any] = field(default_factory=dict)
    done: bool = False


@dataclass(frozen=True, slots=True)
class FilePath:
    """A `pathlib` path with known text."""

    pure: PurePosixPath

    def __str__(self) -> str:
        return str(self.pure)


@dataclass(slots=True, eq=False)
class Failure:
    """A raised exception.

    `kind` is Python's own class, a class of the package, a library's name, or None if its class is not known; `text` is
    its message, None if that is not known.
    """

    kind: Any
    text: str | None
    args: tuple[Any, ...] = ()
    instance: Instance | None = None
    spot: Spot | None = None
    missing: str | None = None
    cause: "Failure | None" = None

    @property
    def name(self) -> str:
        if isinstance(self.kind, type):
            return self.kind.__name__
        if isinstance(self.kind, Class):
            return self.kind.name
        return self.kind.name.rpartition(".")[2] if isinstance(self.kind, Lib) else "Exception"

    @property
    def bases(self) -> tuple[str, ...]:
        if isinstance(self.kind, type):
            return tuple(c.__name__ for c in self.kind.__mro__[:-1])
        if isinstance(self.kind, Class):
            names: list[str] = []
            for one in self.kind.ancestors():
                mro = one.__mro__[:-1] if isinstance(one, type) else (one,)
                names += [c.__name__ if isinstance(c, type) else c.name for c in mro]
            return tuple(names)
        return (self.name,)


class Raised(Exception):
    """The handler's exception on its way up through the interpreter."""

    def __init__(self, failure: Failure) -> None:
        self.failure = failure


class Returned(Exception):
    def __init__(self, value: Any, node: cst.CSTNode) -> None:
        self.value, self.node = value, node


class Broke(Exception):
    pass


class Continued(Exception):
    pass


def is_known(value: Any, depth: int = 8) -> bool:
    """Whether a value is all Python's own, to the last element."""
    if isinstance(value, PLAIN):
        return True
    if depth == 0 or not isinstance(value, CONTAINERS):
        return False
    if isinstance(value, dict):
        return all(is_known(k, depth - 1) and is_known(v, depth - 1) for k, v in value.items())
    if isinstance(value, (range, slice)):
        return True
    return all(is_known(one, depth - 1) for one in value)


def is_hashable(value: Any) -> bool:
    """Whether a value can be looked up in a dict as it would be in the handler."""
    if isinstance(value, tuple):
        return all(is_hashable(one) for one in value)
    return not isinstance(value, (Unknown, list, dict, set, bytearray))


def kind_of(value: Any) -> str:
    """The name of a value's type; "any" and "json" where it is not known."""
    if isinstance(value, Unknown):
        return value.kind
    if isinstance(value, Header):
        return "str"
    if isinstance(value, (*PLAIN, *CONTAINERS)):
        return type(value).__name__
    if isinstance(value, (Function, Bound)):
        return "function"
    if isinstance(value, (Class, type)):
        return "type"
    if isinstance(value, Instance):
        return value.cls.name
    if isinstance(value, FilePath):
        return "PosixPath"
    return "module" if isinstance(value, Module) else "any"


def key_of(value: Any) -> Key:
    """Equal keys are the same content; the key of a value without one is its identity."""
    if isinstance(value, Unknown):
        return value.key
    if isinstance(value, (bool, int, float, str, bytes, type(None))):
        return ("is", type(value).__name__, value)
    return ("object", id(value))


def content_of(*values: Any) -> Origin:
    """Who decides what is in something made of these values; never empty."""
    found: Origin = frozenset()
    for value in values:
        if isinstance(value, Unknown):
            found |= value.content
        elif isinstance(value, (list, tuple, set)):
            for one in value:
                found |= one.content if isinstance(one, Unknown) else frozenset()
        elif isinstance(value, dict):
            for one in value.values():
                found |= one.content if isinstance(one, Unknown) else frozenset()
    return found or LIBRARY
