"""From a package to a handler: what of its sources is parsed, and what cannot be read."""

from collections.abc import Mapping

from handler_lint.calls import Place
from handler_lint.config.settings import Settings
from handler_lint.contract import Stack
from handler_lint.core_rules import CannotBeRead, NotUnderstood
from handler_lint.handler import Handler
from handler_lint.package.layout import imported
from handler_lint.package.model import Package
from handler_lint.report.build import core_diagnostic
from handler_lint.report.model import Diagnostic
from handler_lint.static.gate import Unreadable, read_source
from handler_lint.static.machine import ELSEWHERE, MODEL_DIR, World
from handler_lint.static.source import Source


def read_sources(package: Package) -> tuple[dict[str, Source], dict[str, Unreadable]]:
    """Parse the handler, and of its modules what can be imported."""
    sources: dict[str, Source] = {}
    unreadable: dict[str, Unreadable] = {}
    wanted = [package.handler, *imported(package.handler, package.sources)]
    for path in wanted:
        cell = package.kind == "file" and path == package.handler
        made = read_source(path, package.sources[path], cell=cell)
        if isinstance(made, Source):
            sources[path] = made
        else:
            unreadable[path] = made
    return sources, unreadable


def handler_of(
    package: Package, stack: Stack, sources: Mapping[str, Source], settings: Settings
) -> Handler:
    listing = package.listing
    alone = package.kind == "file"
    paths = package.import_roots
    world = World(
        sources,
        paths if alone else stack.import_paths(package.handler, paths),
        listing.files if listing is not None else None,
        listing.folders if listing is not None else frozenset(),
        settings.environ,
        alone,
        stack.serving,
        MODEL_DIR if stack.world.working_folder == "model" else ELSEWHERE,
    )
    return Handler(
        package,
        stack,
        sources[package.handler],
        world,
        settings.content_types or package.declared_types,
        settings.accepts or package.declared_accepts,
    )


def unread(broken: Unreadable) -> Diagnostic:
    """An error, or a note where Python accepts what only our parser does not."""
    rule = NotUnderstood if broken.valid else CannotBeRead
    return core_diagnostic(rule, broken.place, broken.message)


def notebook_line(source: Source) -> list[Diagnostic]:
    """A note on a line that only a notebook understands: as a module, Python refuses the file."""
    if not source.magic:
        return []
    text = "only a notebook understands this line: Python refuses it in a module"
    return [core_diagnostic(NotUnderstood, Place(source.path, source.magic), text)]
