"""HL805 calibration-contract."""

from collections.abc import Iterator

from handler_lint.rule import Handler, ModelFn, Rule, Severity, Violation


class CalibrationContract(Rule):
    """The handler looks for a folder `calibration`, and the package has none.

    **Why.** Handlers that calibrate their scores where the folder is there answer with raw scores where it is not, with
    status 200 and no word.
    **Fix.** Pack the folder, or take the calibration out of the handler.
    **Evidence.** Six published handlers that calibrate where a `calibration/` folder is packed.
    """

    code, name, severity = "HL805", "calibration-contract", Severity.WARNING
    flags = ("folder_is_not_packed",)
    passes = ("folder_is_packed", "raises_without_it")

    def check(self, handler: Handler) -> Iterator[Violation]:
        if handler.listing is None:
            return
        paths = (*handler.listing.files, *handler.listing.folders)
        there = any("calibration" in path.split("/") for path in paths)
        for one in handler.written("calibration") if not there else ():
            if not handler.refuses(ModelFn()):
                yield Violation(
                    one.place,
                    "the handler looks for calibration/, and the package has none",
                    label="scores stay as they are",
                    help="pack the folder calibration/, or do not look for it",
                )
