"""`samples.toml`: what the names of payload samples do not say."""

import io
import tarfile
from pathlib import Path

import pytest

from handler_lint.package.model import Package
from handler_lint.package.samples import samples_in
from handler_lint.package.target import open_target

MANIFEST = """
content-types = ["text/csv"]
accepts = ["application/json"]

["rows.dat"]
content-type = "text/csv; charset=utf-8"
script = "prepare"

["features.csv"]
handler = "featurizer"
"""


def folder(root: Path, manifest: str, *names: str) -> Path:
    root.mkdir(exist_ok=True)
    (root / "samples.toml").write_text(manifest)
    for name in names:
        (root / name).write_text("1,2\n")
    return root


def told(package: Package) -> list[tuple[str, str, str, str]]:
    return [(one.name, one.content_type, one.script, one.handler) for one in package.samples]


def test_it_names_types_and_the_steps_that_wrote_samples(tmp_path: Path) -> None:
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "inference.py").write_text("def model_fn(model_dir): return 1\n")
    (tmp_path / "model.bin").write_bytes(b"x")
    folder(tmp_path / "payload_samples", MANIFEST, "rows.dat", "features.csv")
    package = open_target(str(tmp_path))

    assert told(package) == [
        ("features.csv", "text/csv", "", "featurizer"),
        ("rows.dat", "text/csv; charset=utf-8", "prepare", ""),
    ]
    assert (package.declared_types, package.declared_accepts) == (
        ("text/csv",),
        ("application/json",),
    )
    assert package.warnings == ()


def test_it_is_read_in_an_archive_and_in_a_given_folder(tmp_path: Path) -> None:
    given = folder(tmp_path / "given", '["a.dat"]\ncontent-type = "text/csv"\n', "a.dat")
    archive = tmp_path / "model.tar.gz"
    with tarfile.open(archive, "w:gz") as tar:
        for name, text in {
            "code/inference.py": "def model_fn(model_dir): return 1\n",
            "model.bin": "x",
            "payload_samples/b.dat": "1\n",
            "payload_samples/samples.toml": '["b.dat"]\ncontent-type = "text/plain"\n',
        }.items():
            member = tarfile.TarInfo(name)
            member.size = len(text)
            tar.addfile(member, io.BytesIO(text.encode()))

    assert [(one.name, one.content_type) for one in samples_in(str(given)).samples] == [
        ("a.dat", "text/csv")
    ]
    assert told(open_target(str(archive))) == [("b.dat", "text/plain", "", "")]


@pytest.mark.parametrize(
    ("manifest", "said"),
    [
        ("not = [toml", "it is no TOML ("),
        ('["z.csv"]\n', "there is no file z.csv"),
        ('["a.csv"]\ncontent_type = "text/csv"\n', "did you mean content-type?"),
        ('["a.csv"]\nzip = "text/csv"\n', "known are content-type, script, handler"),
        ('["a.csv"]\nscript = 1\n', '["a.csv"] script is no text'),
        ('["a.csv"]\nscript = "p"\nhandler = "h"\n', "names a script and a handler"),
        ('"a.csv" = "text/csv"\n', 'a.csv is no table; write ["a.csv"]'),
        ("content-types = 1\n", "content-types is no list of texts"),
    ],
)
def test_what_is_wrong_is_one_line_and_the_samples_are_sent_all_the_same(
    tmp_path: Path, manifest: str, said: str
) -> None:
    found = samples_in(str(folder(tmp_path, manifest, "a.csv")))

    (line,) = found.warnings
    assert line.startswith(f"{tmp_path}/samples.toml: ")
    assert said in line
    assert [one.name for one in found.samples] == ["a.csv"]


def test_a_file_whose_type_is_not_known_is_told_how_to_name_it(tmp_path: Path) -> None:
    found = samples_in(str(folder(tmp_path, "", "a.json5")))

    assert 'no content type is known for ".json5"; name it in samples.toml' in found.warnings[0]
