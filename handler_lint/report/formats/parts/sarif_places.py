"""SARIF's small objects: messages and locations."""

import re

from handler_lint.calls import Place
from handler_lint.report.formats.parts.characters import clean
from handler_lint.report.formats.parts.document import Object
from handler_lint.report.formats.parts.places import region, uri
from handler_lint.report.formats.style import Style
from handler_lint.report.model import TargetReport

PLAIN = Style()


def text(plain: str) -> Object:
    """A message whose brackets make no link (section 3.11.6)."""
    return {"text": unlinked(plain)}


def unlinked(plain: str) -> str:
    """`plain` with a backslash before each bracket that would end a link's text."""
    return re.sub(r"(\\*)\](?=\()", lambda match: match[1] * 2 + r"\]", plain)


def location(target: TargetReport, place: Place, message: str = "") -> Object:
    """A place with all four numbers, which GitHub asks for."""
    found: Object = {
        "physicalLocation": {
            "artifactLocation": {"uri": uri(target.joined(place.path))},
            "region": sarif_region(place),
        }
    }
    if place.function:
        found["logicalLocations"] = [{"name": clean(place.function, PLAIN), "kind": "function"}]
    if message:
        found["message"] = text(clean(message, PLAIN))
    return found


def sarif_region(place: Place) -> Object:
    """The region of a place (section 3.30), its end exclusive."""
    line, column, end_line, end_column = region(place)
    return {
        "startLine": line,
        "startColumn": column,
        "endLine": end_line,
        "endColumn": end_column,
    }
