"""HL408 global-hand-over."""

from collections.abc import Iterator

from handler_lint.rule import Handler, Rule, Severity, Violation


class GlobalHandOver(Rule):
    """`model_fn` leaves something in a global of the module, from which another function takes it.

    **Why.** Where one process serves several models the last one that was loaded overwrites what the others left, and a
    function that is called by itself, as in a test, does not find it.
    **Fix.** Return it from `model_fn`, with the model: `{"model": model, "labels": labels}`.
    **Evidence.** aws/sagemaker-inference-toolkit#112, aws/sagemaker-mxnet-inference-toolkit#135.
    """

    code, name, severity = "HL408", "global-hand-over", Severity.NOTE
    flags = ("labels_in_a_global",)
    passes = ("all_in_the_model", "global_of_its_own")

    def check(self, handler: Handler) -> Iterator[Violation]:
        found = handler.written("handed_over") if handler.is_bound("model_fn") else ()
        names = list(dict.fromkeys(one.text for one in found))
        if names:
            more = f" and {len(names) - 1} more" if names[1:] else ""
            yield Violation(
                found[0].place,
                f"model_fn hands over {names[0]}{more} in a global",
                help="return it from model_fn, with the model",
                related=tuple(one.place for one in found[1:]),
            )
