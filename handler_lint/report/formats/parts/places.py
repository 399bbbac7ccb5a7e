"""Places as other tools take them: four numbers, and paths as URIs."""

from urllib.parse import quote

from handler_lint.calls import Place


def region(place: Place) -> tuple[int, int, int, int]:
    """Line, column, end line and end column (exclusive), 1-based; a file as a whole is at 1:1, no end is the start."""
    line, column = max(place.line, 1), max(place.column, 1)
    end = (place.end_line, place.end_column)
    return (line, column, *max(end, (line, column)))


def uri(path: str) -> str:
    """A percent-encoded reference (RFC 3986) to a path with `/`: relative, or `file:` for an absolute one."""
    encoded = quote(path.removeprefix("./"), safe="/!", errors="surrogatepass")
    return f"file://{encoded}" if encoded.startswith("/") else encoded
