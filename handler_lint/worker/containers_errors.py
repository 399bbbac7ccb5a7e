"""The exceptions of sagemaker-containers that a handler may import, or that a client sees."""

from __future__ import annotations

from . import toolkit_errors


class UnsupportedFormatError(toolkit_errors.UnsupportedFormatError):
    """A content type that the default functions do not know."""

    __module__ = "sagemaker_containers._errors"


class ClientError(Exception):
    """What is raised for a body that cannot be decoded."""

    __module__ = "sagemaker_containers._errors"
