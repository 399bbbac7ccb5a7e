"""The headers of a request as they are typed."""

from handler_lint.config.usage import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_PUNCTUATION = "!#$%&'*+-.^_`|~"
"""What a name may hold beside letters and digits (RFC 9110, 5.6.2)."""

Given = tuple[str | None, str | None, list[list[str]]]


def given_headers(content_type: str | None, accept: str | None, others: "Iterable[str]") -> Given:
    """Content type, accept, and all other headers as name and value; the two may be among the others.

    Raises:
        UsageError: a header is no `Name: value`, or one of the two is given twice.
    """
    named = {"content-type": _plain(content_type), "accept": _plain(accept)}
    rest = []
    for text in others:
        name, value = _parted(text)
        known = name.lower()
        if known not in named:
            rest.append([name, value])
        elif named[known] is not None:
            raise UsageError(f"--header {text!r}: there is a {name} already; leave one of them out")
        else:
            named[known] = value
    return named["content-type"], named["accept"], rest


def _parted(text: str) -> tuple[str, str]:
    name, sign, value = text.partition(":")
    token = name.isascii() and all(one.isalnum() or one in _PUNCTUATION for one in name)
    if not sign or not name or not token:
        raise UsageError(f"--header {text!r}: write 'Name: value'")
    return name, _plain(value.strip(" \t")) or ""


def _plain(value: str | None) -> str | None:
    if value is not None and any(one in value for one in "\r\n\0"):
        raise UsageError(f"the header value {value!r} has more than one line; write it in one")
    return value
