"""HL601 load-per-request."""

from collections.abc import Iterator

from handler_lint.rule import Handler, Rule, Severity, Violation


class LoadPerRequest(Rule):
    """A function of a request loads a model or a file of it each time.

    **Why.** What `model_fn` loads is kept; what a request loads is loaded with each one, at its cost, and may not end
    before the server gives up.
    **Fix.** Load it in `model_fn`, and take it from the model.
    **Evidence.** aws/amazon-sagemaker-examples#1073.
    """

    code, name, severity = "HL601", "load-per-request", Severity.WARNING
    flags = ("model_in_predict_fn", "tokenizer_in_input_fn")
    passes = ("loaded_once", "kept_in_a_cache")

    def check(self, handler: Handler) -> Iterator[Violation]:
        for one in handler.written("loads_again"):
            yield Violation(
                one.place,
                f"{one.place.function} calls {one.text} with each request",
                label="model_fn loads once",
                help="load it in model_fn, and return it with the model",
            )
