"""What well-known functions do: one data file a library, read when a handler uses it.

An entry is keyed by the full name of a function, class or constant:

- `returns`: the kind of what it returns ("ndarray", "json", "any"), "arg0" for its first argument; absent, with `pure`,
  it is what the function really returns for values of these kinds;
- `items`: the kind of its elements; `pure`: executed for real where all arguments are known;
- `raises`: exceptions it may raise, depending on content; an entry without it does not raise;
- `opens`: which argument (0 is the first) is a path that it opens; `reads`: which is a file that it reads;
- `decided`: who decides the content, where it is not the arguments ("package", "library", "client");
- `decorator`: "same" if it returns the function it is given, "factory" if it returns such a decorator;
- `constant`: its value; `is`: another full name that it is known by.

`[kind.NAME]` says of the values of a kind: `methods` (name to the kind returned), `attributes`, `operators` (the kind
of `a + b`, `-a`, `a[i]`), `enters` (what `with` gives: "self" or a kind).
"""

import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module, resources
from typing import Any


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of one name."""

    returns: str = ""
    items: str = "any"
    pure: bool = False
    raises: tuple[str, ...] = ()
    opens: int | None = None
    reads: int | None = None
    decided: str = ""
    decorator: str = ""
    constant: Any = None
    has_constant: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """What is known of the values of one kind."""

    methods: Mapping[str, str] = field(default_factory=dict)
    attributes: Mapping[str, str] = field(default_factory=dict)
    operators: str = ""
    enters: str = "self"


@cache
def _file(library: str) -> Mapping[str, Any]:
    source = resources.files(__name__) / f"{library}.toml"
    if not library.isidentifier() or not source.is_file():
        return {}
    return tomllib.loads(source.read_text(encoding="utf-8"))


@cache
def entry(name: str) -> Entry | None:
    """What is known of a full name, or None."""
    data = _file(name.partition(".")[0]).get(name)
    if data is None:
        return None
    if "is" in data:
        return entry(data["is"])
    return Entry(
        returns=data.get("returns", ""),
        items=data.get("items", "any"),
        pure=data.get("pure", False),
        raises=tuple(data.get("raises", ())),
        opens=data.get("opens"),
        reads=data.get("reads"),
        decided=data.get("decided", ""),
        decorator=data.get("decorator", ""),
        constant=data.get("constant"),
        has_constant="constant" in data,
    )


@cache
def canonical(name: str) -> str:
    """The name under which a library's member is known (`sklearn.externals.joblib.load` is `joblib.load`)."""
    parts = name.split(".")
    for count in range(len(parts), 0, -1):
        data = _file(parts[0]).get(".".join(parts[:count]))
        if data is not None and "is" in data:
            return ".".join([data["is"], *parts[count:]])
    return name


@cache
def kind(name: str) -> Kind:
    """What is known of the values of a kind; nothing is an answer, too."""
    for library in ("builtins", "kinds", *KIND_LIBRARIES):
        data = _file(library).get("kind", {}).get(name)
        if data is not None:
            return Kind(
                data.get("methods", {}),
                data.get("attributes", {}),
                data.get("operators", ""),
                data.get("enters", "self"),
            )
    return Kind()


KIND_LIBRARIES = ("numpy", "pandas", "torch", "io")


@cache
def real(name: str) -> Any:
    """Python's own object of a name of the standard library, or None."""
    module, _, member = name.rpartition(".")
    if module in ("os.path", "posixpath"):
        module = "posixpath"
    if module.partition(".")[0] not in sys.stdlib_module_names:
        return None
    try:
        return getattr(import_module(module), member, None)
    except ImportError:
        return None
