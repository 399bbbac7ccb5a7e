"""HL105 variadic-handler."""

from collections.abc import Iterator

from handler_lint.rule import Handler, Rule, Severity, Violation


class VariadicHandler(Rule):
    """A function takes `*args` or `**kwargs` beside what the stack passes.

    **Why.** The stack counts each of them as one parameter. With one more than it passes the function gets the context,
    which ends among the others without a word.
    **Fix.** Name the parameters: `predict_fn(data, model)`, and `context` where it is wanted.
    **Evidence.** aws/sagemaker-huggingface-inference-toolkit#126.
    """

    code, name, severity = "HL105", "variadic-handler", Severity.WARNING
    flags = ("rest_gets_the_context",)
    passes = ("all_are_named", "wrapper_with_wraps")

    def check(self, handler: Handler) -> Iterator[Violation]:
        for name, bound in handler.bindings.items():
            allowed = handler.stack.allowed(name)
            counted = handler.stack.counts_parameters and bound.parameters in allowed
            # HL112 says it of a wrapper.
            if counted and bound.is_variadic and not bound.is_local:
                yield Violation(
                    bound.place,
                    f"{name} is counted with {bound.parameters} parameters, one of them variadic",
                    label="*args and **kwargs count as one each",
                    help=f"define {handler.stack.example(name)}",
                )
