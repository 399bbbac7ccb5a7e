"""The values of the abstract interpreter.

What is known is Python's own value: numbers, text, and real lists, tuples, dicts and sets that hold values. The rest is
one of the classes here.
"""

from collections.abc import Callable, Mapping
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
ATOMS = frozenset(PLAIN) - {bytearray}
"""The types of values that hold no others and do not change: a quick answer to most questions about a value."""

Key = tuple[Any, ...]


class Same:
    """An object in a key: equal only to itself, and kept alive, so that its identity stays its own."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self.value is other.value

    def __hash__(self) -> int:
        return id(self.value)


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


class Member(Unknown):
    """An attribute of an unknown value; when it is called it is a method."""

    __slots__ = ("name", "owner")

    def __init__(self, owner: Unknown, name: str, key: Key) -> None:
        super().__init__("any", owner.content, owner.kind_by, key)
        self.owner = owner
        self.name = name


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


class EnumText(str):
    """A member of an enumeration of texts: a text with a name."""

    __slots__ = ("cls", "name")
    cls: "Class"
    name: str

    def __new__(cls, text: str, owner: "Class", name: str) -> "EnumText":
        made = super().__new__(cls, text)
        made.cls, made.name = owner, name
        return made

    def __str__(self) -> str:
        if any(one == Lib("enum.StrEnum") for one in self.cls.mro):
            return str.__str__(self)
        return f"{self.cls.name}.{self.name}"

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)


@dataclass(slots=True, eq=False)
class Function:
    """A function of the package, with the frame that it closes over; `owner` is the class whose body it is in."""

    node: cst.FunctionDef | cst.Lambda
    source: Source
    name: str
    qualname: str
    closure: "Frame"
    defaults: Mapping[str, Any]
    owner: "Class | None" = None
    wrapped: Any = None
    cache: dict[Key, Any] | None = None
    """What `functools.cache` has kept, by the arguments."""

    attributes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Class:
    """A class of the package; a base that is not one of ours is Python's own class or a name of a library."""

    name: str
    source: Source
    node: cst.ClassDef
    bases: tuple[Any, ...]
    names: dict[str, Any]
    qualname: str = ""
    fields: dict[str, Any] | None = None
    """Of a dataclass: its fields, each with its default in a tuple, or None where it has none."""

    metaclass: bool = False
    """Whether a class of its own makes its instances."""

    members: tuple[tuple[Any, Any], ...] | None = None
    """Of an enumeration that is followed: the values and the members, without aliases."""

    mro: tuple[Any, ...] = ()

    def __post_init__(self) -> None:
        self.mro = _linearised(self)

    @property
    def open(self) -> bool:
        """Whether a base is foreign, so that attributes may come from it."""
        followed = self.members is not None
        return any(
            isinstance(base, Unknown)
            or (isinstance(base, Lib) and not (followed and base.name.startswith("enum.")))
            for base in self.mro
        )

    @property
    def python(self) -> tuple[type, ...]:
        """Its bases that are Python's own classes, `object` not counted."""
        return tuple(base for base in self.mro if isinstance(base, type) and base is not object)

    @property
    def raisable(self) -> bool:
        """Whether it may be an exception."""
        return self.open or any(issubclass(base, BaseException) for base in self.python)

    @property
    def enumeration(self) -> bool:
        return any(isinstance(base, Lib) and base.name.startswith("enum.") for base in self.mro)


def _linearised(cls: Class) -> tuple[Any, ...]:
    """The method resolution order (C3); a base that is not of the package is one entry."""
    rows = [list(base.mro) if isinstance(base, Class) else [base] for base in cls.bases]
    rows.append(list(cls.bases))
    found: list[Any] = [cls]
    while rows := [row for row in rows if row]:
        heads = (row[0] for row in rows)
        head = next(
            (one for one in heads if not any(one in row[1:] for row in rows)),
            # Python refuses such a class; here any order does.
            rows[0][0],
        )
        found.append(head)
        rows = [[one for one in row if one is not head] for row in rows]
    return tuple(found)


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
    partial: bool = False


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
    """A property; `cached`: its value is kept in the instance."""

    getter: Any
    setter: Any = None
    cached: bool = False


@dataclass(slots=True, eq=False)
class Super:
    """`super()`: the classes that come after one in the order of an object's class."""

    after: tuple[Any, ...]
    owner: Any


@dataclass(slots=True, eq=False)
class Stream:
    """What can be iterated once: a generator, or what `iter`, `map` and the like return.

    `values` are those that are left, `complete` says whether they are all; `run` executes the body of a generator that
    has not begun, gives each value to a function, and raises what that raises at the `yield` or not. `loops` is how
    many unknown loops were under way when it was made.
    """

    kind: str
    values: list[Any] = field(default_factory=list)
    complete: bool = True
    loops: int = 0
    failure: "Failure | None" = None
    """What is raised after the last value."""

    run: Callable[[Callable[[Any], None], bool], None] | None = None


@dataclass(frozen=True, slots=True)
class Lib:
    """Something of a foreign module, by its full name: `numpy`, `numpy.load`; `module`: surely a module."""

    name: str
    module: bool = False


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
    explicit: bool = False
    """A `raise` of the handler's own made it, and no operation that failed."""

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
            for one in self.kind.mro:
                parts = one.__mro__[:-1] if isinstance(one, type) else (one,)
                names += [
                    c.__name__ if isinstance(c, type) else getattr(c, "name", "?") for c in parts
                ]
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
