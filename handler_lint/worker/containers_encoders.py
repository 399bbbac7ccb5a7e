"""The `encoders` of sagemaker-containers, for handlers that call them themselves."""

from __future__ import annotations

from . import defaults
from .containers_errors import UnsupportedFormatError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def decode(obj: Any, content_type: Any) -> Any:
    """A body as an array; UnsupportedFormatError for a content type that has no decoder."""
    decoders = {
        "application/json": defaults.json_array,
        "text/csv": defaults.csv_text_array,
        "application/x-npy": defaults.npy_array,
    }
    try:
        decoder = decoders[content_type]
        return decoder(obj)
    except KeyError:
        raise UnsupportedFormatError(content_type)


def encode(array_like: Any, content_type: Any) -> Any:
    """An array as a body; UnsupportedFormatError for a content type that has no encoder."""
    encoders = {
        "application/json": defaults.to_json,
        "text/csv": defaults.to_csv_columns,
        "application/x-npy": defaults.to_npy,
    }
    try:
        encoder = encoders[content_type]
        return encoder(array_like)
    except KeyError:
        raise UnsupportedFormatError(content_type)
