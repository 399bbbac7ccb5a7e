"""HL314 model-does-not-load."""

from collections.abc import Iterator

from handler_lint.rule import Case, Handler, ModelFn, Rule, Run, Severity, Violation, usual_help


class ModelDoesNotLoad(Rule):
    """`model_fn` raises an exception with the files of the package.

    **Why.** The endpoint does not become healthy, or answers each request with the failure of its load.
    **Fix.** Correct the line that is named, or pack the file that it expects.
    **Evidence.** aws/amazon-sagemaker-examples#1238, aws/sagemaker-scikit-learn-container#157.
    """

    code, name, severity = "HL314", "model-does-not-load", Severity.ERROR
    needs = frozenset({"model"})
    sure, yields = True, True
    flags = ("another_key_of_the_file", "another_class")
    passes = ("loads_what_is_packed", "refuses_on_purpose")

    def cases(self, handler: Handler) -> Iterator[Case]:
        if handler.is_bound("model_fn"):
            yield Case((ModelFn(),))

    def asks(self, handler: Handler, *runs: Run) -> bool:
        return bool(handler.samples)

    def judge(self, handler: Handler, *runs: Run) -> Violation | None:
        loaded = runs[0].last
        error = loaded.error
        if not loaded.raised or error is None or error.missing or "NameError" in error.bases:
            return None
        if error.explicit or error.place is None:
            # What a handler asks for may be there on the endpoint; what the stack refuses has rules of its own.
            return None
        files = handler.listing.files if handler.listing is not None else {}
        opened = [one.subject for one in loaded.events if one.subject in files]
        return Violation(
            error.place,
            f"model_fn raises {error.type}: {error.message}".rstrip(": "),
            label="raised here",
            note=f"{opened[-1]} was opened last" if opened else "",
            help=usual_help(error.message),
            related=(handler.place_of(loaded.call), *handler.named_by(error)),
            outcome=loaded,
        )
