"""A repaired copy of a package as a model archive: files are where findings move them, or are left out."""

import io
import os
import tarfile
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

from handler_lint.package.model import Package
from handler_lint.package.workspace import workspace


def repack(
    package: Package, moves: Mapping[str, str], texts: Mapping[str, bytes], output: BinaryIO
) -> None:
    """Write the archive, gzip-compressed (POSIX.1-2017 pax interchange format), its members sorted and owned by nobody.

    Args:
        moves: where a file of the package goes, by where it is; the empty path leaves it out.
        texts: contents that take the place of the package's own, by path.

    Raises:
        WorkspaceError: there is no room for a copy.
    """
    with workspace() as folder:
        package.write(folder, with_model=True)
        with tarfile.open(fileobj=output, mode="w|gz", format=tarfile.PAX_FORMAT) as archive:
            for name, path in sorted((moves.get(one, one), one) for one in _files(folder)):
                if name:
                    _add(archive, folder / path, name, texts.get(path))


def _files(folder: Path) -> list[str]:
    found = (Path(above, name) for above, _, names in os.walk(folder) for name in names)
    return [one.relative_to(folder).as_posix() for one in found]


def _add(archive: tarfile.TarFile, file: Path, name: str, text: bytes | None) -> None:
    known = file.stat()
    member = tarfile.TarInfo(name)
    member.size = known.st_size if text is None else len(text)
    member.mode, member.mtime = 0o644, int(known.st_mtime)
    with file.open("rb") as stream:
        archive.addfile(member, stream if text is None else io.BytesIO(text))
