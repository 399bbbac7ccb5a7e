"""What all models share: unknown keys are errors with a suggestion, and results read like dictionaries."""

from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, ClassVar, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, model_validator

from handler_lint.config.framework import asked_stack
from handler_lint.config.usage import UsageError


def _known(named: str | None) -> str | None:
    try:
        return asked_stack(named)
    except UsageError as error:
        raise ValueError(str(error)) from None


StackName = Annotated[str | None, AfterValidator(_known)]
"""A serving stack by its name, another name of it, or the URI of an image; None where it is to be recognised."""


class Strict(BaseModel):
    """A model whose keys are all known, saved as JSON and loaded again."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True, validate_assignment=True)

    called: ClassVar[str] = ""
    """What a message calls it, where that is not the name of the class."""

    @model_validator(mode="before")
    @classmethod
    def _suggest(cls, data: Any) -> Any:
        known = [one.alias or name for name, one in cls.model_fields.items()]
        for key in data if isinstance(data, dict) else ():
            if key not in known:
                near = get_close_matches(str(key), known, 1)
                meant = f"; did you mean {near[0]}?" if near else ""
                raise ValueError(f"{cls.called or cls.__name__} has no field {key}{meant}")
        return data

    def save_to_file(self, path: str | Path) -> Path:
        """Write the model as JSON; its folder is made.

        Raises:
            OSError: it cannot be written.
        """
        file = Path(path)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(self.model_dump_json(indent=2), encoding="utf-8")
        return file

    @classmethod
    def load_from_file(cls, path: str | Path) -> Self:
        """The model that was saved.

        Raises:
            OSError: it cannot be read.
            pydantic.ValidationError: it is no such model.
        """
        return cls.model_validate_json(Path(path).read_text(encoding="utf-8"))


class Readable(Strict):
    """A result that can be read like the dictionaries of older scripts: `result["success"]`, `result.get("error")`."""

    def _older(self) -> dict[str, Any]:
        """Keys under which older scripts look for something that has another name here."""
        return {}

    def _keys(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in type(self).model_fields} | self._older()

    def __getitem__(self, key: str) -> Any:
        return self._keys()[key]

    def get(self, key: str, default: Any = None) -> Any:
        """What is under a key, or the default."""
        return self._keys().get(key, default)

    def __contains__(self, key: object) -> bool:
        return key in self._keys()

    def keys(self) -> Iterator[str]:
        """All keys."""
        return iter(self._keys())
