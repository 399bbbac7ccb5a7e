"""Files of `torch.save` and `torch.jit.save`: a zip with the pickle `data.pkl`, in which each storage names its device.

Source: torch, `serialization.py` (persistent ids: storage, type, key, location, size).
"""

import zipfile
from typing import BinaryIO

from handler_lint.artifacts import pickles
from handler_lint.artifacts.facts import Artifact

MOST = 32 * 1024 * 1024
"""Bytes of a pickle in the zip that are read."""


def read(stream: BinaryIO) -> Artifact | None:
    """A zip that torch wrote; older files are plain pickles."""
    if stream.read(4) != b"PK\x03\x04":
        return None
    try:
        with zipfile.ZipFile(stream) as archive:
            pickled = [one for one in archive.infolist() if one.filename.endswith(".pkl")]
            data = [archive.open(one).read(MOST) for one in pickled]
            script = any("/code/" in name for name in archive.namelist())
    except zipfile.BadZipFile as error:
        # the directory of a zip is its end
        return Artifact("zip", cut=True) if "not a zip file" in str(error) else None
    except (OSError, EOFError, NotImplementedError, RuntimeError, ValueError):
        return None
    if not data:
        return None
    classes = dict.fromkeys(name for one in data for name in pickles.imports(one))
    devices = {
        text for one in data for text in pickles.texts(one) if pickles.DEVICE.fullmatch(text)
    }
    kind = "TorchScript" if script else "torch"
    return Artifact(kind, () if script else tuple(classes), frozenset(devices))
