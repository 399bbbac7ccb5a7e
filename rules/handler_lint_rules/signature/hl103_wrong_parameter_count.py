"""HL103 wrong-parameter-count."""

from collections.abc import Iterator

from handler_lint.rule import Handler, Rule, Severity, Violation


class WrongParameterCount(Rule):
    """A function has a number of parameters with which the stack cannot call it.

    **Why.** The stack counts parameters and passes its own arguments by position, with the context as one more where
    there is a parameter for it; names do not matter. `*args`, `**kwargs` and keyword-only parameters count as one each.
    **Fix.** Give the function exactly the parameters that the stack passes, or one more for the context.
    **Evidence.** aws/sagemaker-huggingface-inference-toolkit#126, aws/sagemaker-huggingface-inference-toolkit#7.
    """

    code, name, severity = "HL103", "wrong-parameter-count", Severity.ERROR
    flags = (
        "input_fn_without_content_type",
        "keyword_only_parameter",
        "double_star_is_no_place_for_the_context",
        "wrapper_without_wraps",
    )
    passes = ("with_context", "wrapper_with_wraps", "method_of_an_instance")

    def check(self, handler: Handler) -> Iterator[Violation]:
        for name, bound in handler.bindings.items():
            allowed = handler.stack.allowed(name)
            if bound.parameters is None:
                continue
            passes = bound.parameters if bound.parameters in allowed else allowed[0]
            counted = handler.stack.counts_parameters and bound.parameters not in allowed
            if not counted and bound.takes(passes):
                continue
            wanted = " or ".join(str(count) for count in allowed)
            has = f"{bound.parameters} parameter{'' if bound.parameters == 1 else 's'}"
            passed = f"with {wanted}" if counted else f"by position with {passes}"
            yield Violation(
                bound.place,
                f"{name} has {has}, the stack calls it {passed}",
                label=f"counted as {bound.parameters}",
                help=f"define {handler.stack.example(name)}",
            )
