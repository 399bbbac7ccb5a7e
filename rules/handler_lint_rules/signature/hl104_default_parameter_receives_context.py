"""HL104 default-parameter-receives-context."""

from collections.abc import Iterator

from handler_lint.rule import Handler, Rule, Severity, Violation


class DefaultParameterReceivesContext(Rule):
    """A parameter with a default is in the place where the stack passes the context.

    **Why.** Where a function has one parameter more than the stack passes, it gets the server's context there. A
    `threshold=0.5` is then an object of the server, and no error says so.
    **Fix.** Make it a constant of the module, or read it from the request.
    **Evidence.** aws/sagemaker-python-sdk#670, aws/sagemaker-python-sdk#4049.
    """

    code, name, severity = "HL104", "default-parameter-receives-context", Severity.ERROR
    flags = ("threshold", "device_name")
    passes = ("context_by_name", "default_is_none")

    def check(self, handler: Handler) -> Iterator[Violation]:
        for name, count in handler.stack.parameters.items():
            bound = handler.bindings.get(name)
            if (
                bound is None
                or bound.parameters != count + 1
                or not handler.stack.counts_parameters
            ):
                continue
            default = handler.default(name, count)
            if default and default != "None":
                parameter = handler.parameter(name, count)
                yield Violation(
                    bound.place,
                    f"the stack passes its context as {parameter} of {name}",
                    label=f"{parameter}={default} is never used",
                    help=f"make {parameter} a constant of the module",
                )
