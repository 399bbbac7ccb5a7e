"""The texts of the first files."""

import json
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from handler_lint.package.samples import CONTENT_TYPES
from handler_lint.starting.learned import Learned

SIMPLE: Mapping[str, str] = {
    kind: ending for ending, kind in reversed(tuple(CONTENT_TYPES.items()))
}
"""A content type's usual extension."""


def configuration(learned: Learned, samples: str, empty: bool) -> str:
    """The entry of the handler in `pyproject.toml`; `empty`: with the table of the tool."""
    lines = ["[tool.handler-lint]", ""] if empty else []
    lines += ["[[tool.handler-lint.handlers]]", f"path = {quoted(learned.target)}"]
    if learned.package is not None:
        lines.append(f"package = {quoted(learned.package)}")
    if samples:
        lines.append(f"samples = {quoted(samples)}")
    stack = f"framework = {quoted(learned.stack)}"
    sign = f"{stack}  # {learned.evidence}"
    lines.append(sign if learned.is_sure else f"# {stack}  # assumed: name the one that serves it")
    return "\n".join(lines) + "\n"


def manifest(learned: Learned) -> str:
    """The manifest of the samples, all of it commented."""
    kinds = learned.content_types or ("application/json",)
    named = ", ".join(f"{SIMPLE[kind]} is {kind}" for kind in kinds if kind in SIMPLE)
    return f"""\
# Payload samples of {learned.target}: each file here, and one folder deeper, is a request as a client sends it.
# Its content type is that of its extension{f" ({named})" if named else ""}.

# What clients send and ask for. A branch for another type is then a finding (HL803), a type that is refused as well.
# content-types = {_list(kinds)}
# accepts = {_list(learned.accepts)}

# A file whose extension says nothing, or something else:
# ["one.dat"]
# content-type = {quoted(kinds[0])}

# A file that a step of a pipeline wrote; if the handler does not take it, that step is named (HL802):
# ["rows.csv"]
# script = "prepare"
"""


def sample_folders(learned: Learned) -> list[str]:
    """A folder for each content type that has a usual extension, within the folder of the samples."""
    endings = [SIMPLE[kind] for kind in learned.content_types if kind in SIMPLE]
    return [f"{ending.removeprefix('.')}_samples" for ending in dict.fromkeys(endings)]


def tests(learned: Learned, samples: str, up: int) -> str:
    """A file for pytest, in a folder that is `up` levels below the working folder."""
    name = PurePosixPath(learned.target).name.partition(".")[0] or "handler"
    fields = [f"handler_name={quoted(name)}", 'step_name="serve"']
    if learned.is_file and learned.package is not None:
        fields.append(f"handler_path=str(ROOT / {quoted(learned.target)})")
        fields.append(f"model_dir=str(ROOT / {quoted(learned.package)})")
    else:
        fields.append(f"packaged_model_path=str(ROOT / {quoted(learned.target)})")
    if samples:
        fields.append("payload_samples_path=str(SAMPLES)")
    if learned.is_sure:
        fields.append(f"framework={quoted(learned.stack)}")
    fields.append(f"supported_accept_types={_list(learned.accepts)}")
    return "".join(
        (
            f'"""The handler of {learned.target}, as its server calls it."""\n\n',
            "from pathlib import Path\n\n",
            "import pytest\n" if samples else "",
            THREE_NAMES if learned.refuses else TWO_NAMES,
            f"\nROOT = Path(__file__).parents[{up}]\n",
            f"SAMPLES = ROOT / {quoted(samples)}\n{GIVEN}" if samples else "",
            f"SPEC = InferenceHandlerSpec(\n    {f',{chr(10)}    '.join(fields)},\n)\n",
            LOADS,
            f"\n\n{SKIPPED.format(samples=samples)}" if samples else "\n\n",
            ANSWERS,
            REFUSES if learned.refuses else "",
        )
    )


TWO_NAMES = "from handler_lint.testing import InferenceHandlerSpec, RuntimeTester\n"
THREE_NAMES = """\
from handler_lint.testing import (
    InferenceHandlerSpec,
    InferenceTestSample,
    RuntimeTester,
)
"""
GIVEN = 'GIVEN = {one.suffix for one in SAMPLES.rglob("*.*")} - {"", ".toml"}\n'
LOADS = """

def test_the_model_loads() -> None:
    result = RuntimeTester().test_inference_function(SPEC, "model_fn", {})
    assert result.success, f"{result.error} {result.guidance}"
"""
SKIPPED = '@pytest.mark.skipif(not GIVEN, reason="save a request below {samples}/")\n'
ANSWERS = """\
def test_each_sample_is_answered() -> None:
    result = RuntimeTester().test_inference_pipeline(SPEC)
    assert result.overall_success, result.errors
"""
REFUSES = """

def test_a_content_type_that_is_not_known_is_refused() -> None:
    sample = InferenceTestSample(
        content_type="application/x-unknown",
        data="?",
        should_succeed=False,
        error_pattern=".",
    )
    alone = {"test_data_samples": [sample], "payload_samples_path": None}
    result = RuntimeTester().test_inference_pipeline(SPEC.model_copy(update=alone))
    sent = {one.content_type: one for one in result.end_to_end_results}
    assert sent[sample.content_type].success, sent[sample.content_type].error
"""


def quoted(text: str) -> str:
    """A text as TOML, JSON and Python write it."""
    return json.dumps(text, ensure_ascii=False)


def _list(texts: Iterable[str]) -> str:
    return f"[{', '.join(map(quoted, texts))}]"
