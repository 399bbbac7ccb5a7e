"""The names that need the interpreter itself: they look at values, call back, or ask the abstract world."""

import posixpath
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any

import libcst as cst

from handler_lint.calls import Event
from handler_lint.static import calling, objects, operators, signatures
from handler_lint.static.library import files
from handler_lint.static.machine import MODEL_DIR, Machine
from handler_lint.static.values import (
    CONTAINERS,
    LIBRARY,
    PACKAGE,
    PLAIN,
    Bound,
    Class,
    ClassMethod,
    Failure,
    FilePath,
    Function,
    Header,
    Instance,
    Lib,
    Method,
    Property,
    StaticMethod,
    Unknown,
    content_of,
    is_hashable,
    is_known,
    key_of,
)

Intrinsic = Callable[[Machine, cst.CSTNode, list[Any], dict[str, Any]], Any]
INTRINSICS: dict[str, Intrinsic] = {}


def intrinsic(*names: str) -> Callable[[Intrinsic], Intrinsic]:
    def register(function: Intrinsic) -> Intrinsic:
        INTRINSICS.update(dict.fromkeys(names, function))
        return function

    return register


@intrinsic("builtins.len")
def _len(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    return objects.length(m, args[0], node) if args else m.library(kind="int")


@intrinsic("builtins.bool")
def _bool(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    if not args:
        return False
    value = args[0]
    if isinstance(value, Unknown) and value.kind not in ("NoneType", "function", "type"):
        return m.unknown("bool", value.content, LIBRARY, *value.key, "bool")
    return objects.truth(m, value, node)


@intrinsic("builtins.str", "builtins.repr", "builtins.format")
def _str(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    if not args:
        return ""
    value = args[0]
    if isinstance(value, Header) and len(args) == 1:
        return value
    if isinstance(value, FilePath):
        return str(value)
    if isinstance(value, Failure) and value.text is not None:
        return value.text
    if isinstance(value, PLAIN) and len(args) == 1:
        return str(value)
    return m.unknown("str", content_of(value), LIBRARY, "str", key_of(value))


def _make_sequence(kind: Any, *, ordered: bool) -> Intrinsic:
    def make(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
        if not args:
            return kind()
        values, complete = objects.elements(m, args[0], node)
        if kind in (set, frozenset) and not all(is_hashable(one) for one in values):
            return m.unknown(kind.__name__, content_of(*values), LIBRARY)
        if ordered and complete and all(map(is_known, values)) and not keywords:
            try:
                return sorted(values)
            except TypeError as error:
                raise m.fail(TypeError, str(error), node) from None
        made = kind(values)
        if complete and not (ordered and len(values) > 1):
            return made
        if not complete:
            return m.blur(made)
        return m.unknown("list", content_of(*values), LIBRARY)

    return make


INTRINSICS["builtins.list"] = _make_sequence(list, ordered=False)
INTRINSICS["builtins.tuple"] = _make_sequence(tuple, ordered=False)
INTRINSICS["builtins.set"] = _make_sequence(set, ordered=False)
INTRINSICS["builtins.frozenset"] = _make_sequence(frozenset, ordered=False)
INTRINSICS["builtins.sorted"] = _make_sequence(list, ordered=True)


@intrinsic("builtins.reversed")
def _reversed(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    values, complete = objects.elements(m, args[0] if args else None, node)
    return values[::-1] if complete else m.blur(values)


@intrinsic("builtins.dict", "collections.OrderedDict")
def _dict(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    made: dict[Any, Any] = {}
    if args and isinstance(args[0], dict):
        made.update(args[0])
        if m.is_fuzzy(args[0]):
            m.blur(made)
    elif args:
        values, complete = objects.elements(m, args[0], node)
        for one in values:
            if isinstance(one, (tuple, list)) and len(one) == 2 and is_hashable(one[0]):
                made[m.keep(one[0])] = one[1]
            else:
                complete = False
        if not complete:
            m.blur(made)
    made.update(keywords)
    return made


def _zip(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    columns = [objects.elements(m, one, node) for one in args]
    made = list(zip(*(values for values, _ in columns), strict=False))
    return made if all(complete for _, complete in columns) else m.blur(made)


def _enumerate(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    values, complete = objects.elements(m, args[0] if args else None, node)
    if complete:
        return [(index, one) for index, one in enumerate(values)]
    return m.blur([(m.library(kind="int"), one) for one in values])


INTRINSICS["builtins.zip"] = _zip
INTRINSICS["builtins.enumerate"] = _enumerate


@intrinsic("builtins.map", "builtins.filter")
def _map(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    if len(args) < 2:
        return m.library()
    values, complete = objects.elements(m, args[1], node)
    made = (
        [calling.call(m, args[0], [one], {}, node) for one in values]
        if args[0] is not None
        else values
    )
    return made if complete else m.blur(made)


def _filter(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    values, _ = objects.elements(m, args[1] if len(args) > 1 else None, node)
    return m.blur(list(values))


INTRINSICS["builtins.filter"] = _filter


def _quantified(stop: bool) -> Intrinsic:
    def quantify(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
        values, complete = objects.elements(m, args[0] if args else None, node)
        for one in values:
            if isinstance(one, Unknown):
                return m.unknown("bool", one.content, LIBRARY, "any", one.key, stop)
            if objects.truth(m, one, node) is stop and complete:
                return stop
        return (not stop) if complete else m.unknown("bool", content_of(args[0]), LIBRARY)

    return quantify


INTRINSICS["builtins.any"] = _quantified(True)
INTRINSICS["builtins.all"] = _quantified(False)


@intrinsic("builtins.next")
def _next(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    values, complete = objects.elements(m, args[0] if args else None, node)
    if values and complete:
        return values[0]
    if complete and len(args) > 1:
        return args[1]
    m.may_raise("next", (StopIteration,), content_of(args[0] if args else None), node)
    return values[0] if values else m.library()


@intrinsic("builtins.iter", "handler_lint.same")
def _same(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    return args[0] if args else m.library()


@intrinsic("builtins.isinstance", "builtins.issubclass")
def _isinstance(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    if len(args) != 2:
        return m.library(kind="bool")
    kinds = args[1] if isinstance(args[1], tuple) else (args[1],)
    answers = [operators.is_instance(m, args[0], kind, node) for kind in kinds]
    if True in answers:
        return True
    unsure = [one for one in answers if one is not False]
    return unsure[0] if unsure else False


@intrinsic("builtins.type")
def _type(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    value = args[0] if len(args) == 1 else None
    if isinstance(value, Instance):
        return value.cls
    if isinstance(value, Unknown) and value.kind in objects.EXEMPLARS:
        return type(objects.EXEMPLARS[value.kind])
    if isinstance(value, (*PLAIN, *CONTAINERS)) and len(args) == 1:
        return str if isinstance(value, Header) else type(value)
    return m.library()


@intrinsic("builtins.hasattr")
def _hasattr(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    if len(args) != 2 or not isinstance(args[1], str):
        return m.library(kind="bool")
    return objects.has_attribute(m, args[0], args[1], node)


@intrinsic("builtins.getattr")
def _getattr(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    if len(args) < 2 or not isinstance(args[1], str):
        return m.library()
    if len(args) == 3:
        there = objects.has_attribute(m, args[0], args[1], node)
        if there is False or (there is not True and not objects.truth(m, there, node)):
            return args[2]
    return objects.attribute(m, args[0], args[1], node)


@intrinsic("builtins.setattr")
def _setattr(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    if len(args) == 3 and isinstance(args[1], str):
        objects.set_attribute(m, args[0], args[1], args[2])
    return None


@intrinsic("builtins.callable")
def _callable(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    value = args[0] if args else None
    if isinstance(value, (Function, Bound, Class, type, Method)):
        return True
    return False if isinstance(value, (*PLAIN, *CONTAINERS)) else m.library(kind="bool")


@intrinsic("builtins.print", "builtins.help", "builtins.input")
def _print(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    return None


@intrinsic("builtins.globals", "builtins.locals", "builtins.vars")
def _globals(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    # What is written through it counts as a change of the module.
    m.record(Event("changed", "globals()"))
    return m.frame.module.names


@intrinsic("builtins.super")
def _super(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    frame = m.frame
    owner = next(iter(frame.names.values()), None)
    cls = owner.cls if isinstance(owner, Instance) else owner
    if not isinstance(cls, Class):
        return m.library()
    bases = tuple(one for one in cls.ancestors()[1:])
    above = Class(f"super of {cls.name}", cls.source, cls.node, bases, {})
    return Instance(above, owner.names if isinstance(owner, Instance) else {})


@intrinsic("builtins.staticmethod")
def _static(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    return StaticMethod(args[0]) if args else m.library()


@intrinsic("builtins.classmethod")
def _classmethod(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    return ClassMethod(args[0]) if args else m.library()


@intrinsic("builtins.property", "functools.cached_property")
def _property(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    return Property(args[0]) if args else m.library()


@intrinsic("functools.partial")
def _partial(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    return Bound(args[0], tuple(args[1:]), keywords) if args else m.library()


@intrinsic("functools.wraps")
def _wraps(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    return Bound(Lib("handler_lint.wrap"), (args[0] if args else None,))


@intrinsic("handler_lint.wrap")
def _wrap(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    wrapped, wrapper = ([*args, None, None])[:2]
    if isinstance(wrapper, Function):
        wrapper.wrapped = wrapped
    return wrapper


@intrinsic("inspect.signature")
def _signature(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    return signatures.signature(m, args[0] if args else None, node)


@intrinsic("dataclasses.dataclass")
def _dataclass(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    if not args:
        return Lib("dataclasses.dataclass")
    if isinstance(args[0], Class):
        signatures.add_fields(args[0])
    return args[0]


@intrinsic("builtins.open", "io.open")
def _open(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    mode = args[1] if len(args) > 1 else keywords.get("mode", "r")
    path = args[0] if args else keywords.get("file")
    word = mode if isinstance(mode, str) else "r"
    content = files.open_path(m, path, node, "open", word)
    kind = "binary file" if "b" in word else "text file"
    return m.unknown(kind, content, LIBRARY, "open", files.text_of(path) or key_of(path), m.made)


def _path_test(folder: bool | None) -> Intrinsic:
    def test(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
        text = files.text_of(args[0]) if args else None
        there = files.exists(m, text, folder=folder) if text is not None else None
        if there is not None:
            return there
        key = (
            ("exists", text) if text is not None else ("exists", key_of(args[0] if args else None))
        )
        return m.unknown("bool", PACKAGE, LIBRARY, *key)

    return test


INTRINSICS["os.path.exists"] = _path_test(None)
INTRINSICS["os.path.isfile"] = _path_test(False)
INTRINSICS["os.path.isdir"] = _path_test(True)


@intrinsic("os.path.abspath", "os.path.realpath")
def _abspath(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    text = files.text_of(args[0]) if args else None
    if text is None:
        return m.unknown("str", PACKAGE, LIBRARY)
    return posixpath.normpath(posixpath.join(MODEL_DIR, text))


@intrinsic("os.getcwd")
def _getcwd(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    return MODEL_DIR


@intrinsic("os.listdir")
def _listdir(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    text = files.text_of(args[0] if args else MODEL_DIR)
    names = files.listed(m, text) if text is not None else None
    return names if names is not None else m.unknown("list", PACKAGE, LIBRARY, items="str")


@intrinsic("glob.glob", "glob.iglob")
def _glob(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    text = files.text_of(args[0]) if args else None
    found = files.matching(m, text) if text is not None and not keywords else None
    return found if found is not None else m.unknown("list", PACKAGE, LIBRARY, items="str")


@intrinsic("os.environ.get", "os.getenv")
def _environ_get(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    name = args[0] if args else keywords.get("key")
    default = args[1] if len(args) > 1 else keywords.get("default")
    if isinstance(name, str) and name in m.world.environ:
        return m.world.environ[name]
    return default


def environ_item(m: Machine, name: Any, node: cst.CSTNode) -> Any:
    """`os.environ[name]`: the endpoint may set what this world does not know."""
    if isinstance(name, str) and name in m.world.environ:
        return m.world.environ[name]
    m.may_raise("the variable is set", (KeyError,), PACKAGE, node)
    return m.unknown("str", PACKAGE, LIBRARY, "environ", key_of(name))


@intrinsic("pathlib.Path", "pathlib.PurePath", "pathlib.PosixPath")
def _path(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    parts = [files.text_of(one) for one in args]
    if any(part is None for part in parts):
        return m.unknown("any", content_of(*args), LIBRARY)
    return FilePath(PurePosixPath(*[part for part in parts if part is not None]))


PURE_NAMES = ("name", "stem", "suffix", "parts")
PURE_METHODS = (
    "with_suffix",
    "with_name",
    "joinpath",
    "relative_to",
    "as_posix",
    "is_absolute",
    "with_stem",
)


def path_attribute(m: Machine, owner: FilePath, name: str, node: cst.CSTNode) -> Any:
    """An attribute of a `pathlib` path."""
    if name in PURE_NAMES:
        return getattr(owner.pure, name)
    if name == "parent":
        return FilePath(owner.pure.parent)
    return Method(owner, name)


def path_method(m: Machine, owner: FilePath, name: str, args: list[Any], node: cst.CSTNode) -> Any:
    """A method of a `pathlib` path."""
    text = str(owner)
    if name in PURE_METHODS and all(isinstance(one, (str, FilePath)) for one in args):
        try:
            made = getattr(owner.pure, name)(*(str(one) for one in args))
        except ValueError as error:
            raise m.fail(ValueError, str(error), node) from None
        return FilePath(made) if isinstance(made, PurePosixPath) else made
    if name in ("resolve", "absolute", "expanduser"):
        return FilePath(PurePosixPath(posixpath.normpath(posixpath.join(MODEL_DIR, text))))
    test = {"exists": None, "is_file": False, "is_dir": True}
    if name in test:
        return _path_test(test[name])(m, node, [text], {})
    if name in ("open", "read_text", "read_bytes"):
        mode = args[0] if name == "open" and args and isinstance(args[0], str) else "r"
        content = files.open_path(m, owner, node, f"Path.{name}", mode)
        kind = {"read_text": "str", "read_bytes": "bytes"}.get(
            name, "binary file" if "b" in mode else "text file"
        )
        return m.unknown(kind, content, LIBRARY, name, text, m.made)
    if name in ("write_text", "write_bytes", "mkdir", "touch"):
        files.open_path(m, owner, node, f"Path.{name}", "w")
        return None
    if name in ("glob", "rglob", "iterdir"):
        return _path_list(m, owner, name, args)
    return m.library(PACKAGE)


def _path_list(m: Machine, owner: FilePath, name: str, args: list[Any]) -> Any:
    found: list[str] | None = None
    if name == "iterdir":
        names = files.listed(m, str(owner))
        found = [f"{owner}/{one}" for one in names] if names is not None else None
    elif name == "glob" and args and isinstance(args[0], str):
        found = files.matching(m, f"{owner}/{args[0]}")
    if found is None:
        return m.unknown("list", PACKAGE, LIBRARY)
    return [FilePath(PurePosixPath(one)) for one in found]


@intrinsic("json.dumps")
def _dumps(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    value = args[0] if args else None
    refused = (
        operators.not_json(m, value)
        if not keywords.get("default") and "cls" not in keywords
        else ""
    )
    if refused:
        raise m.fail(TypeError, f"Object of type {refused} is not JSON serializable", node)
    if not is_known(value):
        m.may_raise("json.dumps", (TypeError,), content_of(value), node)
    return m.unknown("str", content_of(value), LIBRARY, "json.dumps", key_of(value))


@intrinsic("logging.getLogger")
def _logger(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    return m.unknown("logger", LIBRARY, LIBRARY)


@intrinsic("sys.exit", "os._exit", "builtins.exit", "builtins.quit")
def _exit(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    raise m.fail(SystemExit, str(args[0]) if args and is_known(args[0]) else "", node)


@intrinsic("builtins.exec", "builtins.eval", "builtins.__import__", "importlib.import_module")
def _exec(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    if args and isinstance(args[0], str) and args[0].isidentifier():
        return Lib(args[0])
    return m.miss("code that is made at run time", node)
