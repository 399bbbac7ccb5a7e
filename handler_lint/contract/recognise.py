"""Which stack serves a handler, by the signs that the contract data names; multi-model ones are only ever named."""

import re
from collections import namedtuple
from fnmatch import fnmatchcase

from handler_lint import contract_data
from handler_lint.contract_data import DEFAULT_STACK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from typing import Any

AUTO = "auto"

_IMPORT = re.compile(rb"^[ \t]*(?:from|import)[ \t]+([\w.]+(?:[ \t]*,[ \t]*[\w.]+)*)", re.MULTILINE)
_REQUIREMENT = re.compile(r"^\s*([A-Za-z0-9][\w.-]*)")

Candidate = namedtuple("Candidate", ["stack", "evidence"])
"""A stack that may serve the handler, and by which signs."""

Signs = namedtuple("Signs", ["modules", "files", "requirements"], defaults=((), (), ()))
"""What a package shows: imported top-level modules, paths of files, required distributions."""


def named_stack(text: str) -> str:
    """The stack that a user names: its name, another name of it, or the URI of an image.

    Raises:
        KeyError: there is no such stack; the argument is what to do.
    """
    repository = text.rpartition("/")[2].partition(":")[0].partition("@")[0]
    for name in contract_data.names():
        data = contract_data.read(name)
        images = () if data.get("multi_model") or "/" not in text else data["signs"]["images"]
        if text in (name, *data.get("aliases", ())) or repository in images:
            return name
    import difflib

    known = ", ".join((AUTO, *contract_data.names()))
    near = difflib.get_close_matches(text, contract_data.names(), 1, 0.5)
    hint = f"did you mean {near[0]}? " if near else ""
    raise KeyError(f"there is no serving stack {text}; {hint}known: {known}, or an image URI")


def signs_of(sources: "Iterable[bytes]", files: "Iterable[str]", requirements: str) -> Signs:
    """The signs of a package.

    Args:
        sources: the handler and the modules of the package that it imports.
        files: all paths of the package that are known.
        requirements: the text of its `requirements.txt`.
    """
    modules: dict[str, None] = {}
    for text in sources:
        for match in _IMPORT.finditer(text):
            for part in match.group(1).split(b","):
                modules.setdefault(part.strip().partition(b".")[0].decode("ascii", "replace"))
    lines = (_REQUIREMENT.match(line) for line in requirements.splitlines())
    wanted = {line.group(1).lower().replace("_", "-") for line in lines if line is not None}
    return Signs(tuple(modules), tuple(files), wanted)


def recognise(signs: Signs) -> tuple[Candidate, ...]:
    """The stacks that the strongest signs speak for, in the order of the stacks; none where there are no signs.

    What is imported is stronger than the model files, and these than the requirements; where several stacks are
    imported from, model files decide among them.
    """
    every = {name: contract_data.read(name) for name in contract_data.names()}
    stacks = {name: one["signs"] for name, one in every.items() if not one.get("multi_model")}
    imported = _found(stacks, signs.modules, "modules", _equal, "imports")
    packed = _found(stacks, signs.files, "files", _named_like, "")
    if len(imported) > 1:
        imported = _both(imported, packed) or imported
    for found in (
        imported,
        packed,
        _found(stacks, signs.requirements, "requirements", _equal, "requires"),
    ):
        if found:
            best = [
                one for one in found if not any(one in stacks[other]["over"] for other in found)
            ]
            order = sorted(best, key=lambda name: (name != DEFAULT_STACK, name))
            return _with_others([Candidate(name, found[name]) for name in order], stacks, signs)
    return ()


def _with_others(
    found: "Sequence[Candidate]", stacks: "Mapping[str, Any]", signs: Signs
) -> tuple[Candidate, ...]:
    """With the stack on which the same modules are used as often, where nothing else speaks for the one."""
    if len(found) > 1:
        return tuple(found)
    (one,) = found
    own = stacks[one.stack]
    shared = own.get("shared", {})
    modules = [name for name in signs.modules if name in own["modules"]]
    files = [name for name in signs.files if any(_named_like(name, sign) for sign in own["files"])]
    other = {shared.get(name, "") for name in modules}
    if files or not modules or "" in other:
        return tuple(found)
    return (one, *(Candidate(name, one.evidence) for name in sorted(other)))


def _found(
    stacks: "Mapping[str, Any]",
    there: "Collection[str]",
    kind: str,
    matches: "Callable[[str, str], bool]",
    verb: str,
) -> dict[str, str]:
    """Stacks with a sign of this kind, and the first such sign in words."""
    found = {}
    for name, signs in stacks.items():
        seen = next((one for one in there if any(matches(one, sign) for sign in signs[kind])), None)
        if seen is not None:
            found[name] = f"{verb} {seen}".strip()
    return found


def _both(imported: "Mapping[str, str]", packed: "Mapping[str, str]") -> dict[str, str]:
    return {name: f"{imported[name]}; {packed[name]}" for name in imported if name in packed}


def _equal(one: str, sign: str) -> bool:
    return one == sign


def _named_like(path: str, pattern: str) -> bool:
    return fnmatchcase(path.rpartition("/")[2], pattern)
