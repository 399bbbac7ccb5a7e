"""Which serving stack answers, and which handler it finds.

`check` recognises stacks by the same signs; what it needs for that is imported only where a package shows any of them.
"""

from handler_lint import contract_data
from handler_lint.package.layout import CODE, find_handler, imported, is_source, requirement_lists

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from handler_lint.package.copy import Copy


def stack_of(asked: str | None, copied: "Copy", root: str) -> "tuple[dict[str, Any], str]":
    """The contract data of the stack that is asked for, else of the one that a package shows signs of, else the usual.

    Args:
        asked: its name, another name of it, the URI of an image, or `auto`.
        copied: the package, whose copy lies in the folder `root`.

    Returns:
        The data, and a warning where the package may be for several stacks.

    Raises:
        UsageError: there is no such stack.
    """
    if asked in contract_data.names():
        return contract_data.read(asked), ""
    if asked is not None:
        from handler_lint.config.framework import asked_stack

        named = asked_stack(asked)
        if named is not None:
            return contract_data.read(named), ""
    sources = _sources(copied, root)
    if not _shows_signs(copied, sources):
        return contract_data.read(contract_data.DEFAULT_STACK), ""
    from handler_lint.contract.recognise import recognise, signs_of

    found = recognise(signs_of(sources, copied.files, _requirements(copied, root)))
    names = [one.stack for one in found] or [contract_data.DEFAULT_STACK]
    several = f"the stack may be {' or '.join(names)}; {names[0]} answers, unless --framework says"
    return contract_data.read(names[0]), several if len(names) > 1 else ""


def handler_of(copied: "Copy", stack: "Mapping[str, Any]", program: str = "") -> tuple[str, str]:
    """The path of the handler where the server looks for it, and a warning where it is not there.

    `program` is its name where it is not the usual one. The path is empty where the stack's own functions stand for
    the handler.
    """
    if copied.handler:
        return copied.handler, ""
    named = find_handler(copied.files, program) if program else ""
    if named:
        return named, ""
    place = stack["world"]
    for path in place["handlers"]:
        if path in copied.files:
            return path, ""
    from handler_lint.package.missing import no_handler

    why = no_handler(copied.kind, copied.root, copied.files, copied.refused, program)
    if place["without_handler"] == "defaults":
        return "", f"{why}; {stack['name']} answers with its own functions"
    return place["handlers"][0], f"{why}; {stack['name']} does not start without it"


def _handler(copied: "Copy") -> str:
    return copied.handler or find_handler(copied.files)


def _sources(copied: "Copy", root: str) -> list[bytes]:
    """The Python files that are read for `check`, too."""
    handler = _handler(copied)
    home = handler.rpartition("/")[0]
    has_code = any(path.startswith(f"{CODE}/") for path in copied.files)
    texts = {}
    for path, size in copied.files.items():
        if is_source(path, size, home, has_code):
            with open(f"{root}/{path}", "rb") as file:
                texts[path] = file.read()
    if len(texts) < 2 or handler not in texts:
        return list(texts.values())
    return [texts[path] for path in (handler, *imported(handler, texts))]


def _shows_signs(copied: "Copy", sources: list[bytes]) -> bool:
    """Whether a package may show a sign of a stack; never wrong where it does not."""
    if any(path in copied.files for path in requirement_lists(_handler(copied))):
        return True
    signs = [table["signs"] for table in contract_data.tables() if "signs" in table]
    modules = {name.encode() for one in signs for name in one["modules"]}
    endings = tuple({pattern.rpartition("*")[2] for one in signs for pattern in one["files"]})
    if any(path.endswith(endings) for path in copied.files):
        return True
    return any(not modules.isdisjoint(_imported(text)) for text in sources)


def _imported(text: bytes) -> set[bytes]:
    """The top-level names on the lines that begin like an import, and more."""
    lines = (line.split() for line in text.splitlines() if b"import" in line)
    words = (word for line in lines if line[0] in (b"import", b"from") for word in line)
    return {part.partition(b".")[0] for word in words for part in word.split(b",")}


def _requirements(copied: "Copy", root: str) -> str:
    for path in requirement_lists(_handler(copied)):
        if path in copied.files:
            with open(f"{root}/{path}", encoding="utf-8", errors="replace") as file:
                return file.read()
    return ""
