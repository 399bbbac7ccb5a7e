"""HL109 handler-not-bound-at-module-level."""

from collections.abc import Iterator

from handler_lint.rule import Handler, Rule, Severity, Violation


class HandlerNotBoundAtModuleLevel(Rule):
    """A function is defined where the stack does not look for it.

    **Why.** The stack takes attributes of the module. A function in a class, in another function or under
    `if __name__ == "__main__"` is none, and the stack's own takes its place.
    **Fix.** Define it at the top of the module, or bind a method: `input_fn = handler.input_fn`.
    **Evidence.** aws/sagemaker-pytorch-training-toolkit#229, aws/sagemaker-huggingface-inference-toolkit#114.
    """

    code, name, severity = "HL109", "handler-not-bound-at-module-level", Severity.ERROR
    flags = ("under_main", "method_of_a_class")
    passes = ("method_is_bound", "all_at_the_top")

    def check(self, handler: Handler) -> Iterator[Violation]:
        for one in handler.written("inside"):
            bound = handler.bindings.get(one.text)
            if bound is not None and bound.kind == "none":
                yield Violation(
                    one.place,
                    f"{one.text} is no attribute of the module: the stack does not find it",
                    label="defined inside something else",
                    help=f"define {one.text} at the top of the module",
                )
