"""The `worker` of sagemaker-containers, for handlers that make their own response."""

from __future__ import annotations

from . import flask_server

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Response(flask_server.Response):
    """A body with its content type; `accept` has no effect."""

    def __init__(
        self,
        response: Any = None,
        accept: Any = None,
        status: Any = 200,
        headers: Any = None,
        mimetype: Any = None,
        direct_passthrough: bool = False,
    ) -> None:
        super().__init__(response, mimetype)
        self.status = status
