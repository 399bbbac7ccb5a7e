"""`python -m handler_lint` and the console script."""

from handler_lint.cli.main import main

__all__ = ["main"]

if __name__ == "__main__":
    main()
