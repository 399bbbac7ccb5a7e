"""Bring the public handlers of `index.toml` to `texts/`, each checked against its sha256.

    python benchmarks/real/fetch.py [ID ...]

Needs the network and nothing but the standard library. A text that is there already and right is left alone.
"""

import argparse
import hashlib
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import quote
from urllib.request import urlopen

HERE = Path(__file__).resolve().parent
INDEX = HERE / "index.toml"
TEXTS = HERE / "texts"
SOURCE = "https://raw.githubusercontent.com"
SECONDS = 30


@dataclass(frozen=True, slots=True)
class Text:
    """Where the text of one handler is, and the hexadecimal sha256 of its bytes."""

    id: str
    repository: str
    path: str
    commit: str
    sha256: str

    @property
    def url(self) -> str:
        return f"{SOURCE}/{self.repository}/{self.commit}/{quote(self.path)}"

    @property
    def file(self) -> Path:
        return TEXTS / f"{self.id}.py"

    @property
    def is_there(self) -> bool:
        return self.file.is_file() and self.is_right(self.file.read_bytes())

    def is_right(self, data: bytes) -> bool:
        return hashlib.sha256(data).hexdigest() == self.sha256


class FetchError(Exception):
    """A text cannot be had; the message says which, from where, why, and what to do."""


class OfflineError(FetchError):
    """The server cannot be reached at all, so no other text can be had either."""


def read_index(index: Path = INDEX) -> list[Text]:
    """The handlers of the index, in its order."""
    handlers = tomllib.loads(index.read_text(encoding="utf-8"))["handler"]
    wanted = ("id", "repository", "path", "commit", "sha256")
    return [Text(**{key: one[key] for key in wanted}) for one in handlers]


def download(text: Text) -> bytes:
    """The bytes of one text.

    Raises:
        OfflineError: no connection to the server.
        FetchError: the server refuses, or the bytes are not those of the index.
    """
    try:
        with urlopen(text.url, timeout=SECONDS) as answer:
            data = bytes(answer.read())
    except HTTPError as error:
        raise FetchError(
            f"{text.id}: {text.url}: {error.code} {error.reason}; the repository or the commit is "
            "gone: take the entry out of index.toml or give it another commit"
        ) from error
    except (URLError, OSError) as error:
        reason = error.reason if isinstance(error, URLError) else error
        raise OfflineError(
            f"{text.id}: cannot reach {SOURCE} ({reason}); this needs the network: run it again where "
            "there is one, or set https_proxy"
        ) from error
    if not text.is_right(data):
        raise FetchError(
            f"{text.id}: {text.url}: {len(data)} bytes with another sha256 than index.toml has; "
            "nothing was written: compare repository, commit and path"
        )
    return data


def fetch(text: Text) -> bool:
    """Have one text in its place; whether it had to be downloaded."""
    if text.is_there:
        return False
    data = download(text)
    TEXTS.mkdir(exist_ok=True)
    text.file.write_bytes(data)
    return True


def main(arguments: list[str]) -> int:
    """Fetch all texts, or those named; 0 if all are there, 1 if not, 2 for an unknown id."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("ids", nargs="*", metavar="ID", help="handlers to fetch (default: all)")
    ids = parser.parse_args(arguments).ids
    texts = read_index()
    unknown = sorted(set(ids) - {text.id for text in texts})
    if unknown:
        parser.error(f"not in {INDEX.name}: {', '.join(unknown)}")
    wanted = [text for text in texts if not ids or text.id in ids]
    fetched = 0
    for text in wanted:
        try:
            fetched += fetch(text)
        except FetchError as error:
            print(error, file=sys.stderr)
            if isinstance(error, OfflineError):
                break
    there = sum(text.is_there for text in wanted)
    print(f"{there} of {len(wanted)} texts in {TEXTS}, {fetched} of them fetched now")
    return 0 if there == len(wanted) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
