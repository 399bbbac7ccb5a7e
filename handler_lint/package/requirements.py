"""A list of requirements: whether it has a distribution for a module. Names of the two differ."""

import re
from collections.abc import Iterator

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")

PINNED = re.compile(r"==\s*(\d{1,9}(?:\.\d{1,9})*)|<\s*(\d{1,9}(?:\.\d{1,9})*)")

DISTRIBUTIONS = {
    "sklearn": ("scikit-learn",),
    "cv2": ("opencv-python", "opencv-python-headless", "opencv-contrib-python"),
    "PIL": ("pillow",),
    "yaml": ("pyyaml",),
    "bs4": ("beautifulsoup4",),
    "skimage": ("scikit-image",),
    "dateutil": ("python-dateutil",),
    "fitz": ("pymupdf",),
    "Crypto": ("pycryptodome",),
    "google": ("protobuf",),
    "psycopg2": ("psycopg2-binary",),
    "faiss": ("faiss-cpu", "faiss-gpu"),
    "autogluon": ("autogluon-tabular", "autogluon-core", "autogluon-timeseries"),
    "pkg_resources": ("setuptools",),
}
"""Modules whose distribution has another name, from the Python Package Index."""


def listed(requirements: str) -> Iterator[tuple[int, str]]:
    """The lines of a list without their comments, numbered from 1."""
    for number, line in enumerate(requirements.splitlines(), start=1):
        yield number, line.split("#")[0].strip()


def distribution(line: str) -> str:
    """The distribution that a line names, as PEP 503 normalises it; empty where it names none."""
    name = NAME.match(line)
    return _normal(name[0]) if name is not None else ""


def pinned(line: str) -> tuple[int, ...]:
    """The version that a line pins: the one after `==`, or the last one before `<`; empty where it pins none."""
    found = PINNED.search(line)
    if found is None:
        return ()
    numbers = tuple(map(int, (found[1] or found[2]).split(".")))
    return numbers if found[1] else (*numbers[:-1], numbers[-1] - 1)


def distributes(requirements: str, module: str) -> bool:
    """Whether a list names a distribution of the module, or installs what only pip can tell (PEP 503, PEP 508)."""
    wanted = {_normal(module), *(DISTRIBUTIONS.get(module, ()))}
    for _, text in listed(requirements):
        if text.startswith(("-r", "-e", "git+", "http", ".", "/")) or "@" in text:
            return True
        if distribution(text) in wanted:
            return True
    return False


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
