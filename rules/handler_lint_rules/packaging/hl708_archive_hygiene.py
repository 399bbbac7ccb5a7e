"""HL708 archive-hygiene."""

import re
from collections.abc import Iterator

from handler_lint.rule import Handler, Place, Rule, Severity, Violation


class ArchiveHygiene(Rule):
    """The package holds files of a tool or of an operating system.

    **Why.** `._model.pth`, `.git` and caches are downloaded and unpacked by each instance; a loader that takes the
    first file of a folder may take one of them.
    **Fix.** `COPYFILE_DISABLE=1 tar --exclude=.git --exclude=__pycache__ -czf model.tar.gz -C PACKAGE .`
    **Evidence.** allenai/allennlp#1531.
    """

    code, name, severity = "HL708", "archive-hygiene", Severity.WARNING
    flags = ("files_of_macos",)
    passes = ("only_the_model",)

    def check(self, handler: Handler) -> Iterator[Violation]:
        files = handler.listing.files if handler.listing is not None else {}
        found = sorted(path for path in files if JUNK.search(path))
        if found:
            more = f" and {len(found) - 1} more" if found[1:] else ""
            yield Violation(
                Place(found[0], 0),
                f"{found[0]}{more} is no part of a model",
                listing=tuple((path, "of a tool") for path in found[:6]),
                moves=tuple((path, "") for path in found),
                help="pack without it: tar --exclude",
            )


JUNK = re.compile(r"(^|/)(\._[^/]*|\.DS_Store|\.git/|\.ipynb_checkpoints/|__MACOSX/|Thumbs\.db)")
