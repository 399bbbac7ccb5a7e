"""A payload sample given in Python, and what is expected of it."""

from pydantic import Field

from handler_lint.package.model import Sample
from handler_lint.testing.models import Strict


class InferenceTestSample(Strict):
    """One request body with its content type.

    `should_succeed` False: the request has to fail, with an error in which `error_pattern` (a regular expression) is
    found.
    """

    content_type: str
    data: str | bytes
    sample_name: str = ""
    should_succeed: bool = True
    error_pattern: str = ""
    file_path: str | None = Field(default=None)

    def as_sample(self, number: int) -> Sample:
        """The sample as the package has it; without a name it is numbered from 1."""
        body = self.data.encode("utf-8") if isinstance(self.data, str) else self.data
        return Sample(self.sample_name or f"sample_{number}", self.content_type, body)
