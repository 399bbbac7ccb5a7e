"""HL112 signature-hiding-decorator."""

from collections.abc import Iterator

from handler_lint.rule import Handler, Rule, Severity, Violation


class SignatureHidingDecorator(Rule):
    """A decorator of the package hides the parameters of a function behind `*args`.

    **Why.** The stack counts the parameters of what is bound, and that is the wrapper: `*args` and `**kwargs` are two.
    `model_fn` then gets the context as well and raises a `TypeError`; a function of two parameters works by chance.
    **Fix.** `@functools.wraps(function)` on the wrapper: the stack then counts what it wraps.
    **Evidence.** aws/sagemaker-huggingface-inference-toolkit#126; Python, "inspect.signature" and `__wrapped__`.
    """

    code, name, severity = "HL112", "signature-hiding-decorator", Severity.WARNING
    flags = ("wrapper_without_wraps",)
    passes = ("wrapper_with_wraps", "cached_by_functools")

    def check(self, handler: Handler) -> Iterator[Violation]:
        for name, bound in handler.bindings.items():
            if handler.stack.counts_parameters and bound.is_local and bound.is_variadic:
                yield Violation(
                    bound.place,
                    f"the decorator hides the parameters of {name}: {bound.parameters} are counted",
                    label="*args and **kwargs count as one each",
                    help="decorate the wrapper with functools.wraps",
                )
