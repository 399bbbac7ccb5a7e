"""What is to be tested: a package, its samples, and how the handler is called."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from pydantic import Field, PositiveFloat, model_validator

from handler_lint.package.layout import PROGRAM
from handler_lint.testing.models import StackName, Strict
from handler_lint.testing.samples import InferenceTestSample

JSON_AND_CSV = ("application/json", "text/csv")


class InferenceHandlerSpec(Strict):
    """A handler in its package, with payload samples.

    `packaged_model_path` is an archive, or the folder of an extracted package; `handler_path` with `model_dir` names a
    handler file and the package that it belongs to. Samples come from the folder `payload_samples_path`, from
    `test_data_samples`, or from the package. Each sample is answered for each of `supported_accept_types`.
    A `validate_` switch that is off leaves the function out of what decides success.

    The three dictionaries are those of an older library: `model_paths["extraction_root"]` is the package where no other
    is named, `code_paths["handler_file"]` the name of a handler that is not `inference.py`, and
    `data_paths["payload_samples"]` the folder of the samples where no other is named.
    """

    handler_name: str
    step_name: str
    packaged_model_path: str | None = None
    payload_samples_path: str | None = None
    handler_path: str | None = None
    model_dir: str | None = None
    test_data_samples: list[InferenceTestSample] = Field(default_factory=list)
    model_paths: dict[str, str] = Field(default_factory=dict)
    code_paths: dict[str, str] = Field(default_factory=dict)
    data_paths: dict[str, str] = Field(default_factory=dict)
    framework: StackName = None
    python: str | None = None
    """The interpreter that has the handler's libraries; the caller's own without it."""

    supported_content_types: list[str] = Field(default_factory=lambda: list(JSON_AND_CSV))
    supported_accept_types: list[str] = Field(default_factory=lambda: list(JSON_AND_CSV))
    environ_vars: dict[str, str] = Field(default_factory=dict)
    timeout_seconds: PositiveFloat = 300
    validate_model_loading: bool = True
    validate_input_processing: bool = True
    validate_prediction: bool = True
    validate_output_formatting: bool = True
    validate_end_to_end: bool = True
    created_at: datetime | None = Field(default_factory=lambda: datetime.now(UTC))
    updated_at: datetime | None = Field(default_factory=lambda: datetime.now(UTC))

    @model_validator(mode="after")
    def _names_a_package(self) -> Self:
        if (
            not self.get_extraction_root_path()
            and not self.packaged_model_path
            and not self.handler_path
        ):
            raise ValueError("name packaged_model_path, or handler_path with model_dir")
        return self

    @classmethod
    def create_default(
        cls,
        handler_name: str,
        step_name: str,
        packaged_model_path: str,
        payload_samples_path: str,
        test_data_dir: str | None = None,
    ) -> Self:
        """A specification with the defaults, and `INFERENCE_MODE=testing` in the handler's environment.

        Args:
            test_data_dir: as in older scripts, the folder of the paths that the getters tell.
        """
        root = f"{test_data_dir}/inference_inputs" if test_data_dir is not None else None
        return cls(
            handler_name=handler_name,
            step_name=step_name,
            packaged_model_path=packaged_model_path,
            payload_samples_path=payload_samples_path,
            model_paths={"extraction_root": root} if root is not None else {},
            code_paths={"inference_code_dir": f"{root}/code"} if root is not None else {},
            data_paths={"payload_samples": payload_samples_path},
            environ_vars={"INFERENCE_MODE": "testing"},
        )

    def get_packaged_model_path(self) -> str | None:
        """The package that is tested: an archive or a folder; None where a handler file is named instead."""
        return self.packaged_model_path or (
            self.get_extraction_root_path() if not self.handler_path else None
        )

    def get_payload_samples_path(self) -> str | None:
        """The folder of the samples; None where they are given in Python, or lie in the package."""
        return self.payload_samples_path or self.data_paths.get("payload_samples")

    def get_extraction_root_path(self) -> str | None:
        """The folder of the extracted package, as an older specification names it."""
        return self.model_paths.get("extraction_root")

    def get_inference_code_path(self) -> str | None:
        """The folder of the code, as an older specification names it."""
        return self.code_paths.get("inference_code_dir")

    def get_handler_file_path(self) -> str | None:
        """The handler file that is named by itself, or within its package."""
        return self.handler_path or self.code_paths.get("handler_file")

    def get_environ(self) -> dict[str, str]:
        """The handler's variables; `SAGEMAKER_PROGRAM` where a handler of another name is meant."""
        file = self.code_paths.get("handler_file")
        program = {PROGRAM: Path(file).name} if file and not self.handler_path else {}
        return {**program, **self.environ_vars}

    def validate_configuration(self) -> list[str]:
        """What is wrong with the paths and the lists, one sentence each; nothing if the handler can be tested."""
        found = []
        for name in ("packaged_model_path", "payload_samples_path", "handler_path", "model_dir"):
            path = getattr(self, name)
            if path and not Path(path).exists():
                found.append(f"{name}: there is no {path}")
        if not self.supported_accept_types:
            found.append("supported_accept_types is empty: nothing would be asked for")
        for one in (*self.supported_content_types, *self.supported_accept_types):
            if one.count("/") != 1:
                found.append(f"{one} is no media type: write type/subtype")
        return found

    def is_valid(self) -> bool:
        """Whether the handler can be tested."""
        return not self.validate_configuration()

    def add_test_sample(self, sample: InferenceTestSample) -> None:
        """One more sample."""
        self.test_data_samples = [*self.test_data_samples, sample]
