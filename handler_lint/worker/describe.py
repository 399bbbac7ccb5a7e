"""What a call returned, in words: its class, shape and size, never its content.

Only exact built-in classes are looked into, and shape, dtype and device of a few libraries' classes. Nothing else of a
value is called: `repr`, `len` or iteration of an unknown object may do anything.
"""

from __future__ import annotations

from itertools import islice

from .guard import attempt, base_modules, base_names, class_name, module_name, one_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

MEMBERS = 5
"""Keys of a dict or members of a tuple that are told."""

LARGE = 10000
"""Members of a list whose classes are still compared."""

SIZED = {"str": "char", "bytes": "byte", "bytearray": "byte"}
SCALARS = (bool, int, float, complex)
FEATURES: dict[str, tuple[str, ...]] = {
    "numpy": ("shape", "dtype"),
    "pandas": ("shape", "dtype"),
    "pandas.DataFrame": ("shape",),
    "scipy": ("shape", "dtype"),
    "torch": ("shape", "dtype", "device"),
}
"""What is told of an instance of a class, or of a library's classes, where it has it."""


FLAGS: dict[str, tuple[tuple[str, str], ...]] = {
    "torch": (("requires_grad", "with gradients"), ("training", "in training mode")),
}
"""What is told of an instance of a library's classes, or of classes that derive from them, where it is true."""


def describe(value: Any, deep: bool = False) -> str:
    """One line about a value; `deep` is for members of a tuple, which are not looked into again."""
    kind = type(value)
    name = class_name(kind)
    if value is None:
        return "None"
    if kind in (str, bytes, bytearray):
        return f"{name} {count(len(value), SIZED[name])}"
    if kind is dict:
        return _dict(value)
    if kind is tuple and not deep:
        return _tuple(value)
    if kind in (list, tuple, set, frozenset):
        return _collection(name, value)
    if kind in SCALARS:
        return name
    return " ".join([class_of(kind), *_features(value, kind), *_flags(value, kind)])


def count(number: int, noun: str) -> str:
    return "{} {}{}".format(number, noun, "" if number == 1 else "s")


def class_of(kind: type[Any]) -> str:
    """The class as its users write it: without private modules, and without those that pandas has inside."""
    module, name = module_name(kind), class_name(kind)
    if module.startswith("pandas.core."):
        module = "pandas"
    parts: list[str] = []
    for part in module.split("."):
        if part.startswith("_"):
            break
        parts.append(part)
    return name if module in ("builtins", "") or not parts else ".".join([*parts, name])


def _dict(value: dict[Any, Any]) -> str:
    keys = [
        " ".join([_key(key), *_flags(member, type(member))])
        for key, member in islice(value.items(), MEMBERS)
    ]
    more = ["\u2026"] if len(value) > MEMBERS else []
    return "dict {" + ", ".join(keys + more) + "}"


def _key(key: Any) -> str:
    if type(key) is str:
        return '"' + one_line(key, 40) + '"'
    return int.__repr__(key) if type(key) is int else class_of(type(key))


def _tuple(value: tuple[Any, ...]) -> str:
    members = [_member(member) for member in value[:MEMBERS]]
    more = ["\u2026"] if len(value) > MEMBERS else []
    return "(" + ", ".join(members + more) + ("," if len(value) == 1 else "") + ")"


def _member(member: Any) -> str:
    if type(member) is str and len(member) < 80 and _is_media_type(member):
        return '"' + member + '"'
    return describe(member, deep=True)


def _is_media_type(text: str) -> bool:
    """Whether a text is as a media type is written, with one parameter at most."""
    kind, sign, rest = text.partition("/")
    name, semicolon, parameter = rest.partition(";")
    words = [name, parameter.replace("=", "", 1).strip(" ") if semicolon else name]
    plain = all(word and all(one.isalnum() or one in "_.+-" for one in word) for word in words)
    return bool(sign) and kind.isascii() and kind.isalpha() and kind.islower() and plain


def _collection(name: str, value: Any) -> str:
    kinds: set[type[Any]] = set(map(type, value)) if len(value) <= LARGE else set()
    same = " " + class_of(kinds.pop()) if len(kinds) == 1 else ""
    return f"{name} of {len(value)}{same}"


def _features(value: Any, kind: type[Any]) -> list[str]:
    library = module_name(kind).partition(".")[0]
    names = FEATURES.get(class_of(kind), FEATURES.get(library, ()))
    if "generic" in base_names(kind):
        # the class of a numpy scalar says it all
        names = ()
    found = [attempt(_feature, value, name, default="") for name in names]
    return [text for text in found if text]


def _feature(value: Any, name: str) -> str:
    feature = getattr(value, name)
    if name == "shape":
        return str(tuple([int(size) for size in feature]))
    return one_line(str(feature), 40).rpartition("torch.")[2]


def _flags(value: Any, kind: type[Any]) -> list[str]:
    """What is true of a value, of what its library tells."""
    roots = {module.partition(".")[0] for module in base_modules(kind)}
    told = [one for root in sorted(roots & set(FLAGS)) for one in FLAGS[root]]
    return [words for name, words in told if attempt(_is_true, value, name, default=False)]


def _is_true(value: Any, name: str) -> bool:
    return getattr(value, name) is True
