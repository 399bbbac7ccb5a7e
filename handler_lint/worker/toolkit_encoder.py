"""The inference toolkit's `encoder`, for handlers that call it themselves."""

from __future__ import annotations

from . import defaults
from .toolkit_errors import UnsupportedFormatError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def encode(array_like: Any, content_type: Any) -> Any:
    """An array as a body of one of the toolkit's own content types.

    Raises:
        UnsupportedFormatError: any other content type.
    """
    encoders = {
        "application/json": defaults.to_json,
        "text/csv": defaults.to_csv,
        "application/x-npy": defaults.to_npy,
    }
    try:
        encoder = encoders[content_type]
        return encoder(array_like)
    except KeyError:
        raise UnsupportedFormatError(content_type)
