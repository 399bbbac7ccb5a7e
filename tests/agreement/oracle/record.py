"""Runs all packages of `fixtures/agreement/` through the real toolkits and records what a client gets."""

import argparse
import base64
import json
import os
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from normal import normal  # noqa: E402

PACKAGES = HERE.parents[2] / "fixtures" / "agreement"
RECORD = HERE.parent / "answers.json"
TOOLKITS: dict[str, dict[str, Any]] = tomllib.loads((HERE / "toolkits.toml").read_text())
OTHER_NAMES = "tensorflow"
"""The stack whose handlers have other names, so that it runs only the packages that name it."""


def jobs_of(stack: str) -> list[tuple[str, list[dict[str, Any]]]]:
    """The packages that the stack runs, with the requests of each process."""
    found = []
    for folder in sorted(PACKAGES.iterdir()):
        said = tomllib.loads((folder / "requests.toml").read_text())
        stacks = said.get("stacks", [name for name in TOOLKITS if name != OTHER_NAMES])
        if stack not in stacks:
            continue
        requests = said["request"]
        together = [requests] if said.get("sequence") else [[one] for one in requests]
        found += [(folder.name, some) for some in together]
    return found


def record(stack: str, venvs: Path, sources: Path) -> list[dict[str, Any]]:
    """The answers of one stack."""
    toolkit = TOOLKITS[stack]
    python = venvs / toolkit.get("environment", stack) / "bin" / "python"
    checkouts = [sources / name for name in toolkit.get("sources", ())]
    handler = toolkit["handler"]
    if handler.endswith(".py"):
        handler = str(checkouts[0] / handler)
    made = jobs_of(stack)
    with tempfile.TemporaryDirectory() as folder:
        base = os.path.join(os.path.realpath(folder), "ml")
        told = [{"package": str(PACKAGES / name), "requests": some} for name, some in made]
        done = subprocess.run(
            [python, HERE / toolkit["driver"], handler],
            input=json.dumps(told),
            capture_output=True,
            text=True,
            check=False,
            env={
                "PATH": os.environ["PATH"],
                "HOME": folder,
                "SAGEMAKER_BASE_DIR": base,
                "PYTHONPATH": ":".join(str(one / "src") for one in checkouts),
                "PYTHONHASHSEED": "0",
                "PYTHONDONTWRITEBYTECODE": "1",
                "AWS_DEFAULT_REGION": "us-east-1",
                "HF_HUB_OFFLINE": "1",
            },
        )
        lines = done.stdout.splitlines()
        if len(lines) < len(made):
            raise SystemExit(f"{stack}: {len(lines)} of {len(made)} jobs\n{done.stderr[-3000:]}")
        root = os.path.join(base, "model")
    answers = []
    for (name, some), line in zip(made, lines, strict=True):
        for request, told_of in zip(some, json.loads(line), strict=True):
            answers.append(entry(name, request["name"], stack, told_of, root))
    return answers


def entry(
    package: str, request: str, stack: str, told: dict[str, Any], root: str
) -> dict[str, Any]:
    body = normal(base64.b64decode(told["body"]), root)
    found: dict[str, Any] = {"package": package, "request": request, "stack": stack}
    found |= {"status": told["status"], "content_type": told["content_type"]}
    try:
        found["body"] = body.decode("utf-8")
    except UnicodeDecodeError:
        found |= {"body": base64.b64encode(body).decode(), "body_encoding": "base64"}
    if told["headers"]:
        found["headers"] = told["headers"]
    if told["error"]:
        found["error"] = told["error"]
    return found


def libraries(stack: str, venvs: Path) -> dict[str, str]:
    """What is installed beside the toolkit, of what its answers depend on."""
    toolkit = TOOLKITS[stack]
    python = venvs / toolkit.get("environment", stack) / "bin" / "python"
    done = subprocess.run(
        [python, "-m", "pip", "list", "--format", "json", "--disable-pip-version-check"],
        capture_output=True,
        text=True,
        check=True,
    )
    wanted = (
        "numpy",
        "scipy",
        "torch",
        "transformers",
        "flask",
        "werkzeug",
        "xgboost-cpu",
        "falcon",
    )
    return {
        one["name"]: one["version"]
        for one in json.loads(done.stdout)
        if one["name"].lower() in wanted
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("stacks", nargs="*", help="only these; the others keep what is recorded")
    parser.add_argument("--venvs", type=Path, default=HERE / ".venvs")
    parser.add_argument("--sources", type=Path, default=HERE / ".sources")
    given = parser.parse_args()
    known = json.loads(RECORD.read_text()) if RECORD.exists() else {"toolkits": {}, "answers": []}
    for stack in given.stacks or TOOLKITS:
        answers = record(stack, given.venvs, given.sources)
        known["toolkits"][stack] = {
            "toolkit": TOOLKITS[stack]["toolkit"],
            "server": TOOLKITS[stack]["server"],
            "libraries": libraries(stack, given.venvs),
        }
        known["answers"] = [one for one in known["answers"] if one["stack"] != stack] + answers
        print(f"{stack}: {len(answers)} answers", file=sys.stderr)
    known["answers"].sort(key=lambda one: (one["package"], one["request"], one["stack"]))
    lines = ",\n".join("  " + json.dumps(one, ensure_ascii=False) for one in known["answers"])
    toolkits = json.dumps(known["toolkits"], indent=1, sort_keys=True, ensure_ascii=False)
    RECORD.write_text(f'{{"toolkits": {toolkits},\n"answers": [\n{lines}\n]}}\n', encoding="utf-8")


if __name__ == "__main__":
    main()
