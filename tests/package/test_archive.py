"""What the archive reader makes of well-formed archives, whoever packed them."""

import gzip
import io
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from handler_lint.package.archive import extract_archive, read_archive
from handler_lint.package.limits import in_units
from handler_lint.package.model import Listing

PACKAGE = {"code/inference.py": b"model = 1\n", "weights.npy": b"\0" * 700, "empty": b""}


def everything(path: str, size: int) -> bool:
    return True


def nothing(path: str, size: int) -> bool:
    return False


def files_in(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def member(name: str, content: bytes = b"", kind: bytes = tarfile.REGTYPE) -> bytes:
    info = tarfile.TarInfo(name)
    info.size, info.type = len(content), kind
    return info.tobuf() + content + bytes(-len(content) % 512)


END = bytes(1024)


@pytest.mark.parametrize("style", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
@pytest.mark.parametrize("name", ["model.tar.gz", "model.tar"])
def test_every_usual_format_is_listed_and_read(
    archive: Callable[..., Path], name: str, style: int
) -> None:
    listing, contents, refused = read_archive(archive(PACKAGE, name, style), everything)

    assert listing.files == {path: len(content) for path, content in PACKAGE.items()}
    assert listing.folders == {"code"}
    assert contents == PACKAGE
    assert refused == ()


def test_only_the_wanted_contents_are_kept(archive: Callable[..., Path]) -> None:
    listing, contents, _ = read_archive(archive(PACKAGE), lambda path, size: size < 100)

    assert set(contents) == {"code/inference.py", "empty"}
    assert set(listing.files) == set(PACKAGE)


@pytest.mark.parametrize("style", [tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_long_and_foreign_names_are_read(archive: Callable[..., Path], style: int) -> None:
    files = {"a/" + "long" * 60: b"1", "modèle/重み.bin": b"2", "b" * 150 + "/" + "c" * 140: b"3"}

    assert read_archive(archive(files, style=style), everything)[1] == files


def test_the_prefix_of_a_ustar_header_comes_before_the_name(archive: Callable[..., Path]) -> None:
    path = "p" * 120 + "/" + "n" * 90

    assert read_archive(archive({path: b"x"}), nothing)[0].files == {path: 1}


def test_a_gnu_header_has_no_prefix(archive: Callable[..., Path]) -> None:
    block = bytearray(member("weights.npy", b"x"))
    block[257:265] = b"ustar  \0"
    block[345:357] = b"14712345670\0"
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block[:512])

    assert read_archive(archive(bytes(block) + END), nothing)[0].files == {"weights.npy": 1}


def test_dot_prefixes_and_doubled_slashes_are_dropped(archive: Callable[..., Path]) -> None:
    tar = member("./", kind=tarfile.DIRTYPE) + member("./code//inference.py", b"x") + END

    listing, _, refused = read_archive(archive(tar), nothing)

    assert listing == Listing({"code/inference.py": 1}, frozenset({"code"}))
    assert refused == ()


def test_folders_without_files_are_listed(archive: Callable[..., Path]) -> None:
    tar = member("a/b/", kind=tarfile.DIRTYPE) + member("old/", kind=tarfile.AREGTYPE) + END

    assert read_archive(archive(tar), nothing)[0].folders == {"a", "a/b", "old"}


def test_of_two_members_with_one_path_the_last_wins(
    archive: Callable[..., Path], tmp_path: Path
) -> None:
    tar = archive(member("a", b"first") + member("./a", b"2nd") + END)
    destination = tmp_path / "out"
    destination.mkdir()

    listing, contents, _ = read_archive(tar, everything)
    extract_archive(tar, destination, everything)

    assert listing.files == {"a": 3}
    assert contents == files_in(destination) == {"a": b"2nd"}


def test_the_contents_of_an_overwritten_member_are_not_kept(archive: Callable[..., Path]) -> None:
    tar = archive(member("a", b"first") + member("a", b"second") + END)

    assert read_archive(tar, lambda path, size: size == 5)[1] == {}


def test_a_pax_size_wins_over_that_of_the_header(archive: Callable[..., Path]) -> None:
    header = bytearray(member("weights.npy"))
    record = member("pax", b"10 size=3\n", kind=tarfile.XHDTYPE)

    tar = record + bytes(header) + b"abc".ljust(512, b"\0") + member("next", b"x") + END

    assert read_archive(archive(tar), everything)[1] == {"weights.npy": b"abc", "next": b"x"}


def test_a_pax_record_without_a_value_says_nothing(archive: Callable[..., Path]) -> None:
    record = member("pax", b"8 size=\n8 path=\n", kind=tarfile.XHDTYPE)

    assert read_archive(archive(record + member("a", b"x") + END), nothing)[0].files == {"a": 1}


def test_global_pax_records_and_long_link_names_change_nothing(
    archive: Callable[..., Path],
) -> None:
    comment = member("pax", b"17 comment=hello\n", kind=tarfile.XGLTYPE)
    long_link = member("././@LongLink", b"target\0", kind=tarfile.GNUTYPE_LONGLINK)

    tar = comment + long_link + member("a", b"x") + END

    assert read_archive(archive(tar), nothing)[0].files == {"a": 1}


def test_an_archive_of_several_gzip_members_with_padding_is_one_tar(tmp_path: Path) -> None:
    tar = member("a", b"x" * 600) + member("b", b"y") + END
    path = tmp_path / "model.tar.gz"
    parts = gzip.compress(tar[:700]) + gzip.compress(tar[700:])

    apart = gzip.compress(tar[:700]) + bytes(300_000) + gzip.compress(tar[700:])
    for padded in (parts, parts + bytes(600), parts + b"trailing", apart):
        path.write_bytes(padded)
        assert read_archive(path, nothing)[0].files == {"a": 600, "b": 1}


def test_a_tar_without_its_end_blocks_is_read(archive: Callable[..., Path]) -> None:
    assert read_archive(archive(member("a", b"x")), nothing)[0].files == {"a": 1}
    assert read_archive(archive(member("a", b"x"), "model.tar"), nothing)[0].files == {"a": 1}


def test_what_follows_the_end_is_not_read_as_members(archive: Callable[..., Path]) -> None:
    tar = member("a", b"x") + END + member("b", b"x") + bytes(1_000_000)

    assert read_archive(archive(tar), nothing)[0].files == {"a": 1}


def test_an_empty_tar_has_no_members(archive: Callable[..., Path]) -> None:
    assert read_archive(archive({}), nothing) == (Listing({}, frozenset()), {}, ())


def test_a_signed_checksum_of_old_tars_fits(archive: Callable[..., Path]) -> None:
    block = bytearray(member("modèle.bin", b"x"))
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(byte - 256 * (byte > 127) for byte in block[:512])

    assert read_archive(archive(bytes(block) + END), nothing)[0].files == {"modèle.bin": 1}


def test_extraction_writes_what_is_wanted_in_the_usual_modes(
    archive: Callable[..., Path], tmp_path: Path
) -> None:
    info = tarfile.TarInfo("code/secret.py")
    info.mode = 0o4000
    tar = archive(info.tobuf() + member("model/", kind=tarfile.DIRTYPE) + member("w", b"x") + END)
    destination = tmp_path / "out"
    destination.mkdir()

    extract_archive(tar, destination, lambda path, size: not path.startswith("w"))

    assert files_in(destination) == {"code/secret.py": b""}
    assert (destination / "model").is_dir()
    assert (destination / "code/secret.py").stat().st_mode & 0o7400 == 0o400


def test_big_members_are_streamed(archive: Callable[..., Path], tmp_path: Path) -> None:
    big = bytes(range(256)) * 4096 * 2
    destination = tmp_path / "out"
    destination.mkdir()

    extract_archive(archive({"weights.bin": big, "b": b"x"}), destination, everything)

    assert files_in(destination) == {"weights.bin": big, "b": b"x"}


def test_extraction_into_a_folder_with_content_is_refused(
    archive: Callable[..., Path], tmp_path: Path
) -> None:
    with pytest.raises(FileExistsError, match="is not empty"):
        extract_archive(archive(PACKAGE), tmp_path, everything)


def test_the_answer_is_that_of_tarfile_for_packages_as_people_make_them(
    archive: Callable[..., Path], tmp_path: Path
) -> None:
    buffer = io.BytesIO()
    source = Path(__file__).parent
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        tar.add(source, arcname=".", filter=lambda info: None if "cache" in info.name else info)
    tar_path = archive(buffer.getvalue())

    listing, contents, refused = read_archive(tar_path, everything)

    with tarfile.open(tar_path) as tar:
        expected = {info.name.removeprefix("./"): info.size for info in tar if info.isreg()}
    assert listing.files == expected
    assert contents["conftest.py"] == (source / "conftest.py").read_bytes()
    assert refused == ()


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0 bytes"), (1536, "1.5 KB"), (8 << 20, "8 MB"), (20 << 30, "20 GB")],
)
def test_sizes_are_said_in_units(size: int, text: str) -> None:
    assert in_units(size) == text
