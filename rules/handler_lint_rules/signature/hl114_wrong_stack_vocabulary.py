"""HL114 wrong-stack-vocabulary."""

from collections.abc import Iterator

from handler_lint.rule import Handler, Rule, Severity, Violation


class WrongStackVocabulary(Rule):
    """The handler defines functions that another stack looks for.

    **Why.** `input_handler` and `output_handler` belong to the TensorFlow Serving container. Other stacks look for
    `input_fn` and `output_fn`, and take their own where there are none.
    **Fix.** Name the functions as the stack does.
    **Evidence.** aws/sagemaker-tensorflow-serving-container#148, aws/sagemaker-python-sdk#1929.
    """

    code, name, severity = "HL114", "wrong-stack-vocabulary", Severity.ERROR
    flags = ("input_handler",)
    passes = ("both_names",)

    def check(self, handler: Handler) -> Iterator[Violation]:
        meant = {"input_handler": "input_fn", "output_handler": "output_fn"}
        for one in handler.written("other_stack"):
            name = meant[one.text]
            if name in handler.stack.parameters and not handler.is_bound(name):
                yield Violation(
                    one.place,
                    f"{one.text} is looked for by TensorFlow Serving alone; this stack calls {name}",
                    label="never called",
                    help=f"define {handler.stack.example(name)}",
                )
