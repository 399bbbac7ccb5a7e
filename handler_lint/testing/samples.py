"""A payload sample given in Python, and what is expected of it."""

from base64 import b64decode, b64encode
from typing import Any

from pydantic import Field, field_serializer, field_validator

from handler_lint.package.model import Sample
from handler_lint.testing.models import Strict


class InferenceTestSample(Strict):
    """One request body with its content type.

    `should_succeed` False: the request has to fail, with an error in which `error_pattern` (a regular expression) is
    found. `script` or `handler` is the node of a pipeline that wrote the body; in JSON, bytes are `{"base64": ...}`.
    """

    content_type: str
    data: str | bytes
    sample_name: str = ""
    should_succeed: bool = True
    error_pattern: str = ""
    file_path: str | None = Field(default=None)
    script: str = ""
    handler: str = ""

    @field_validator("data", mode="before")
    @classmethod
    def _from_base64(cls, value: Any) -> Any:
        return (
            b64decode(value["base64"]) if isinstance(value, dict) and "base64" in value else value
        )

    @field_serializer("data", when_used="json")
    def _to_base64(self, value: str | bytes) -> Any:
        return value if isinstance(value, str) else {"base64": b64encode(value).decode("ascii")}

    def as_sample(self, number: int) -> Sample:
        """The sample as the package has it; without a name it is numbered from 1."""
        body = self.data.encode("utf-8") if isinstance(self.data, str) else self.data
        name = self.sample_name or f"sample_{number}"
        return Sample(name, self.content_type, body, self.script, self.handler)
