"""Graphs of neural networks: ONNX, and the HDF5 files of Keras.

Source: ONNX, `onnx.proto` (ModelProto: 1 is the version of the format, 2 the producer, 7 the graph); HDF5, "Format
signature and superblock".
"""

from typing import BinaryIO

from handler_lint.artifacts.facts import Artifact

HDF5 = b"\x89HDF\r\n\x1a\n"
IR_VERSION, PRODUCER, GRAPH = b"\x08", b"\x12", b"\x3a"
"""Tags of the fields of a ModelProto, as the wire has them."""


def read(stream: BinaryIO) -> Artifact | None:
    """A graph."""
    head = stream.read(64)
    if head.startswith(HDF5):
        return Artifact("HDF5")
    # a number that is no larger than the versions that there will be, then a field that only a model has
    is_model = head[:1] == IR_VERSION and len(head) > 2 and 1 <= head[1] < 64
    if not is_model or head[2:3] not in (PRODUCER, GRAPH):
        return None
    if head[2:3] == PRODUCER:
        name = head[4 : 4 + head[3]]
        return Artifact("ONNX") if name.isascii() and name.decode().isprintable() else None
    return Artifact("ONNX")
