"""Which code is the handler's: files under the package's folder, and places in them."""

from __future__ import annotations

from functools import partial
from os import getcwd
from types import FunctionType, MethodType

from .guard import attempt, one_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType, FrameType
    from typing import Any, List

    Place = List[Any]
    """`[path relative to the package, line, function]`."""

DEEPEST = 200
"""Frames that are looked at to find the handler's."""


class Source:
    """The package's folder."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.known: dict[str, str | None] = {}

    def path_of(self, code: CodeType) -> str | None:
        """The code's file relative to the package, or None for code from elsewhere."""
        return self.file_of(code.co_filename)

    def file_of(self, name: str) -> str | None:
        """A file relative to the package by the name that the interpreter gives it."""
        if name not in self.known:
            # a relative entry of sys.path gives relative file names in 3.8
            self.known[name] = None if name.startswith("<") else self.relative(name)
        return self.known[name]

    def relative(self, path: str) -> str | None:
        """A path relative to the package, or None for one that is not in it."""
        path = self.absolute(path)
        return path[len(self.root) + 1 :] if path.startswith(self.root + "/") else None

    def absolute(self, path: str) -> str:
        """The path from the root of the file system, without what stands for other folders."""
        if not path.startswith("/"):
            path = attempt(getcwd, default=self.root) + "/" + path
        parts: list[str] = []
        for part in path.split("/"):
            if part == "..":
                del parts[-1:]
            elif part not in ("", "."):
                parts.append(part)
        return "/" + "/".join(parts)

    def place(self, code: CodeType, line: int) -> Place | None:
        """A place in the handler, or None where the code is not the handler's."""
        path = self.path_of(code)
        return None if path is None else [one_line(path), line, one_line(code.co_name)]

    def innermost(self, frame: FrameType | None) -> Place | None:
        """The place of the innermost frame of the handler; None where an import lies between."""
        for _ in range(DEEPEST):
            if frame is None or frame.f_code.co_filename.startswith("<frozen importlib"):
                return None
            place = self.place(frame.f_code, frame.f_lineno)
            if place is not None:
                return place
            frame = frame.f_back
        return None

    def code_of(self, function: Any) -> CodeType | None:
        """The handler's code behind what the stack calls: through methods, partials and decorators from elsewhere."""
        code = _code_of(function)
        if code is None or self.path_of(code) is None:
            code = _code_of(unwrapped(function))
        return None if code is None or self.path_of(code) is None else code

    def definition(self, function: Any) -> Place | None:
        """The place where a function is defined, or None if that is not in the package."""
        code = self.code_of(function)
        return None if code is None else self.place(code, code.co_firstlineno)


def unwrapped(function: Any) -> Any:
    """What decorators that say so are wrapped around."""
    for _ in range(DEEPEST):
        inner = attempt(getattr, function, "__wrapped__")
        if inner is None:
            break
        function = inner
    return function


def _code_of(function: Any) -> CodeType | None:
    if type(function) is FunctionType:
        return function.__code__
    if type(function) is MethodType:
        return _code_of(function.__func__)
    if type(function) is partial:
        return _code_of(function.func)
    call = attempt(getattr, type(function), "__call__")
    return call.__code__ if type(call) is FunctionType else None
