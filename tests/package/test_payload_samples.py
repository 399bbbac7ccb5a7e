"""Which files are payload samples, under which name, and as which content type they are sent."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from handler_lint.package import samples as limits
from handler_lint.package.limits import Budget
from handler_lint.package.model import Package, Sample
from handler_lint.package.target import open_target

HANDLER = {"code/inference.py": b"", "weights.npy": b""}


def names(package: Package) -> list[str]:
    return [sample.name for sample in package.samples]


def test_a_given_folder_is_read_in_every_layout(folder: Callable[..., Path]) -> None:
    folder("churn", HANDLER)
    folder(
        "samples",
        {
            "csv_samples/a.csv": b"1,2\r\n",
            "json_samples/b.json": b'{"x": 1}\n',
            "parquet_samples/part-0": b"PAR1",
            "images/c.JPG": b"\xff\xd8",
            "payload_text_csv_0.csv": b"3",
            "rows.ndjson": b"{}",
        },
    )

    package = open_target("churn", samples="samples")

    assert package.samples == (
        Sample("a.csv", "text/csv", b"1,2\r\n"),
        Sample("c.JPG", "image/jpeg", b"\xff\xd8"),
        Sample("b.json", "application/json", b'{"x": 1}\n'),
        Sample("part-0", "application/x-parquet", b"PAR1"),
        Sample("payload_text_csv_0.csv", "text/csv", b"3"),
        Sample("rows.ndjson", "application/jsonlines", b"{}"),
    )
    assert package.samples_from == "samples"
    assert package.warnings == ()


BESIDE = {
    "csv_samples/a.csv": b"1",
    "json_samples/b.json": b"2",
    "payload_samples/csv_samples/c.csv": b"3",
    "payload_samples/d.npy": b"4",
    "payload_0.json": b"5",
    "config.json": b"6",
    "image_samples/e.png": b"7",
    "model/payload_samples/f.json": b"8",
    "code/payload_9.json": b"9",
}


def test_beside_the_code_only_known_names_are_samples(
    folder: Callable[..., Path], archive: Callable[..., Path]
) -> None:
    folder("churn", {**HANDLER, **BESIDE})
    archive({**HANDLER, **BESIDE}, "churn.tar.gz")

    for target in ("churn", "churn.tar.gz"):
        package = open_target(target)
        assert [sample.body for sample in package.samples] == [b"1", b"2", b"5", b"3", b"4"]
        assert package.samples_from == "csv_samples, json_samples, payload_*, payload_samples"
        assert {"config.json", "image_samples/e.png"} <= package.model_files


def test_given_samples_replace_those_beside_the_code(folder: Callable[..., Path]) -> None:
    folder("churn", {**HANDLER, **BESIDE})
    folder("mine", {"one.json": b"{}"})

    assert names(open_target("churn", samples="mine")) == ["one.json"]


def test_without_samples_nothing_is_said(folder: Callable[..., Path]) -> None:
    folder("churn", HANDLER)

    package = open_target("churn")

    assert (package.samples, package.samples_from, package.warnings) == ((), "", ())


def test_a_second_sample_of_a_name_gets_its_folder_in_front(folder: Callable[..., Path]) -> None:
    folder("churn", HANDLER)
    folder("s", {"csv_samples/a.csv": b"", "payload_samples/csv_samples/a.csv": b"", "a.csv": b""})
    folder("s", {"payload_samples/x/a.csv": b""})

    assert names(open_target("churn", samples="s")) == [
        "a.csv",
        "csv_samples/a.csv",
        "payload_samples/csv_samples/a.csv",
        "x/a.csv",
    ]


def test_a_file_of_unknown_type_is_skipped_with_a_word_on_what_to_do(
    folder: Callable[..., Path],
) -> None:
    folder("churn", HANDLER)
    folder("s", {"a.json5": b"{}", "plain": b"", "b.json": b""})

    package = open_target("churn", samples="s")

    assert names(package) == ["b.json"]
    one, other = package.warnings
    assert one.startswith(
        's/a.json5: no content type is known for ".json5"; name it in samples.toml, or '
    )
    assert ".json .csv .npy" in one
    assert "s/plain: no content type is known for a file without an extension" in other


def test_an_unknown_extension_in_a_named_folder_is_of_the_folders_type(
    folder: Callable[..., Path],
) -> None:
    folder("churn", HANDLER)
    folder("s", {"csv_samples/a.dat": b"1", "odd_samples/b.dat": b"1"})

    package = open_target("churn", samples="s")

    assert package.samples == (Sample("a.dat", "text/csv", b"1"),)
    assert len(package.warnings) == 1


@pytest.mark.parametrize("target", ["churn", "churn.tar.gz"])
def test_large_and_deep_files_are_skipped_with_a_warning(
    folder: Callable[..., Path], archive: Callable[..., Path], target: str
) -> None:
    files = {**HANDLER, "csv_samples/big.csv": bytes((8 << 20) + 1), "json_samples/a/b.json": b""}
    folder("churn", files)
    archive(files, "churn.tar.gz")

    package = open_target(target)

    assert package.samples == ()
    big, deep = package.warnings
    assert big.endswith("csv_samples/big.csv: larger than 8 MB, the limit; give a smaller one")
    assert deep.endswith(
        "json_samples/a/b.json: deeper than one folder; move it up to have it sent"
    )


def test_litter_is_no_sample(folder: Callable[..., Path]) -> None:
    folder("churn", HANDLER)
    folder("s", {".DS_Store": b"", "__MACOSX/a.json": b"", "README.md": b"", "a.json": b""})

    package = open_target("churn", samples="s")

    assert names(package) == ["a.json"]
    assert package.warnings == ()


def test_an_empty_folder_of_samples_is_told(folder: Callable[..., Path]) -> None:
    folder("churn", HANDLER)
    os.mkdir("s")

    assert open_target("churn", samples="s").warnings == (
        "s: no payload sample is in it; add files such as one.json or one.csv",
    )


def test_links_out_of_the_samples_are_not_followed(folder: Callable[..., Path]) -> None:
    folder("churn", HANDLER)
    folder("s", {"a.json": b"{}"})
    folder("", {"secret.json": b"{}"})
    os.symlink("../secret.json", "s/b.json")
    os.symlink("a.json", "s/c.json")

    package = open_target("churn", samples="s")

    assert names(package) == ["a.json", "c.json"]
    assert package.warnings == ("s/b.json: a symbolic link out of the package; it is not sent",)


def test_samples_beyond_the_memory_that_they_may_take_are_counted(
    folder: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST_SAMPLES", 2)
    folder("churn", HANDLER)
    folder("s", {f"{n}.json": b"{}" for n in range(5)})

    package = open_target("churn", samples="s")

    assert names(package) == ["0.json", "1.json"]
    assert package.warnings[0].startswith("s: 3 samples were not read; at most 2 files")


def test_a_budget_counts_files_and_bytes() -> None:
    budget = Budget(files=2, size=10)

    assert [budget.takes(size) for size in (11, 6, 5, 4, 0)] == [False, True, False, True, False]
