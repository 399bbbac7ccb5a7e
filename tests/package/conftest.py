"""A small vocabulary: folders and archives made from a mapping of paths to contents."""

import gzip
import io
import tarfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

Files = Mapping[str, bytes]
MakeFolder = Callable[[str, Files], Path]
MakeArchive = Callable[..., Path]


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test types relative paths, as users do."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def folder(tmp_path: Path) -> MakeFolder:
    """Make a folder with these files."""

    def make(name: str, files: Files) -> Path:
        for path, content in files.items():
            place = tmp_path / name / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        return tmp_path / name

    return make


@pytest.fixture
def archive(tmp_path: Path) -> MakeArchive:
    """Make a model archive with these files, or with these bytes as its tar."""

    def make(
        content: Files | bytes, name: str = "model.tar.gz", style: int = tarfile.USTAR_FORMAT
    ) -> Path:
        tar = content if isinstance(content, bytes) else _tar(content, style)
        place = tmp_path / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(tar if name.endswith(".tar") else gzip.compress(tar, mtime=0))
        return place

    return make


def _tar(files: Files, style: int) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=style) as tar:
        for path, content in files.items():
            member = tarfile.TarInfo(path)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return buffer.getvalue()
