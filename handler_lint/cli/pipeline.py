"""`handler-lint pipeline`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from handler_lint.cli.ending import fail, one_line_errors
from handler_lint.cli.output import say, tell

if TYPE_CHECKING:
    from handler_lint.testing import PipelineTestResult


@click.command("pipeline")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--nodes",
    type=click.Path(path_type=Path),
    metavar="TOML",
    help="For a definition: the scripts and packages that its steps are here.",
)
@click.option(
    "--output-format",
    "--format",
    "output_format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="A line for each node and edge, or an object.",
)
def command(file: Path, nodes: Path | None, output_format: str) -> None:
    """Run a pipeline: each script and each handler once, and what they hand on along its edges.

    FILE is TOML that names the script or the package of each node and the edges between them, or the JSON of a
    SageMaker pipeline, what pipeline.definition() returns: there, Model and RegisterModel steps are handlers, and
    --nodes names what the steps are here. Scripts define main(input_paths, output_paths, environ_vars, job_args).

    \b
    [nodes.prepare]
    script = "prepare.py"
    outputs = {data = "out"}
    [nodes.serve]
    handler = "model.tar.gz"
    samples = "samples"
    [[edges]]
    from = "prepare"
    to = "serve"

    Exit 0: all nodes and edges work; 1: one does not; 2: usage, or a file that is wrong.
    """
    from handler_lint.testing import RuntimeTester
    from handler_lint.testing.pipeline_files import NodesMissing, read_pipeline

    if nodes is not None and file.suffix == ".toml":
        fail('--nodes is for a definition; in TOML, write definition = "definition.json"', 2)
    with one_line_errors("pipeline", str(file)):
        try:
            spec = read_pipeline(file, nodes)
        except NodesMissing as error:
            say(error.skeleton)
            raise
        result = RuntimeTester().test_pipeline_with_inference(
            spec, progress=lambda node: tell(f"running {node}, its code is executed")
        )
        as_json = output_format == "json"
        say(result.model_dump_json(indent=2) + "\n" if as_json else text(result, spec.dag.nodes))
        raise SystemExit(0 if result.pipeline_success else 1)


def text(result: "PipelineTestResult", nodes: list[str]) -> str:
    """A line for each node and edge, the findings of the rules, and the verdict."""
    rows = [*_nodes(result, nodes), *_edges(result)]
    width = max((len(name) for name, _ in rows), default=0)
    lines = [f"{name:<{width}}  {said}" for name, said in rows]
    found = [one for one in result.diagnostics if one["severity"] != "note" or one["node"] is None]
    lines += [_finding(one) for one in found]
    edges = result.edge_results
    fit = sum(one.compatible for one in edges)
    ran = len(result.script_results) + len(result.inference_results)
    lines.append(f"{ran} of {len(nodes)} nodes run, {fit} of {len(edges)} edges to handlers fit")
    return "\n".join(lines) + "\n"


def _nodes(result: "PipelineTestResult", nodes: list[str]) -> list[tuple[str, str]]:
    rows = []
    for node in nodes:
        script, handler = result.script_results.get(node), result.inference_results.get(node)
        why = next((one for one in result.errors if one.startswith(f"{node}: ")), "")
        if script is not None:
            took = f"ran, {script.execution_time:.1f} s"
            rows.append((node, took if script.success else f"failed: {script.error_message}"))
        elif handler is not None:
            sent = len(handler.end_to_end_results)
            answered = sum(one.success for one in handler.end_to_end_results)
            told = why.removeprefix(f"{node}: ")
            rows.append(
                (node, f"{answered} of {sent} requests went through{f'; {told}' if told else ''}")
            )
        else:
            rows.append((node, why.removeprefix(f"{node}: ") or "not run"))
    return rows


def _edges(result: "PipelineTestResult") -> list[tuple[str, str]]:
    rows = []
    for edge in result.edge_results:
        name = f"{edge.source} -> {edge.target}"
        why = next((one for one in result.errors if one.startswith(f"{name}: ")), "")
        count = len(edge.files)
        fits = f"{count} payload{'' if count == 1 else 's'}: fit"
        rows.append((name, fits if edge.compatible else why.removeprefix(f"{name}: ")))
    return rows


def _finding(one: dict[str, str | int | None]) -> str:
    place = f" ({one['node']}: {one['path']}:{one['line']})" if one["path"] else ""
    return f"{one['severity']}[{one['code']}] {one['message']}{place}"
