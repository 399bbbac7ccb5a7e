"""Comments that suppress a finding: `# handler-lint: ignore[HL202] why`, on its line or the `def` of its function."""

import ast
import io
import re
import tokenize
import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from handler_lint.calls import Place
from handler_lint.report.model import Diagnostic, Sources

MARK = "handler-lint:"
COMMENT = re.compile(r"#\s*handler-lint:\s*ignore\[([^\]]*)\]")


def suppressed(found: Iterable[Diagnostic], sources: Sources) -> list[Diagnostic]:
    """The findings, those marked that a comment of their source suppresses."""
    ignored = {
        path: ignored_lines("\n".join(lines) + "\n")
        for path, lines in sources.lines.items()
        if any(MARK in line for line in lines)
    }
    return [
        replace(one, suppressed=True)
        if one.code in ignored.get(one.place.path, {}).get(one.place.line, ())
        else one
        for one in found
    ]


def unused(
    found: Iterable[Diagnostic], sources: Sources, known: Iterable[str]
) -> Iterator[tuple[Place, str]]:
    """The comments, with a code of `known` rules, that suppress none of the findings."""
    there = {(one.code, one.place.path, one.place.line) for one in found}
    for path, lines in sources.lines.items():
        if not any(MARK in line for line in lines):
            continue
        text = "\n".join(lines) + "\n"
        functions = _functions(text)
        for line, codes in _comments(text):
            scope = {line, *(n for body, head in functions if line in head for n in body)}
            for code in sorted(codes & set(known)):
                if not any((code, path, number) in there for number in scope):
                    yield Place(path, line), code


def ignored_lines(text: str) -> Mapping[int, frozenset[str]]:
    """The codes that are ignored on each line of a source: by its own comment, and those of the `def`s around it."""
    found = dict(_comments(text))
    for lines, head in _functions(text):
        codes = frozenset(code for line in head for code in found.get(line, ()))
        if codes:
            found |= {line: found.get(line, frozenset()) | codes for line in lines}
    return found


def _comments(text: str) -> Iterator[tuple[int, frozenset[str]]]:
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            named = COMMENT.search(token.string) if token.type == tokenize.COMMENT else None
            if named is not None:
                codes = (code.strip().upper() for code in named[1].split(","))
                yield token.start[0], frozenset(codes)
    except (tokenize.TokenError, SyntaxError):
        # What comes before the error counts.
        return


def _functions(text: str) -> list[tuple[range, range]]:
    """The lines of each function, and of its `def` up to its body; the outer ones first."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    functions = [
        node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    ]
    return [
        (
            range(node.lineno, (node.end_lineno or node.lineno) + 1),
            range(node.lineno, max(node.body[0].lineno, node.lineno + 1)),
        )
        for node in functions
    ]
