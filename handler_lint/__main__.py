"""`python -m handler_lint` and the console script."""

import sys

__all__ = ["main"]


def main() -> None:
    """Run the command line; an answer of `invoke` does not wait for what reads the other commands."""
    if sys.argv[1:2] == ["invoke"]:
        from handler_lint.cli.invoke_line import read_line

        options = read_line(sys.argv[2:])
        if options is not None:
            from handler_lint.cli.answering import answer_and_finish
            from handler_lint.cli.streams import open_standard_streams

            open_standard_streams()
            answer_and_finish(options)
    from handler_lint.cli.main import main as read_all

    read_all()


if __name__ == "__main__":
    main()
