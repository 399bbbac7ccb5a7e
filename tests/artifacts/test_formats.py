"""The formats of model files, told by the bytes at their begin."""

import io
import json
import pickle
import zipfile
from typing import Any

import numpy as np
import pytest

from handler_lint.artifacts import Artifact, describe


def said(data: bytes) -> Artifact | None:
    return describe(io.BytesIO(data))


def form(data: bytes) -> str:
    found = said(data)
    return found.format if found is not None else ""


def zipped(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return made.getvalue()


def saved(write: Any) -> bytes:
    made = io.BytesIO()
    write(made)
    return made.getvalue()


def tensors(header: Any) -> bytes:
    text = json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + b"\0" * 8


ONE = {"w": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}}


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (saved(lambda file: np.save(file, np.ones(2))), "npy"),
        (saved(lambda file: np.savez(file, a=np.ones(2))), "npz"),
        (tensors(ONE), "safetensors"),
        (tensors({"__metadata__": {"format": "pt"}, **ONE}), "safetensors"),
        (zipped("metadata.json", "config.json", "model.weights.h5"), "Keras"),
        (b"\x89HDF\r\n\x1a\n\0\0", "HDF5"),
        (b"tree\nversion=v4\nnum_class=1\n", "LightGBM"),
        (b"binf\0\0\0\0", "xgboost binary"),
        (b'{"learner": {}, "version": [1, 7, 6]}', "xgboost JSON"),
        (b"{L" + b"\0" * 7 + b"\x07learner{}}", "xgboost UBJSON"),
        (b"\x08\x08\x12\x07pytorch\x1a\x052.1.0", "ONNX"),
        (b"\x08\x07\x3a\x10graph", "ONNX"),
    ],
)
def test_a_format_is_told_by_its_begin(data: bytes, expected: str) -> None:
    assert form(data) == expected


@pytest.mark.parametrize(
    "data",
    [
        b"{broken",
        b"{" * 100_000,
        b"a text",
        b"\x08\x08\x10\x01",
        b"\x08\x00\x12\x01a",
        b"\x08\x08\x12\x02\xff\xfe",
        zipped("a.txt"),
        zipped(),
        tensors(ONE)[:20],
        tensors({"w": 1}),
        (10).to_bytes(8, "little") + b"[1, 2, 3]",
        b"\x80\x09nothing",
    ],
)
def test_what_is_none_of_them_is_not_known(data: bytes) -> None:
    assert said(data) is None


def test_the_version_of_xgboost_is_in_its_model() -> None:
    ubjson = (
        b"{L" + b"\0" * 7 + b"\x07learner{}L" + b"\0" * 7 + b"\x07version[#L" + b"\0" * 7 + b"\x03"
    )

    json_model = said(b'{"learner": {}, "version": [1, 7, 6]}')
    assert json_model is not None
    assert json_model.versions == (("xgboost", "1.7.6"),)
    binary = said(ubjson + b"i\x02i\x00i\x03")
    assert binary is not None
    assert binary.versions == (("xgboost", "2.0.3"),)
    without = said(ubjson[:40])
    assert without is not None
    assert without.versions == ()


def test_the_version_of_scikit_learn_is_found_behind_arrays() -> None:
    state = pickle.dumps({"coef": 1, "_sklearn_version": "1.2.2"})
    found = said(state[:-1] + b"\xff\xff" + state)

    assert found is not None
    assert found.versions == (("scikit-learn", "1.2.2"),)


def test_a_version_without_end_is_cut() -> None:
    endless = "1." + "1" * 5_000
    found = said(pickle.dumps({"coef": 1, "_sklearn_version": endless}))

    assert found is not None
    assert found.versions == (("scikit-learn", endless[:31]),)


def test_what_joblib_writes_with_arrays_is_its_own_format() -> None:
    data = b"\x80\x04\x8c\x13joblib.numpy_pickle\x94\x8c\x11NumpyArrayWrapper\x94\x93."

    assert form(data) == "joblib"


def test_a_pickle_of_numpy_2_says_so() -> None:
    data = b"\x80\x04\x8c\x16numpy._core.multiarray\x94\x8c\x0c_reconstruct\x94\x93."
    found = said(data)

    assert found is not None
    assert found.versions == (("numpy", "2"),)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b'{"weights": [1, 2]}', "JSON"),
        (b"[1, 2]", "JSON"),
        (pickle.dumps({"weights": [1.5, 2.5]}), "pickle"),
        (zipped("a.npy"), "npz"),
    ],
)
def test_a_file_whose_end_is_missing_says_so(data: bytes, expected: str) -> None:
    whole, half = said(data), said(data[: len(data) * 2 // 3])

    assert whole == Artifact(expected)
    assert half is not None
    assert half.cut
    assert half.is_broken


@pytest.mark.parametrize("data", [b'{"a": nan}', b'{"a" 1}', b"[1, 2] and more"])
def test_what_is_no_json_is_not_a_json_that_is_cut(data: bytes) -> None:
    assert said(data) is None
