"""Payload samples: which files are samples, and the content type that each is sent as."""

import posixpath
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from handler_lint.package.archive import read_archive
from handler_lint.package.folder import read_files, read_tree
from handler_lint.package.layers import joined
from handler_lint.package.layout import is_beside_sample
from handler_lint.package.limits import MB, Budget, in_units
from handler_lint.package.manifest import NAME, Entry, Manifest, is_manifest, read_manifest
from handler_lint.package.model import Sample
from handler_lint.package.names import printable

SAMPLE_BYTES = 8 * MB
MOST_SAMPLES = 1_000
ALL_SAMPLE_BYTES = 256 * MB

CONTENT_TYPES: Mapping[str, str] = MappingProxyType(
    {
        ".json": "application/json",
        ".csv": "text/csv",
        ".npy": "application/x-npy",
        ".npz": "application/x-npz",
        ".jsonl": "application/jsonlines",
        ".ndjson": "application/jsonlines",
        ".parquet": "application/x-parquet",
        ".libsvm": "text/libsvm",
        ".recordio": "application/x-recordio-protobuf",
        ".txt": "text/plain",
        ".tsv": "text/tab-separated-values",
        ".xml": "application/xml",
        ".html": "text/html",
        ".jpg": "image/jpeg",
        ".jpeg": "image/jpeg",
        ".png": "image/png",
        ".gif": "image/gif",
        ".bmp": "image/bmp",
        ".tif": "image/tiff",
        ".tiff": "image/tiff",
        ".webp": "image/webp",
        ".wav": "audio/wav",
        ".mp3": "audio/mpeg",
        ".flac": "audio/flac",
        ".mp4": "video/mp4",
        ".pdf": "application/pdf",
        ".bin": "application/octet-stream",
    }
)
"""The content type that a sample is sent as, by the extension of its file in lower case."""


@dataclass(frozen=True, slots=True)
class Found:
    """Payload samples in the order of their paths, where they are from, and what was left out and why.

    `content_types` and `accepts` are what clients send and ask for, as a manifest declares.
    """

    samples: tuple[Sample, ...] = ()
    origin: str = ""
    warnings: tuple[str, ...] = ()
    content_types: tuple[str, ...] = ()
    accepts: tuple[str, ...] = ()


def content_type_of(path: str) -> str:
    """The content type of a sample by its extension, else by a folder such as `csv_samples`; empty if unknown."""
    name = posixpath.basename(path)
    folder = posixpath.basename(posixpath.dirname(path))
    by_folder = f".{folder.removesuffix('_samples')}" if folder.endswith("_samples") else ""
    extension = posixpath.splitext(name)[1].lower()
    return CONTENT_TYPES.get(extension) or CONTENT_TYPES.get(by_folder, "")


def samples_in(folder: str) -> Found:
    """The samples of a folder that the user gave: its files by their extension, and those one folder deeper.

    Raises:
        OSError: the folder cannot be read.
    """
    root = Path(folder)
    tree = read_tree(root)
    manifests = {path: size for path, size in tree.files.items() if is_manifest(path)}
    texts = read_files(root, manifests, sample_budget())
    manifest = _manifest(tree.files, texts, lambda path: joined(folder, path))
    chosen, warnings = _choose(tree.files, manifest, lambda path: joined(folder, path))
    sizes = {path: tree.files[path] for path in chosen}
    contents = read_files(root, sizes, sample_budget())
    for path, kind in tree.refused.items():
        warnings.append(f"{printable(joined(folder, path))}: a {kind}; it is not sent")
    if not chosen and not warnings:
        warnings.append(
            f"{printable(folder)}: no payload sample is in it; add files such as one.json or one.csv"
        )
    return _found(chosen, contents, folder, warnings, manifest)


def samples_packed(archive: str) -> Found:
    """The samples of an archive that the user gave, such as the `payload.tar.gz` of a pipeline's payload step.

    Raises:
        ArchiveError: it is no tar, is damaged, or exceeds a limit.
    """
    budget = sample_budget()
    listing, contents, refused = read_archive(
        Path(archive), lambda path, size: size <= SAMPLE_BYTES and budget.takes(size)
    )
    manifest = _manifest(listing.files, contents, lambda path: joined(archive, path))
    chosen, warnings = _choose(listing.files, manifest, lambda path: joined(archive, path))
    for one in refused:
        warnings.append(f"{printable(joined(archive, one.path))}: a {one.kind}; it is not sent")
    return _found(chosen, contents, archive, warnings, manifest)


def samples_beside(
    files: Mapping[str, int], contents: Mapping[str, bytes], openable: Callable[[str], str]
) -> Found:
    """The samples that lie in a package beside its code: sizes in bytes, and the contents that were kept."""
    beside = {path: size for path, size in files.items() if is_beside_sample(path)}
    manifest = _manifest(beside, contents, openable)
    chosen, warnings = _choose(beside, manifest, openable)
    tops = [path.partition("/") for path in chosen]
    origins = dict.fromkeys(top if slash else "payload_*" for top, slash, _ in tops)
    return _found(chosen, contents, ", ".join(origins), warnings, manifest)


def sample_budget() -> Budget:
    """How many samples are kept in memory."""
    return Budget(MOST_SAMPLES, ALL_SAMPLE_BYTES)


def _choose(
    files: Mapping[str, int], manifest: Manifest, openable: Callable[[str], str]
) -> tuple[dict[str, Entry], list[str]]:
    """The samples with what is known of them, and a line for each file that looks like one and is not sent."""
    chosen: dict[str, Entry] = {}
    warnings = list(manifest.wrong)
    for path, size in sorted(files.items()):
        if _is_litter(path) or is_manifest(path):
            continue
        entry = manifest.entries.get(path, Entry())
        content_type = entry.content_type or content_type_of(path)
        if path.removeprefix("payload_samples/").count("/") > 1:
            problem = "deeper than one folder; move it up to have it sent"
        elif not content_type:
            problem = (
                f"no content type is known for {_extension(path)}; name it in {NAME}, or rename it to one of"
                f" {' '.join(CONTENT_TYPES)}"
            )
        elif size > SAMPLE_BYTES:
            problem = f"larger than {in_units(SAMPLE_BYTES)}, the limit; give a smaller one"
        else:
            chosen[path] = replace(entry, content_type=content_type)
            continue
        warnings.append(f"{printable(openable(path))}: {problem}")
    return chosen, warnings


def _manifest(
    files: Mapping[str, int], contents: Mapping[str, bytes], openable: Callable[[str], str]
) -> Manifest:
    """What all manifests among the samples say together."""
    every = {
        path: read_manifest(path, contents.get(path, b""), files)
        for path in filter(is_manifest, sorted(files))
    }
    return Manifest(
        {name: entry for one in every.values() for name, entry in one.entries.items()},
        tuple(kind for one in every.values() for kind in one.content_types),
        tuple(kind for one in every.values() for kind in one.accepts),
        tuple(
            f"{printable(openable(path))}: {problem}"
            for path, one in every.items()
            for problem in one.wrong
        ),
    )


def _is_litter(path: str) -> bool:
    name = posixpath.basename(path)
    return any(part.startswith((".", "__")) for part in path.split("/")) or name.endswith(".md")


def _extension(path: str) -> str:
    extension = posixpath.splitext(path)[1]
    return f'"{printable(extension)}"' if extension else "a file without an extension"


def _found(
    chosen: Mapping[str, Entry],
    contents: Mapping[str, bytes],
    origin: str,
    warnings: Iterable[str],
    manifest: Manifest,
) -> Found:
    samples: dict[str, Sample] = {}
    left_out = 0
    for path, entry in chosen.items():
        if path not in contents:
            left_out += 1
            continue
        name = _free_name(path, samples)
        samples[name] = Sample(
            name, entry.content_type, contents[path], entry.script, entry.handler
        )
    lines = list(warnings)
    if left_out:
        lines.append(
            f"{printable(origin)}: {left_out} samples were not read; at most {MOST_SAMPLES:,} files with together"
            f" {in_units(ALL_SAMPLE_BYTES)} are, and only readable ones"
        )
    return Found(
        tuple(samples.values()),
        origin if samples else "",
        tuple(lines),
        manifest.content_types,
        manifest.accepts,
    )


def _free_name(path: str, taken: Mapping[str, Sample]) -> str:
    parts = path.split("/")
    names = ("/".join(parts[-count:]) for count in range(1, len(parts) + 1))
    return next((name for name in names if name not in taken), path)
