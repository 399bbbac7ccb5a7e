"""The exceptions that the inference toolkit raises, and that a handler may raise to choose a status."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class UnsupportedFormatError(Exception):
    """A content type that the default functions do not know."""

    __module__ = "sagemaker_inference.errors"

    def __init__(self, content_type: Any, **kwargs: Any) -> None:
        self._message = "Content type {} is not supported by this framework.{}".format(
            content_type,
            "\n\n            Please implement input_fn to to deserialize the request data or an output_fn to"
            "\n            serialize the response. For more information, see the SageMaker Python SDK README.",
        )
        super().__init__(self._message, **kwargs)


class BaseInferenceToolkitError(Exception):
    """An error with the status that the client gets."""

    __module__ = "sagemaker_inference.errors"

    def __init__(self, status_code: Any, message: Any, phrase: Any) -> None:
        self.status_code = status_code
        self.message = message
        self.phrase = phrase
        super().__init__(status_code, message, phrase)


class GenericInferenceToolkitError(BaseInferenceToolkitError):
    """An error with a status and a text for everything that is not given."""

    __module__ = "sagemaker_inference.errors"

    def __init__(self, status_code: Any, message: Any = None, phrase: Any = None) -> None:
        message = message or "Invalid Request"
        phrase = phrase or message
        super().__init__(status_code, message, phrase)
