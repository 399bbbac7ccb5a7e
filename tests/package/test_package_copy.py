"""Private copies of a package: complete, or only what its code needs, and never more than the package."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from handler_lint.package import contents
from handler_lint.package.target import open_target
from handler_lint.package.workspace import WorkspaceError

PACKAGE = {
    "code/inference.py": b"import helper",
    "code/helper.py": b"",
    "code/labels/names.json": b"[]",
    "code/vocabulary.bin": b"v" * (2 << 20),
    "settings.toml": b"",
    "config.json": b"{}",
    "big.json": b" " * (2 << 20),
    "weights.npy": b"w",
    "model/extra.json": b"{}",
}
LIGHT = {
    "code/inference.py",
    "code/helper.py",
    "code/labels/names.json",
    "code/vocabulary.bin",
    "settings.toml",
    "config.json",
}


@pytest.fixture
def destination(tmp_path: Path) -> Path:
    place = tmp_path / "private"
    place.mkdir()
    return place


def files_in(place: Path) -> dict[str, bytes]:
    return {
        path.relative_to(place).as_posix(): path.read_bytes()
        for path in place.rglob("*")
        if path.is_file()
    }


@pytest.fixture(params=["churn", "churn.tar.gz", "churn.tar"])
def target(
    request: pytest.FixtureRequest, folder: Callable[..., Path], archive: Callable[..., Path]
) -> str:
    folder("churn", PACKAGE)
    archive(PACKAGE, "churn.tar.gz")
    archive(PACKAGE, "churn.tar")
    return str(request.param)


def test_a_copy_with_the_model_is_the_whole_package(target: str, destination: Path) -> None:
    open_target(target).write(destination, with_model=True)

    assert files_in(destination) == PACKAGE


def test_a_copy_without_the_model_is_the_code_and_small_texts_at_the_root(
    target: str, destination: Path
) -> None:
    open_target(target).write(destination, with_model=False)

    assert set(files_in(destination)) == LIGHT
    assert not (destination / "model").exists()


def test_a_copy_of_an_archive_without_large_code_is_made_from_memory(
    archive: Callable[..., Path], destination: Path
) -> None:
    files = {path: content for path, content in PACKAGE.items() if path != "code/vocabulary.bin"}
    package = open_target(str(archive(files)))
    os.remove("model.tar.gz")

    package.write(destination, with_model=False)

    assert set(files_in(destination)) == LIGHT - {"code/vocabulary.bin"}


def test_without_a_code_folder_small_texts_at_any_depth_are_copied(
    folder: Callable[..., Path], archive: Callable[..., Path], destination: Path
) -> None:
    files = {"inference.py": b"", "lib/a.py": b"", "lib/names.json": b"", "model/w.npy": b""}
    folder("iris", files)
    archive(files, "iris.tar.gz")

    for target in ("iris", "iris.tar.gz"):
        place = destination / target
        place.mkdir()
        open_target(target).write(place, with_model=False)
        assert set(files_in(place)) == {"inference.py", "lib/a.py", "lib/names.json"}


def test_a_named_handler_is_copied_with_its_folder(
    folder: Callable[..., Path], destination: Path
) -> None:
    folder("churn", {**PACKAGE, "src/serve.py": b"", "src/table.bin": b""})

    open_target("churn/src/serve.py", package="churn").write(destination, with_model=False)

    assert set(files_in(destination)) == LIGHT | {"src/serve.py", "src/table.bin"}


@pytest.mark.parametrize("package", ["churn", "churn.tar.gz"])
@pytest.mark.parametrize("with_model", [True, False])
def test_a_handler_from_elsewhere_and_a_buffer_lie_over_the_copy(
    folder: Callable[..., Path],
    archive: Callable[..., Path],
    destination: Path,
    package: str,
    with_model: bool,
) -> None:
    folder("churn", PACKAGE)
    archive(PACKAGE, "churn.tar.gz")
    folder("src", {"inference.py": b"on disk", "helper.py": b"beside", "parts/__init__.py": b""})

    open_target("src/inference.py", package=package, stdin=b"typed").write(destination, with_model)

    copied = files_in(destination)
    assert copied["code/inference.py"] == b"typed"
    assert copied["code/helper.py"] == b"beside"
    assert copied["code/parts/__init__.py"] == b""
    assert ("weights.npy" in copied) == with_model


def test_folders_without_files_are_copied(folder: Callable[..., Path], destination: Path) -> None:
    (folder("churn", PACKAGE) / "cache/empty").mkdir(parents=True)

    open_target("churn").write(destination, with_model=True)

    assert (destination / "cache/empty").is_dir()


def test_a_repository_is_not_copied_whole(folder: Callable[..., Path], destination: Path) -> None:
    litter = [".git/objects/a", "node_modules/b", ".venv/c", "code/__pycache__/d", "e/pyvenv.cfg"]
    folder("churn", {**PACKAGE, **dict.fromkeys(litter, b"x")})

    open_target("churn").write(destination, with_model=True)

    assert set(files_in(destination)) == set(PACKAGE)


def test_links_out_of_a_folder_are_reported_and_never_followed(
    folder: Callable[..., Path], destination: Path
) -> None:
    folder("outside", {"secret": b"s"})
    root = folder("churn", PACKAGE)
    (root / "leak").symlink_to("../outside/secret")
    (root / "out").symlink_to("../outside")
    (root / "round").symlink_to("code")
    (root / "dangling").symlink_to("nothing")
    (root / "alias.npy").symlink_to("weights.npy")
    os.mkfifo(root / "pipe")

    package = open_target("churn")
    package.write(destination, with_model=True)

    assert {(refused.path, refused.kind) for refused in package.refused} == {
        ("leak", "symbolic link out of the package"),
        ("out", "symbolic link out of the package"),
        ("round", "symbolic link to a folder"),
        ("dangling", "symbolic link to nothing"),
        ("pipe", "FIFO"),
    }
    assert files_in(destination) == {**PACKAGE, "alias.npy": b"w"}
    assert not (destination / "alias.npy").is_symlink()
    assert len(package.warnings) == 4


def test_a_linked_package_is_read_where_it_is(
    folder: Callable[..., Path], destination: Path
) -> None:
    folder("churn", PACKAGE)
    os.symlink("churn", "latest")

    open_target("latest").write(destination, with_model=True)

    assert files_in(destination) == PACKAGE


def test_a_folder_with_too_many_files_is_read_and_not_run(
    folder: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contents, "MOST_ENTRIES", 3)
    folder("churn", PACKAGE)

    package = open_target("churn/code/inference.py", package="churn")

    assert package.listing is None
    assert not package.can_run
    assert "read and not run" in package.warnings[0]


def test_a_copy_needs_an_empty_folder(folder: Callable[..., Path], tmp_path: Path) -> None:
    folder("churn", PACKAGE)

    with pytest.raises(WorkspaceError, match="is not empty; a copy needs an empty folder"):
        open_target("churn").write(tmp_path, with_model=True)


def test_a_copy_larger_than_the_free_space_is_not_begun(
    folder: Callable[..., Path], destination: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder("churn", PACKAGE)
    usage = shutil.disk_usage(destination)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage._replace(free=1 << 20))

    with pytest.raises(WorkspaceError, match=r"4 MB are to be copied and 1 MB are free; free sp"):
        open_target("churn").write(destination, with_model=True)

    assert files_in(destination) == {}


def test_a_file_that_vanished_is_named(folder: Callable[..., Path], destination: Path) -> None:
    root = folder("churn", PACKAGE)
    package = open_target("churn")
    (root / "weights.npy").unlink()

    with pytest.raises(WorkspaceError, match=r"cannot make a copy of churn in .*weights\.npy"):
        package.write(destination, with_model=True)


def test_an_archive_that_was_damaged_since_is_named(
    archive: Callable[..., Path], destination: Path
) -> None:
    path = archive(PACKAGE)
    package = open_target("model.tar.gz")
    path.write_bytes(b"PK\x03\x04")

    with pytest.raises(WorkspaceError, match="this is a zip file"):
        package.write(destination, with_model=True)
