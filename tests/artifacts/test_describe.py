"""What model files say of themselves, without being loaded."""

import bz2
import gzip
import io
import lzma
import pickle
import zipfile
import zlib
from collections.abc import Callable

import numpy as np
import pytest

from handler_lint.artifacts import Artifact, Artifacts, describe


def pickled(protocol: int) -> bytes:
    """A pickle of an object of the class `training.Line`, which no module has."""
    if protocol < 4:
        return b"\x80" + bytes([protocol]) + b"ctraining\nLine\nq\x00)\x81q\x01."
    texts = b"".join(
        b"\x8c" + bytes([len(text)]) + text + b"\x94" for text in (b"training", b"Line")
    )
    return b"\x80" + bytes([protocol]) + texts + b"\x93)\x81."


def said(data: bytes) -> Artifact | None:
    return describe(io.BytesIO(data))


@pytest.mark.parametrize("protocol", [2, 3, 4, 5])
def test_the_classes_of_a_pickle_are_known(protocol: int) -> None:
    assert said(pickled(protocol)) == Artifact("pickle", ("training.Line",))


@pytest.mark.parametrize(
    "compress",
    [gzip.compress, bz2.compress, zlib.compress, lzma.compress],
    ids=["gzip", "bz2", "zlib", "xz"],
)
def test_a_compressed_pickle_is_read(compress: Callable[[bytes], bytes]) -> None:
    assert said(compress(pickled(4))) == Artifact("compressed pickle", ("training.Line",))


def test_a_class_that_is_remembered_is_known_when_it_comes_again() -> None:
    twice = b"\x80\x04\x8c\x01m\x94\x8c\x01A\x94\x93h\x00\x8c\x01B\x93."

    assert said(twice) == Artifact("pickle", ("m.A", "m.B"))


def test_a_real_pickle_of_arrays_is_read() -> None:
    found = said(pickle.dumps({"weights": np.ones(3)}))

    assert found is not None
    assert any(name.startswith("numpy") for name in found.classes)


def test_what_comes_before_no_opcode_is_known() -> None:
    assert said(pickled(4)[:-1] + b"\xff\xff") == Artifact("pickle", ("training.Line",))


@pytest.mark.parametrize(
    "data",
    [b" ", b"\x1f\x8bnot gzip", b"xz?", b"\x80\x09", b"\x78\x9c\x00"],
)
def test_what_no_reader_knows_is_not_known(data: bytes) -> None:
    assert said(data) is None


def torch_file(device: str, script: bool = False) -> bytes:
    stream = io.BytesIO()
    text = device.encode()
    body = b"\x80\x02ctorch\nFloatStorage\nX" + len(text).to_bytes(4, "little") + text + b"0."
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("model/data.pkl", body)
        if script:
            archive.writestr("model/code/__torch__.py", "")
    return stream.getvalue()


@pytest.mark.parametrize("device", ["cpu", "cuda:0", "cuda", "mps"])
def test_the_device_of_a_torch_file_is_known(device: str) -> None:
    expected = Artifact("torch", ("torch.FloatStorage",), frozenset({device}))

    assert said(torch_file(device)) == expected


def test_the_classes_of_a_script_are_in_it() -> None:
    assert said(torch_file("cpu", script=True)) == Artifact("TorchScript", (), frozenset({"cpu"}))


def test_an_old_torch_file_is_several_pickles() -> None:
    first = b"\x80\x02\x8a\x01\x01."
    second = b"\x80\x02ctorch._utils\n_rebuild\nX\x06\x00\x00\x00cuda:10."

    assert said(first + second) == Artifact(
        "pickle", ("torch._utils._rebuild",), frozenset({"cuda:1"})
    )


def test_a_zip_without_a_pickle_is_no_torch_file() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("readme.txt", "")

    assert said(stream.getvalue()) is None


def test_what_stands_in_place_of_a_model_is_known() -> None:
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 3\n"

    assert said(pointer) == Artifact("Git LFS pointer")
    assert said(b"") == Artifact("empty")


def test_an_artifact_is_read_once() -> None:
    asked = []

    def opened(path: str) -> io.BytesIO | None:
        asked.append(path)
        return io.BytesIO(pickled(4)) if path == "model.pkl" else None

    artifacts = Artifacts(opened)

    assert artifacts.of("model.pkl") == artifacts.of("model.pkl")
    assert artifacts.of("other.pkl") is artifacts.of("other.pkl") is None
    assert asked == ["model.pkl", "other.pkl"]
