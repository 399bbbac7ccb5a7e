"""What to say where a package has no handler."""

from collections.abc import Iterable, Mapping, Sequence

from handler_lint.package.layout import CODE, HANDLER, PROGRAM, nested_handler
from handler_lint.package.names import printable, under


def no_handler(
    kind: str,
    root: str,
    files: Iterable[str],
    refused: Mapping[str, str],
    program: str = "",
    others: Sequence[str] = (),
) -> str:
    """One line on where a handler was looked for, the nearest thing that was found, and what to do.

    Args:
        kind: `folder` or `archive`.
        root: the folder or archive as the user typed it.
        refused: what is no part of the package, by path what kind of thing it is.
        program: the name of the handler that was looked for, where it is not `inference.py`.
        others: files that look like a handler of another name.
    """
    start = f"no {CODE}/{printable(program or HANDLER)} in {printable(root)}"
    places = (CODE, f"{CODE}/{HANDLER}", HANDLER)
    link = next((path for path in refused if path in places), None)
    if link:
        return f"{start}: {link} is a {refused[link]}; name the handler file, with --package"
    if others and not program:
        name = printable(others[0])
        return (
            f"{start}; {name} looks like one: name it as the endpoint does, with"
            f" --environ {PROGRAM}={name.rpartition('/')[2]}"
        )
    nested = nested_handler(files)
    if not nested:
        return f"{start}; name the handler file or set [tool.handler-lint] handlers"
    found = f"{start}; there is {printable(nested)}"
    if under(nested, CODE):
        return f"{found}: move it up to {CODE}/{HANDLER}"
    if kind == "folder":
        return f"{found}: name that file, or the folder that is the package"
    above = nested.removesuffix(HANDLER).removesuffix(f"/{CODE}/").rstrip("/")
    count = above.count("/") + 1
    levels = "one folder" if count == 1 else f"{count} folders"
    return f"{found}: the archive has {levels} too many; pack again with: tar -czf model.tar.gz -C {printable(above)} ."


def nested_root(files: Iterable[str]) -> tuple[str, str]:
    """The handler of an archive whose files all lie below one folder, and that folder; empty where it is not so."""
    every = list(files)
    nested = nested_handler(every)
    folder = nested.removesuffix(HANDLER).removesuffix(f"/{CODE}/").rstrip("/")
    is_root = nested.endswith(f"/{CODE}/{HANDLER}") and all(under(path, folder) for path in every)
    return (nested, folder) if is_root else ("", "")
