"""`handler-lint compat`."""

from typing import TYPE_CHECKING, Any

import click

from handler_lint.cli.options import KeyValue

if TYPE_CHECKING:
    from handler_lint.testing import (
        CompatibilityTestResult,
        InferenceHandlerSpec,
        ScriptExecutionSpec,
    )


@click.command("compat")
@click.argument("script", type=click.Path(exists=True, dir_okay=False))
@click.argument("target")
@click.option(
    "--output",
    "outputs",
    multiple=True,
    required=True,
    type=KeyValue(),
    metavar="NAME=DIR",
    help="A folder that the script writes, by its logical name; repeatable.",
)
@click.option(
    "--input",
    "inputs",
    multiple=True,
    type=KeyValue(),
    metavar="NAME=PATH",
    help="What the script reads, by its logical name; repeatable.",
)
@click.option(
    "--arg",
    "arguments",
    multiple=True,
    type=KeyValue(),
    help="An argument of the job; repeatable.",
)
@click.option(
    "--environ",
    multiple=True,
    type=KeyValue(),
    help="A variable of the script and the handler; repeatable.",
)
@click.option(
    "--content-type",
    "content_types",
    multiple=True,
    metavar="TYPE",
    help="A type that the handler is to take; repeatable. Default: JSON and CSV.",
)
@click.option("--framework", metavar="STACK", help="Serving stack; default: recognised.")
@click.option("--python", metavar="PATH", help="The interpreter that has the libraries.")
@click.option(
    "--timeout",
    type=click.FloatRange(min=0.05),
    default=300.0,
    show_default=True,
    help="Seconds that the script, and each call of the handler, may take.",
)
@click.option(
    "--output-format",
    "--format",
    "output_format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="A line for each file, or an object.",
)
def command(**options: Any) -> None:
    """Run SCRIPT, and send each file that it writes to the handler of TARGET.

    The script defines main(input_paths, output_paths, environ_vars, job_args) and is run in the containment of a
    handler. Each file is sent as the type that it is by its bytes, through input_fn and predict_fn. Exit 0: all files
    fit; 1: one does not, or the script fails; 2: usage, or a target that cannot be tested.
    """
    from handler_lint.cli.ending import one_line_errors
    from handler_lint.cli.output import say
    from handler_lint.testing import RuntimeTester

    with one_line_errors("compat", options["target"]):
        result = RuntimeTester().test_script_to_inference_compatibility(
            _script(options), _handler(options)
        )
        as_json = options["output_format"] == "json"
        say(result.model_dump_json(indent=2) + "\n" if as_json else _text(result))
        raise SystemExit(0 if result.compatible else 1)


def _script(options: dict[str, Any]) -> "ScriptExecutionSpec":
    from handler_lint.testing import ScriptExecutionSpec

    name = options["script"].rpartition("/")[2]
    return ScriptExecutionSpec(
        script_name=options["script"],
        step_name=name,
        script_path=options["script"],
        input_paths=dict(options["inputs"]),
        output_paths=dict(options["outputs"]),
        environ_vars=dict(options["environ"]),
        job_args=dict(options["arguments"]),
    )


def _handler(options: dict[str, Any]) -> "InferenceHandlerSpec":
    from handler_lint.config.framework import asked_stack
    from handler_lint.testing import InferenceHandlerSpec

    is_file = options["target"].endswith(".py")
    handler = InferenceHandlerSpec(
        handler_name=options["target"],
        step_name="handler",
        packaged_model_path=None if is_file else options["target"],
        handler_path=options["target"] if is_file else None,
        framework=asked_stack(options["framework"]),
        python=options["python"],
        environ_vars=dict(options["environ"]),
        timeout_seconds=options["timeout"],
        supported_accept_types=["application/json"],
    )
    if options["content_types"]:
        handler.supported_content_types = list(options["content_types"])
    return handler


def _text(result: "CompatibilityTestResult") -> str:
    """A line for each file, and the verdict."""
    lines = [f"{result.script_name} -> {result.handler_name}"]
    width = max((len(one.output_file) for one in result.files), default=0)
    for one in result.files:
        kind = one.content_type or one.file_format
        said = "fits" if one.compatible else f"does not fit: {one.error}"
        lines.append(f"  {one.output_file:<{width}}  {kind:<22}  {said}")
    wrong = sum(not one.compatible for one in result.files)
    if not result.script_result.success:
        lines.append(f"the script failed: {result.script_result.error_message}")
    elif not result.files:
        lines.append("the script wrote no file")
    elif wrong:
        lines.append(f"{wrong} of {len(result.files)} files do not fit")
    else:
        lines.append("all files fit")
    return "\n".join(lines) + "\n"
