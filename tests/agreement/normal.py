"""Reply bodies without what differs from one machine to the next: where a package lies, frames of other files."""

ROOT = b"/opt/ml/model"
"""Where a package lies on an endpoint."""

TRACEBACK = b"Traceback (most recent call last):"
FRAME = b'  File "'
REPEATED = b"  [Previous line repeated "


def normal(body: bytes, root: str) -> bytes:
    """The body with the package at `/opt/ml/model`, and of a traceback only the frames of the package.

    Lines of only spaces, `^` and `~` go as well: Python versions mark places differently.

    Args:
        body: what a client gets.
        root: the absolute path of the package's folder; `/opt/ml/model` changes nothing but tracebacks.
    """
    body = body.replace(root.encode(), ROOT)
    if TRACEBACK not in body:
        return body
    kept = []
    foreign = False
    for line in body.split(b"\n"):
        if line.startswith(FRAME):
            foreign = not line.startswith(FRAME + ROOT)
        elif not line.startswith((b"    ", REPEATED)):
            foreign = False
        if not foreign and not _only_marks(line):
            kept.append(line)
    return b"\n".join(kept)


def _only_marks(line: bytes) -> bool:
    return line != b"" and not line.strip(b" ^~")
