"""HL111 coroutine-or-generator-handler."""

from collections.abc import Iterator

from handler_lint.rule import Handler, Rule, Severity, Violation


class CoroutineOrGeneratorHandler(Rule):
    """A function of the handler is a coroutine or a generator.

    **Why.** The stack calls it as a plain function and hands on what it gets: an object that has done nothing yet.
    **Fix.** `def` without `async`; collect the values and return them.
    **Evidence.** aws/sagemaker-distribution#536.
    """

    code, name, severity = "HL111", "coroutine-or-generator-handler", Severity.ERROR
    flags = ("async_def", "yields_rows")
    passes = ("generator_inside", "helper_is_a_generator")

    def check(self, handler: Handler) -> Iterator[Violation]:
        for one in handler.written("coroutine", "generator"):
            if handler.is_bound(one.text):
                yield Violation(
                    one.place,
                    f"{one.text} is a {one.kind}: the stack gets an object that has done nothing",
                    label=f"a {one.kind} function",
                    help="define a plain function that returns its value",
                )
