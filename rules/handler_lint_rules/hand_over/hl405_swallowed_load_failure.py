"""HL405 swallowed-load-failure."""

from collections.abc import Iterator

from handler_lint.rule import Handler, Reraise, Rule, Severity, Violation


class SwallowedLoadFailure(Rule):
    """`model_fn` catches what goes wrong, and returns nothing.

    **Why.** The server takes what `model_fn` returns for a model: the endpoint becomes healthy, and every request fails
    with an error about `NoneType` that says nothing about the file that is missing.
    **Fix.** Log, and `raise`.
    **Evidence.** aws/deep-learning-containers#2917.
    """

    code, name, severity = "HL405", "swallowed-load-failure", Severity.ERROR
    fix = "safe"
    flags = ("returns_none", "only_logs")
    passes = ("logs_and_raises", "second_format", "optional_part")

    def check(self, handler: Handler) -> Iterator[Violation]:
        if not handler.is_bound("model_fn"):
            return
        for one in handler.written("swallowed"):
            yield Violation(
                one.place,
                f"model_fn returns nothing where it caught {one.text}",
                label="the endpoint becomes healthy without a model",
                help="end the except clause with raise",
                changes=(Reraise(one.place),),
                related=(handler.bindings["model_fn"].place,),
            )
