"""Archives that are broken, too large, or made to do harm: a clear answer, and nothing written outside."""

import gzip
import io
import random
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from handler_lint.package.archive import (
    ArchiveError,
    Limits,
    extract_archive,
    read_archive,
)
from handler_lint.package.model import Refused

END = bytes(1024)
SMALL = Limits(unpacked=1 << 20, members=50, ratio=20, ratio_from=1 << 16, record=4096)


def everything(path: str, size: int) -> bool:
    return True


def member(
    name: str,
    content: bytes = b"",
    kind: bytes = tarfile.REGTYPE,
    link: str = "",
    size: bytes | None = None,
) -> bytes:
    """A member with any type and, if given, any twelve bytes as its size."""
    info = tarfile.TarInfo(name)
    info.size, info.type, info.linkname = len(content), kind, link
    block = bytearray(info.tobuf(tarfile.GNU_FORMAT))
    if size is not None:
        block[-388:-376] = size
        block[-364:-356] = b" " * 8
        block[-364:-356] = b"%06o\0 " % sum(block[-512:])
    return bytes(block) + content + bytes(-len(content) % 512)


@pytest.mark.parametrize(
    ("kind", "named"),
    [
        (tarfile.SYMTYPE, "symbolic link"),
        (tarfile.LNKTYPE, "hard link"),
        (tarfile.CHRTYPE, "device"),
        (tarfile.BLKTYPE, "device"),
        (tarfile.FIFOTYPE, "FIFO"),
        (tarfile.GNUTYPE_SPARSE, "sparse file"),
        (b"V", "member of unknown type V"),
        (b"\x1b", "member of unknown type \\x1b"),
    ],
)
def test_other_kinds_of_members_are_refused_and_the_rest_is_read(
    archive: Callable[..., Path], kind: bytes, named: str
) -> None:
    tar = member("odd", kind=kind, link="/etc/passwd") + member("a", b"x") + END

    listing, _, refused = read_archive(archive(tar), everything)

    assert listing.files == {"a": 1}
    assert refused == (Refused("odd", named),)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("/etc/passwd", "absolute path"),
        ("//a", "absolute path"),
        ("../a", "path leaves the package"),
        ("a/../../b", "path leaves the package"),
        ("a/../b", 'path with ".."'),
        ("a/" * 70 + "b", "path deeper than 64 folders"),
        ("d/" + "e" * 300, "name longer than 255 bytes"),
        ("/".join(["é" * 100] * 6), "path longer than 1024 bytes"),
        (".", "file without a name"),
    ],
)
def test_paths_that_cannot_be_made_inside_are_refused(
    archive: Callable[..., Path], name: str, why: str
) -> None:
    tar = member(name, b"x") + member("ok", b"x") + END

    listing, contents, refused = read_archive(archive(tar), everything)

    assert set(listing.files) == set(contents) == {"ok"}
    assert refused == (Refused(name, why),)


def test_a_path_with_a_nul_character_is_refused(archive: Callable[..., Path]) -> None:
    record = member("pax", b"12 path=a\0b\n", kind=tarfile.XHDTYPE)

    refused = read_archive(archive(record + member("x", b"1") + END), everything)[2]

    assert refused == (Refused("a\0b", "path with a NUL character"),)


def test_sparse_files_are_refused_in_every_form_and_passed_over(
    archive: Callable[..., Path],
) -> None:
    old = bytearray(member("old", b"data", kind=tarfile.GNUTYPE_SPARSE))
    old[482] = 1
    old[148:156] = b" " * 8
    old[148:156] = b"%06o\0 " % sum(old[:512])
    more = bytearray(512)
    more[504] = 1
    tar = bytes(old[:512]) + bytes(more) + bytes(512) + bytes(old[512:])
    tar += member("pax", b"22 GNU.sparse.major=1\n", kind=tarfile.XHDTYPE) + member("new", b"x")

    listing, _, refused = read_archive(archive(tar + member("a", b"x") + END), everything)

    assert listing.files == {"a": 1}
    assert refused == (Refused("old", "sparse file"), Refused("new", "sparse file"))


def test_a_link_has_no_content_whatever_its_size_field_says(archive: Callable[..., Path]) -> None:
    tar = member("l", kind=tarfile.SYMTYPE, link="a", size=b"00000001000\0") + member("a", b"x")

    assert read_archive(archive(tar + END), everything)[0].files == {"a": 1}


def message(path: Path, limits: Limits = SMALL) -> str:
    with pytest.raises(ArchiveError) as caught:
        read_archive(path, everything, limits)
    text = str(caught.value)
    assert "\n" not in text
    assert text.startswith(f"{path}: ")
    return text.removeprefix(f"{path}: ")


def zipped() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr("code/inference.py", "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "named", "advice"),
    [
        (zipped(), "a zip file", "pack again with: tar -czf"),
        (b"PK\x05\x06" + bytes(18), "an empty zip file", "tar -czf"),
        (b"\x28\xb5\x2f\xfd rest", "zstd", "tar -czf"),
        (b"BZh91AY", "bzip2", "tar -czf"),
        (b"\xfd7zXZ\0", "xz", "tar -czf"),
        (b"\x04\x22\x4d\x18", "lz4", "tar -czf"),
        (b"7z\xbc\xaf\x27\x1c", "7-Zip", "tar -czf"),
        (b"version https://git-lfs.github.com/spec/v1\noid", "a Git LFS pointer", "git lfs pull"),
        (b'<?xml version="1.0"?><Error>', "an XML page", "download the archive again"),
        (b"\xef\xbb\xbf\n<Error><Code>AccessDenied", "an XML page", "download"),
        (b"\n<!DOCTYPE html><html>", "an HTML page", "download"),
        (b"<html><head>", "an HTML page", "download"),
        (b"", "an empty file", "download or pack it again"),
        (b"some text", "not a tar", "tar -czf"),
        (b"x" * 2000, "not a tar", "tar -czf"),
    ],
)
def test_what_is_no_archive_is_called_by_its_name(
    tmp_path: Path, content: bytes, named: str, advice: str
) -> None:
    path = tmp_path / "model.tar.gz"
    path.write_bytes(content)

    said = message(path)

    assert named in said
    assert advice in said


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (zipped(), "its content is a zip file"),
        (gzip.compress(b"x", mtime=0), "compressed twice with gzip"),
        (b"hello", "not a tar"),
        (b"x" * 1024, "not a tar"),
    ],
)
def test_what_is_compressed_and_no_tar_is_called_by_its_name(
    archive: Callable[..., Path], content: bytes, named: str
) -> None:
    assert named in message(archive(content))


def test_a_gzip_file_of_nothing_holds_nothing(tmp_path: Path) -> None:
    path = tmp_path / "model.tar.gz"
    path.write_bytes(gzip.compress(b""))

    assert message(path).startswith("nothing is in it")


def packed(size: int = 300_000) -> bytes:
    """An archive whose content does not compress."""
    return gzip.compress(member("weights", random.Random(1).randbytes(size)) + END)


@pytest.mark.parametrize("left", [3, 11, 200, 150_000, -4])
def test_a_truncated_archive_says_so(tmp_path: Path, left: int) -> None:
    path = tmp_path / "model.tar.gz"
    path.write_bytes(packed()[:left])

    assert message(path).startswith("truncated: it ends within ")


@pytest.mark.parametrize(("left", "within"), [(700, "weights"), (1300, "the header of a member")])
def test_a_truncated_plain_tar_names_what_is_cut(
    archive: Callable[..., Path], left: int, within: str
) -> None:
    tar = member("weights", b"x" * 300) + member("b") + END

    assert f"truncated: it ends within {within};" in message(archive(tar[:left], "model.tar"))


def test_a_content_that_ends_early_is_noticed_while_it_is_read_and_while_it_is_passed_over(
    archive: Callable[..., Path],
) -> None:
    cut = member("weights", b"x" * 4000)[:2000]

    for path in (archive(cut), archive(cut, "model.tar")):
        assert "ends within weights" in message(path)
        with pytest.raises(ArchiveError, match="ends within weights"):
            read_archive(path, lambda name, size: False)


def test_a_metadata_record_that_is_cut_is_truncated(archive: Callable[..., Path]) -> None:
    tar = member("pax", b"10 path=b\n", kind=tarfile.XHDTYPE)

    assert "ends within the metadata of a member" in message(archive(tar[:515]))


def test_a_metadata_record_without_its_member_is_truncated(archive: Callable[..., Path]) -> None:
    tar = member("pax", b"10 path=b\n", kind=tarfile.XHDTYPE)

    assert "ends within the metadata of a member" in message(archive(tar + END))


def test_a_wrong_checksum_of_the_content_says_so_even_if_the_tar_has_ended(tmp_path: Path) -> None:
    path = tmp_path / "model.tar.gz"
    whole = bytearray(packed())
    whole[-8] ^= 1
    path.write_bytes(whole)

    assert "checksum of its content (CRC)" in message(path)


def test_undecodable_data_says_so(tmp_path: Path) -> None:
    path = tmp_path / "model.tar.gz"
    whole = packed()
    path.write_bytes(whole[:10] + b"\xff" * 100 + whole[110:])

    assert "its compressed data cannot be decoded" in message(path)


def test_a_damaged_header_says_so(archive: Callable[..., Path]) -> None:
    second = bytearray(member("b"))
    second[0] ^= 0xFF

    assert "header of a member" in message(archive(member("a") + bytes(second) + END))


@pytest.mark.parametrize(
    "size",
    [b"\xff" * 12, b"\xff" + bytes(11), b"\x81" + bytes(11), b"-0000000001\0", b"0x10       \0"],
)
def test_a_size_that_is_no_number_is_damage(archive: Callable[..., Path], size: bytes) -> None:
    assert "weights has a size that is no number" in message(archive(member("weights", size=size)))


@pytest.mark.parametrize("size", [b"-33", b"1" * 21, b"two"])
def test_a_pax_size_that_is_no_number_is_damage(archive: Callable[..., Path], size: bytes) -> None:
    entry = b" size=" + size + b"\n"
    record = b"%d" % (len(entry) + 2) + entry

    tar = member("pax", record, kind=tarfile.XHDTYPE) + member("weights") + END

    assert "weights has a size that is no number" in message(archive(tar))


@pytest.mark.parametrize(
    "size",
    [b"\x80" + bytes(3) + (8 << 60).to_bytes(8, "big"), b"\x80" + b"\xff" * 11, b"77777777777\0"],
)
def test_a_huge_size_is_above_the_limit_before_anything_is_read(
    archive: Callable[..., Path], size: bytes
) -> None:
    assert "weights claims" in message(archive(member("weights", size=size)))


def test_an_empty_size_field_is_zero(archive: Callable[..., Path]) -> None:
    listing = read_archive(archive(member("a", size=bytes(12)) + END), everything)[0]

    assert listing.files == {"a": 0}


@pytest.mark.parametrize("kind", [tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.GNUTYPE_LONGNAME])
def test_a_huge_metadata_record_is_not_read_into_memory(
    archive: Callable[..., Path], kind: bytes
) -> None:
    tar = member("pax", b"x" * 5000, kind=kind) + member("a") + END

    assert "more metadata than 4 KB" in message(archive(tar))


def test_many_metadata_records_for_one_member_are_too_much(archive: Callable[..., Path]) -> None:
    tar = member("l", b"name\0", kind=tarfile.GNUTYPE_LONGNAME) * 9 + member("a") + END

    assert "or 8 records" in message(archive(tar))


@pytest.mark.parametrize(
    "record",
    [b"no length\n", b"99 path=a\n", b"8 path=a\n", b"7 path\n", b"3 \n", b"0 path=a\n", b"4\n"],
)
def test_a_pax_record_that_cannot_be_read_is_damage(
    archive: Callable[..., Path], record: bytes
) -> None:
    tar = member("pax", record, kind=tarfile.XHDTYPE) + member("a") + END

    assert "extended header (pax) cannot be read" in message(archive(tar))


def test_a_bomb_is_refused_by_its_ratio_with_a_way_out(archive: Callable[..., Path]) -> None:
    said = message(archive(member("zeros", bytes(500_000)) + END))

    assert "more than 20 times its size" in said
    assert "unpack it and check the folder" in said


def test_a_high_ratio_of_a_small_archive_is_fine(archive: Callable[..., Path]) -> None:
    path = archive(member("zeros", bytes(50_000)) + END)

    assert read_archive(path, everything, SMALL)[0].files == {"zeros": 50_000}


def test_the_sum_of_all_members_is_limited(archive: Callable[..., Path]) -> None:
    noise = random.Random(2).randbytes(600_000)

    assert "more than 1 MB when unpacked" in message(archive({"a": noise, "b": noise[::-1]}))


def test_the_number_of_members_is_limited(archive: Callable[..., Path]) -> None:
    assert "more than 50 members" in message(archive({f"f{n}": b"" for n in range(51)}))


def test_the_number_of_implied_folders_is_limited(archive: Callable[..., Path]) -> None:
    tar = {f"{n}/" + "d/" * 40 + "f": b"" for n in range(3)}

    assert "more than 50 folders" in message(archive(tar))


@pytest.mark.parametrize(
    "tar",
    [
        member("a", b"x") + member("a/b", b"x"),
        member("a/b", b"x") + member("a", b"x"),
        member("a", b"x") + member("a/", kind=tarfile.DIRTYPE),
        member("a/", kind=tarfile.DIRTYPE) + member("a", b"x"),
        member("a", b"x") + member("a/b/c/", kind=tarfile.DIRTYPE),
    ],
)
def test_one_path_cannot_be_a_file_and_a_folder(archive: Callable[..., Path], tar: bytes) -> None:
    assert "a is a file and a folder in it" in message(archive(tar + END))


def test_control_characters_of_names_do_not_reach_the_terminal(
    archive: Callable[..., Path],
) -> None:
    said = message(archive(member("\x1b[31mred\nline", size=b"\xff" * 12)))

    assert "\\x1b[31mred\\nline has a size" in said


def snapshot(folder: Path) -> dict[str, object]:
    return {
        str(path): (path.lstat().st_mode, path.read_bytes() if path.is_file() else None)
        for path in folder.rglob("*")
        if not path.is_relative_to(folder / "out")
    }


@pytest.mark.parametrize("seed", range(60))
def test_nothing_is_ever_written_outside_the_destination(
    archive: Callable[..., Path], tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    (tmp_path / "canary").mkdir()
    (tmp_path / "canary/file").write_bytes(b"alive")
    names = [
        "a",
        "a/b",
        "l",
        "l/x",
        "../canary/file",
        f"{tmp_path}/canary/file",
        "a/../../canary/n",
    ]
    names += ["./..//canary/file", "l/../../canary/file", "..", ".", "/", "a/.", "l/file"]
    kinds = [tarfile.REGTYPE, tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, b"7", b"\0", b"V"]
    links = ["..", "../canary", str(tmp_path / "canary"), "../canary/file", "l", "a", ""]
    tar = b"".join(
        member(
            chance.choice(names),
            b"evil" if (kind := chance.choice(kinds)) in (tarfile.REGTYPE, b"7", b"\0") else b"",
            kind,
            chance.choice(links),
        )
        for _ in range(8)
    )
    path, destination = archive(tar + END), tmp_path / "out"
    destination.mkdir()
    before = snapshot(tmp_path)

    try:
        extract_archive(path, destination, everything)
    except ArchiveError as error:
        said = str(error)
    else:
        said = "written"

    assert said == "written" or "is a file and a folder" in said
    assert snapshot(tmp_path) == before
    assert not any(path.is_symlink() for path in destination.rglob("*"))


@pytest.mark.parametrize("seed", range(200))
def test_damage_anywhere_ends_in_a_clear_error_or_in_an_answer(
    archive: Callable[..., Path], seed: int
) -> None:
    chance = random.Random(seed)
    tar = member("pax", b"10 path=b\n", kind=tarfile.XHDTYPE) + member("a", b"x" * 700)
    tar += member("n" * 300, b"y") + member("l", kind=tarfile.SYMTYPE, link="a") + END
    damaged = bytearray(tar)
    for _ in range(chance.randint(1, 3)):
        damaged[chance.randrange(len(damaged))] = chance.randrange(256)
    whole = bytearray(gzip.compress(bytes(damaged), mtime=0))
    if seed % 2:
        whole[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
    path = archive({})
    path.write_bytes(whole)

    try:
        listing, contents, _ = read_archive(path, everything, SMALL)
    except ArchiveError as error:
        sound = str(error).startswith(f"{path}: ")
    else:
        sound = listing.files == {name: len(content) for name, content in contents.items()}

    assert sound
