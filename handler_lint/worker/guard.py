"""Looking at objects of the handler, which may answer with anything at all.

Here and in its neighbours nothing is imported for annotations only: every import is a part of the worker's start.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, TypeVar, overload

    Given = TypeVar("Given")
    Default = TypeVar("Default")

LONGEST = 1000
"""Characters of a text that are told; no report shows more."""

_name = type.__dict__["__name__"].__get__
_module = type.__dict__["__module__"].__get__
_mro = type.__dict__["__mro__"].__get__


# a codec is imported when it is used first, and later the handler may have a say in that
"".encode("unicode_escape")


if TYPE_CHECKING:

    @overload
    def attempt(function: Callable[..., Given], *arguments: Any) -> Given | None: ...

    @overload
    def attempt(
        function: Callable[..., Given], *arguments: Any, default: Default
    ) -> Given | Default: ...


def attempt(function: Callable[..., Any], *arguments: Any, default: Any = None) -> Any:
    """What the function gives, or the default where it raises whatever it likes."""
    try:
        return function(*arguments)
    except BaseException:
        return default


def one_line(text: str, longest: int = LONGEST) -> str:
    """Text of the handler as one printable line, without what UTF-8 cannot write."""
    text = str.__str__(text)
    if len(text) > longest:
        text = text[:longest] + "\u2026"
    lines = [line.strip() for line in text.splitlines()]
    if len(lines) > 1:
        text = " ".join([line for line in lines if line])
    return "".join([_printable(character) for character in text])


def _printable(character: str) -> str:
    if character.isprintable():
        return character
    return character.encode("unicode_escape").decode("ascii")


def class_name(kind: type[Any]) -> str:
    """The class's own name; no metaclass is asked."""
    return one_line(_name(kind), 100)


def module_name(kind: type[Any]) -> str:
    """The dotted module of a class, empty where it is not text."""
    module = attempt(_module, kind)
    return one_line(module, 200) if type(module) is str else ""


def base_modules(kind: type[Any]) -> list[str]:
    """The modules of the class and its bases."""
    return [module_name(base) for base in _mro(kind) if base is not object]


def base_names(kind: type[Any]) -> list[str]:
    """The class and its bases up to `BaseException`, as method resolution orders them."""
    return [class_name(base) for base in _mro(kind) if base is not object]
