"""A list of requirements: whether it has a distribution for a module. Names of the two differ."""

import re

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")

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


def distributes(requirements: str, module: str) -> bool:
    """Whether a list names a distribution of the module, or installs what only pip can tell (PEP 503, PEP 508)."""
    wanted = {_normal(module), *(DISTRIBUTIONS.get(module, ()))}
    for line in requirements.splitlines():
        text = line.split("#")[0].strip()
        if text.startswith(("-r", "-e", "git+", "http", ".", "/")) or "@" in text:
            return True
        name = NAME.match(text)
        if name is not None and _normal(name[0]) in wanted:
            return True
    return False


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
