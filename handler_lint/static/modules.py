"""Imports: modules of the package are executed once, everything else is a name of a library."""

import sys
from typing import Any

import libcst as cst

from handler_lint.static import attributes, emulation, library, statements, targets
from handler_lint.static.machine import MODEL_DIR, Frame, Machine
from handler_lint.static.source import Source
from handler_lint.static.values import (
    LIBRARY,
    Lib,
    Module,
)


def load(m: Machine, name: str, source: Source) -> Module:
    """Execute a module of the package, once in a way."""
    if name in m.modules:
        return m.modules[name]
    depth, tries = len(m.frames), m.tries
    module = begin(m, name, source)
    # Its caller's `try` is not a `try` around each of its statements for may-raise forks of libraries.
    try:
        statements.statements(m, source.tree.body)
    except BaseException:
        del m.modules[name]
        raise
    finally:
        del m.frames[depth:]
        m.tries = tries
    module.done = True
    return module


def begin(m: Machine, name: str, source: Source) -> Module:
    """A module whose statements are executed next, in a frame of its own."""
    module = Module(name, source)
    m.modules[name] = module
    module.names.update(
        {"__name__": name, "__file__": f"{MODEL_DIR}/{source.path}", "__doc__": None}
    )
    m.frames.append(Frame(module, module.names))
    return module


def find_source(m: Machine, name: str) -> Source | None:
    """The source of a module of the package, by its full name."""
    path = name.replace(".", "/")
    for root in m.world.roots:
        start = f"{root}/" if root else ""
        for candidate in (f"{start}{path}/__init__.py", f"{start}{path}.py"):
            if candidate in m.world.sources:
                return m.world.sources[candidate]
    return None


def is_package_folder(m: Machine, name: str) -> bool:
    path = name.replace(".", "/")
    starts = tuple(f"{root}/{path}/" if root else f"{path}/" for root in m.world.roots)
    return any(one.startswith(starts) for one in m.world.sources)


def import_module(m: Machine, name: str, node: cst.CSTNode) -> Any:
    """`import name`: the module of that full name."""
    parts = name.split(".")
    if name in m.world.serving.get("modules", ()):
        return emulation.module(m.world.serving["modules"][name])
    if find_source(m, parts[0]) is None and not is_package_folder(m, parts[0]):
        _foreign(m, name, node)
        return Lib(name, module=True)
    module: Any = None
    for count in range(1, len(parts) + 1):
        full = ".".join(parts[:count])
        source = find_source(m, full)
        if source is not None:
            inner: Any = load(m, full, source)
        elif is_package_folder(m, full):
            inner = m.modules.setdefault(full, Module(full, m.frames[-1].source, done=True))
        else:
            raise m.fail(ModuleNotFoundError, f"No module named '{full}'", node)
        if module is not None:
            module.names[parts[count - 1]] = inner
        module = inner
    return module


def _foreign(m: Machine, name: str, node: cst.CSTNode) -> None:
    if name.partition(".")[0] not in sys.stdlib_module_names:
        m.may_raise(f"import {name}", (ImportError,), LIBRARY, node)


def import_names(m: Machine, node: cst.Import) -> None:
    """`import a.b, c as d`."""
    for alias in node.names:
        name = dotted(alias.name)
        module = import_module(m, name, node)
        if alias.asname is not None and isinstance(alias.asname.name, cst.Name):
            targets.bind_name(m, alias.asname.name.value, module)
            continue
        first = name.partition(".")[0]
        targets.bind_name(m, first, m.modules.get(first, Lib(first, module=True)))


def import_from(m: Machine, node: cst.ImportFrom) -> None:
    """`from .a import b as c`, `from a import *`."""
    name = dotted(node.module) if node.module is not None else ""
    if node.relative and m.frames[-1].source.ours:
        _from_emulation(m, name, node)
        return
    if node.relative:
        name = _absolute(m, name, len(node.relative), node)
    module = import_module(m, name, node)
    if isinstance(node.names, cst.ImportStar):
        _star(m, module)
        return
    for alias in node.names:
        member = dotted(alias.name)
        value = _member(m, module, name, member, node)
        asname = alias.asname.name if alias.asname is not None else None
        bound = asname.value if isinstance(asname, cst.Name) else member
        targets.bind_name(m, bound, value)


def _from_emulation(m: Machine, name: str, node: cst.ImportFrom) -> None:
    """An import of one file of the emulation by another: of the module, or of names in it."""
    assert not isinstance(node.names, cst.ImportStar)
    for alias in node.names:
        member = dotted(alias.name)
        value = emulation.module(name).names[member] if name else emulation.module(member)
        targets.bind_name(m, member, value)


def _member(m: Machine, module: Any, name: str, member: str, node: cst.ImportFrom) -> Any:
    own = m.world.serving.get("modules", {}).get(f"{name}.{member}")
    if own is not None:
        return emulation.module(own)
    if isinstance(module, Lib):
        return attributes.of_library(m, module, member)
    if isinstance(module, Module) and member in module.names:
        return module.names[member]
    if find_source(m, f"{name}.{member}") is not None:
        return import_module(m, f"{name}.{member}", node)
    if isinstance(module, Module) and (not module.done or "*" in module.names):
        return m.library()
    text = f"cannot import name '{member}' from '{name}' ({MODEL_DIR}/{module.source.path})"
    raise m.fail(ImportError, text, node)


def _star(m: Machine, module: Any) -> None:
    if isinstance(module, Module):
        listed = module.names.get("__all__")
        names = (
            [n for n in listed if isinstance(n, str)] if isinstance(listed, (list, tuple)) else None
        )
        for name, value in list(module.names.items()):
            if name in names if names is not None else not name.startswith("_"):
                m.frames[-1].names[name] = value
        if "*" not in module.names:
            return
    elif isinstance(module, Lib) and (names_of := _public_names(module.name)):
        for name in names_of:
            m.frames[-1].names[name] = attributes.of_library(m, module, name)
        return
    # Any name may come from it.
    m.frames[-1].module.names["*"] = m.library()


def _public_names(name: str) -> list[str]:
    """What `from name import *` binds, of a module of the standard library; nothing where that is not known."""
    module = library.real_module(name)
    if module is None:
        return []
    public = [one for one in vars(module) if not one.startswith("_")]
    return list(getattr(module, "__all__", public))


def _absolute(m: Machine, name: str, dots: int, node: cst.CSTNode) -> str:
    parts = m.frames[-1].module.name.split(".")
    if not m.frames[-1].module.source.path.endswith("__init__.py"):
        parts = parts[:-1]
    if m.world.alone and not parts:
        return name if find_source(m, name) is not None else f"unknown.{name}"
    if dots - 1 >= len(parts) or not parts:
        text = "attempted relative import with no known parent package"
        raise m.fail(ImportError, text, node)
    base = parts[: len(parts) - (dots - 1)]
    return ".".join([*base, name] if name else base)


def dotted(node: cst.CSTNode) -> str:
    """The text of a dotted name."""
    if isinstance(node, cst.Attribute):
        return f"{dotted(node.value)}.{node.attr.value}"
    return node.value if isinstance(node, cst.Name) else ""
