"""What a file really is, by its first bytes: the usual mistakes under the name `model.tar.gz`."""

PACK = "pack again with: tar -czf model.tar.gz -C FOLDER ."

_MAGIC = (
    (b"PK\x03\x04", f"a zip file; {PACK}"),
    (b"PK\x05\x06", f"an empty zip file; {PACK}"),
    (b"\x28\xb5\x2f\xfd", f"compressed with zstd, which SageMaker does not unpack; {PACK}"),
    (b"BZh", f"compressed with bzip2, which SageMaker does not unpack; {PACK}"),
    (b"\xfd7zXZ\x00", f"compressed with xz, which SageMaker does not unpack; {PACK}"),
    (b"\x04\x22\x4d\x18", f"compressed with lz4, which SageMaker does not unpack; {PACK}"),
    (b"7z\xbc\xaf\x27\x1c", f"a 7-Zip file; {PACK}"),
    (
        b"version https://git-lfs",
        "a Git LFS pointer, not the file itself; fetch it with: git lfs pull",
    ),
)
_PAGES = (
    (b"<?xml", "an XML page, perhaps an error answer of S3; download the archive again"),
    (b"<error", "an XML page, perhaps an error answer of S3; download the archive again"),
    (b"<!doctype html", "an HTML page, perhaps a log-in page; download the archive again"),
    (b"<html", "an HTML page, perhaps a log-in page; download the archive again"),
)


def is_gzip(head: bytes) -> bool:
    """Whether the first bytes are those of a gzip file (RFC 1952)."""
    return head.startswith(b"\x1f\x8b")


def foreign(head: bytes) -> str:
    """What a file that begins with `head` is, and what to do about it; empty if it is none of the usual mistakes."""
    if not head:
        return "an empty file; download or pack it again"
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    known = (what for magic, what in _MAGIC if head.startswith(magic))
    pages = (what for opening, what in _PAGES if text.startswith(opening))
    return next(known, None) or next(pages, "")


_ENDINGS = (".tar.gz", ".tgz", ".tar", ".gz")


def looks_packed(name: str, head: bytes) -> bool:
    """Whether a file is meant as an archive, by its name or by its first 512 bytes."""
    if name.lower().endswith(_ENDINGS):
        return True
    return is_gzip(head) or head[257:262] == b"ustar" or (head != b"" and foreign(head) != "")
