"""The inference toolkit's `decoder`, for handlers that call it themselves."""

from __future__ import annotations

from . import defaults
from .toolkit_errors import UnsupportedFormatError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def decode(obj: Any, content_type: Any) -> Any:
    """A body of one of the toolkit's own content types as an array.

    Raises:
        UnsupportedFormatError: any other content type, parameters and case included.
    """
    decoders = {
        "application/json": defaults.json_array,
        "text/csv": defaults.csv_array,
        "application/x-npy": defaults.npy_array,
        "application/x-npz": defaults.sparse_matrix,
    }
    try:
        decoder = decoders[content_type]
        return decoder(obj)
    except KeyError:
        raise UnsupportedFormatError(content_type)
