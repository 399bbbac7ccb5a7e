"""Real models, packed right and packed wrong in several ways: what `check` says, and what `--repack` and `--fix` mend.

    python -m benchmarks.models.run PYTHON

PYTHON is an interpreter that has the libraries (scikit-learn, xgboost, lightgbm, torch, numpy: those it has are used).
Each package that was packed wrong has to be found by the rule that is meant, at the file that is meant; where it can be
mended, the mended package has to pass `check` and to answer a request with 200.
"""

import json
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
RESULTS = HERE / "results.txt"


@dataclass(frozen=True)
class Way:
    """A way to pack a model wrong: what is done, the rules (any of them), the path, the options that mend it."""

    name: str
    spoil: Callable[[Path], None]
    code: str
    path: str
    mend: tuple[str, ...] = ()


def model_of(folder: Path) -> Path:
    return next(one for one in folder.iterdir() if one.name.startswith("model"))


def edited(folder: Path, old: str, new: str) -> None:
    handler = folder / "code" / "inference.py"
    text = handler.read_text()
    assert old in text
    handler.write_text(text.replace(old, new))


def list_at_the_root(folder: Path) -> None:
    (folder / "requirements.txt").write_text("six==1.16.0\n")


def helper_beside_the_code(folder: Path) -> None:
    (folder / "lib").mkdir()
    (folder / "lib" / "scaling.py").write_text("FACTOR = 1.0\n")
    edited(folder, "import json\n", "import json\nimport scaling\n")


def files_of_macos(folder: Path) -> None:
    (folder / f"._{model_of(folder).name}").write_text("")


def model_in_a_folder(folder: Path) -> None:
    (folder / "weights").mkdir()
    model = model_of(folder)
    model.rename(folder / "weights" / model.name)


def cut_off(folder: Path) -> None:
    model = model_of(folder)
    model.write_bytes(model.read_bytes()[:20])


def path_of_the_author(folder: Path) -> None:
    edited(folder, "os.path.join(model_dir, ", 'os.path.join("/home/anna/models", ')


def no_separator(folder: Path) -> None:
    edited(folder, "os.path.join(model_dir, ", "(model_dir + ")


def type_falls_through(folder: Path) -> None:
    refuses = '        raise ValueError(f"unsupported content type: {content_type}")\n    '
    edited(folder, refuses, "")
    edited(
        folder, 'media_type != "application/json":\n', 'media_type == "application/json":\n        '
    )


HANDLER = "code/inference.py"
REPACK = ("--repack",)
WAYS = (
    Way("list of requirements at the root", list_at_the_root, "HL705", "requirements.txt", REPACK),
    Way("module of its own beside code/", helper_beside_the_code, "HL704", HANDLER, REPACK),
    Way("files of macOS", files_of_macos, "HL708", "._model", REPACK),
    Way("model in another folder", model_in_a_folder, "HL304", HANDLER),
    Way("model cut off", cut_off, "HL314 HL315", HANDLER),
    Way("path of the author's machine", path_of_the_author, "HL301", HANDLER),
    Way("no separator in the path", no_separator, "HL312", HANDLER),
    Way("unknown type falls through", type_falls_through, "HL202", HANDLER, ("--fix", "--repack")),
)


def packed(folder: Path, archive: Path) -> None:
    with tarfile.open(archive, "w:gz") as stream:
        for name in sorted(one.relative_to(folder).as_posix() for one in folder.rglob("*")):
            if not name.startswith("json_samples") and (folder / name).is_file():
                stream.add(folder / name, name)


def lint(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "handler_lint", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def findings(archive: Path, options: list[str]) -> list[dict[str, str]]:
    """What is sure, at warning or above."""
    done = lint("check", str(archive), *options, "--format", "json")
    found = json.loads(done.stdout)["diagnostics"]
    return [one for one in found if one["severity"] != "note" and one["status"] != "open"]


def answers(archive: Path, stack: str, python: str, body: Path) -> bool:
    request = ["--body", str(body), "--content-type", "application/json"]
    done = lint("invoke", str(archive), "--framework", stack, "--python", python, *request, "-i")
    return done.stdout.startswith("HTTP/1.1 200")


def tried(way: Way | None, clean: Path, stack: str, python: str) -> str:
    """`ok`, or what is wrong with the answer."""
    with tempfile.TemporaryDirectory() as scratch:
        folder, archive = Path(scratch, "package"), Path(scratch, "model.tar.gz")
        subprocess.run(["cp", "-r", str(clean), str(folder)], check=True)
        if way is not None:
            way.spoil(folder)
        packed(folder, archive)
        body = clean / "json_samples" / "rows.json"
        options = ["--framework", stack, "--python", python, "--samples", str(body.parent)]
        found = findings(archive, options)
        if way is None:
            served = answers(archive, stack, python, body)
            return "ok" if not found and served else f"alarm: {[one['code'] for one in found]}"
        mine = [one for one in found if one["code"] in way.code.split()]
        if not mine:
            return f"not found: {[one['code'] for one in found]}"
        if not any(one["path"].startswith(way.path) for one in mine):
            return f"found elsewhere: {mine[0]['path']}"
        if not way.mend:
            return "found"
        out = Path(scratch, "out.tar.gz")
        lint("check", str(archive), *options, *way.mend, str(out))
        left = findings(out, options)
        if left or not answers(out, stack, python, body):
            return f"not mended: {[one['code'] for one in left]}"
        return "found, mended"


def main(python: str) -> int:
    with tempfile.TemporaryDirectory() as folder:
        make = [python, str(HERE / "make.py"), folder]
        made = json.loads(subprocess.run(make, capture_output=True, check=True).stdout)
        lines = []
        for name, stack in made.items():
            lines.append(f"{name} on {stack}")
            for way in (None, *WAYS):
                said = tried(way, Path(folder, name), stack, python)
                lines.append(f"  {way.name if way is not None else 'packed right':36}{said}")
                print(lines[-1], flush=True)
    RESULTS.write_text("\n".join(lines) + "\n", encoding="utf-8")
    good = ("ok", "found", "found, mended")
    return int(any(line.startswith("  ") and not line.endswith(good) for line in lines))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
