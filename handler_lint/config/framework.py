"""The serving stack that the user names."""

from handler_lint.config.usage import UsageError
from handler_lint.contract.recognise import AUTO, named_stack


def asked_stack(named: str | None) -> str | None:
    """The stack of a name, another name of it, or the URI of an image; None where it is to be recognised.

    Raises:
        UsageError: there is no such stack.
    """
    if named is None or named == AUTO:
        return None
    try:
        return named_stack(named)
    except KeyError as error:
        raise UsageError(error.args[0]) from None
