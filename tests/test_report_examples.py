"""The example reports, through the real command on real archives; each snapshot was read against the handler."""

import io
import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parent.parent
SNAPSHOTS = Path(__file__).parent / "snapshots"


def packed(name: str, folder: Path) -> None:
    """Pack the model archive of an example, with weights of three ones, beside its samples."""
    source = ROOT / "fixtures" / "report" / name
    target = folder / name
    (target / "samples").mkdir(parents=True)
    for sample in (source / "samples").iterdir():
        (target / "samples" / sample.name).write_bytes(sample.read_bytes())
    weights = io.BytesIO()
    np.save(weights, np.ones(3))
    members = {"code/inference.py": (source / "code" / "inference.py").read_bytes()}
    members["weights.npy"] = weights.getvalue()
    if name == "churn":
        members["requirements.txt"] = b"numpy\n"
    with tarfile.open(target / "model.tar.gz", "w:gz") as archive:
        for path, data in members.items():
            member = tarfile.TarInfo(path)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))


def steady(text: str) -> str:
    """The report without what varies from machine to machine, in the same columns."""
    text = re.sub(r"Python 3\.\d+\.\d+", "Python 3.x.y", text)
    text = re.sub(r"(this interpreter; isolation) .*", r"\1 …", text)
    return re.sub(
        r" *\d[\d.]* m?s$", lambda found: " " * (len(found[0]) - 5) + "… ms", text, flags=re.M
    )


@pytest.mark.parametrize(
    ("snapshot", "arguments", "code"),
    [
        ("iris", ["--select", "HL801"], 0),
        ("churn", ["--select", "HL201,HL202,HL214,HL502,HL705"], 1),
        ("churn_ascii", ["--select", "HL201,HL202,HL502", "--ascii"], 1),
        ("churn_off", ["--select", "HL201,HL202,HL502", "--dynamic", "off"], 1),
    ],
)
def test_the_report_of_an_archive_is(
    snapshot: str, arguments: list[str], code: int, tmp_path: Path
) -> None:
    name = snapshot.partition("_")[0]
    packed(name, tmp_path)
    command = [sys.executable, "-m", "handler_lint", "check", f"{name}/model.tar.gz"]
    command += ["--framework", "pytorch", "--samples", f"{name}/samples", *arguments]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8")

    expected = (SNAPSHOTS / f"{snapshot}.txt").read_text(encoding="utf-8")
    assert steady(done.stdout) == expected
    assert done.returncode == code


def test_the_report_of_a_package_that_cannot_be_run_here_is(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "fixtures" / "report" / "vision", tmp_path / "vision")
    command = [sys.executable, "-m", "handler_lint", "check", "vision", "--framework", "pytorch"]
    command += ["--select", "HL202,HL510,HL602"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8")

    expected = (SNAPSHOTS / "vision.txt").read_text(encoding="utf-8")
    assert steady(done.stdout) == expected
    assert done.returncode == 1


def test_the_report_of_the_readme_is_the_report_of_the_demo() -> None:
    command = [sys.executable, "-m", "handler_lint", "check", "fixtures/packages/wine"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
    blocks = (ROOT / "README.md").read_text(encoding="utf-8").split("```")

    assert steady(done.stdout) in [steady(block.lstrip("\n")) for block in blocks]
