"""The shape of `[tool.handler-lint]`."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator


class HandlerTable(BaseModel):
    """One handler: its file, folder or archive, and what belongs to it."""

    model_config = ConfigDict(extra="forbid", strict=True)

    path: str
    package: str | None = None
    samples: str | None = None
    framework: str | None = None
    python: str | None = None


class Table(BaseModel):
    """The whole table."""

    model_config = ConfigDict(extra="forbid", strict=True)

    handlers: list[HandlerTable] = Field(default_factory=list)
    framework: str | None = None
    python: str | None = None
    dynamic: Literal["flagged", "all", "off"] | None = None
    select: list[str] = Field(default_factory=list)
    ignore: list[str] = Field(default_factory=list)
    models: list[str] = Field(default_factory=list)

    @field_validator("handlers", mode="before")
    @classmethod
    def _paths(cls, value: Any) -> Any:
        """A handler may be written as its path alone."""
        if isinstance(value, list):
            return [{"path": one} if isinstance(one, str) else one for one in value]
        return value
