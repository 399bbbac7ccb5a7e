"""HL107 transform-fn-conflict."""

from collections.abc import Iterator

from handler_lint.rule import Handler, Rule, Severity, Violation


class TransformFnConflict(Rule):
    """`transform_fn` stands beside a function that it replaces.

    **Why.** A stack that finds both cannot tell which way a request is to take, and refuses to load the handler.
    **Fix.** Keep `transform_fn`, or the three functions.
    **Evidence.** aws/amazon-sagemaker-examples#375, aws/sagemaker-pytorch-inference-toolkit#142.
    """

    code, name, severity = "HL107", "transform-fn-conflict", Severity.ERROR
    flags = ("beside_input_fn",)
    passes = ("transform_fn_alone", "private_helpers")

    def check(self, handler: Handler) -> Iterator[Violation]:
        if not handler.is_bound("transform_fn"):
            return
        names = [n for n in ("input_fn", "predict_fn", "output_fn") if handler.is_bound(n)]
        if names:
            yield Violation(
                handler.bindings["transform_fn"].place,
                f"transform_fn stands beside {', '.join(names)}: the stack refuses both",
                label="takes whole requests",
                help=f"take {', '.join(names)} away, or give another name to what transform_fn calls",
                related=tuple(handler.bindings[name].place for name in names),
            )
