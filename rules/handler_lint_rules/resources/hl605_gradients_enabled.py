"""HL605 gradients-enabled."""

from collections.abc import Iterator

from handler_lint.rule import Case, Handler, Rule, Run, Severity, Undecided, Violation


class GradientsEnabled(Rule):
    """`predict_fn` returns a tensor with gradients.

    **Why.** The graph of each request is kept with its result: the forward pass needs more memory and time, and a
    result that is kept anywhere keeps all of it.
    **Fix.** `with torch.inference_mode():` around the forward pass, or as a decorator of `predict_fn`.
    **Evidence.** pytorch/pytorch#13613, pytorch/pytorch#40973.
    """

    code, name, severity = "HL605", "gradients-enabled", Severity.WARNING
    flags = ("forward_as_it_is",)
    passes = ("without_gradients",)
    needs = frozenset({"model", "sample"})
    sure = True

    def cases(self, handler: Handler) -> Iterator[Case]:
        if handler.is_bound("predict_fn"):
            for requests in handler.sample_requests():
                yield Case(requests[0].calls[:2])

    def asks(self, handler: Handler, *runs: Run) -> bool:
        return any(b"torch" in text for text in handler.package.sources.values())

    def judge(self, handler: Handler, *runs: Run) -> Violation | None:
        made = runs[0].last
        if made.call.function != "predict_fn" or not made.returned:
            return None
        if made.seconds is None:
            raise Undecided("only a run shows whether a tensor has gradients")
        if "with gradients" not in made.value.text:
            return None
        return Violation(
            made.place or handler.place_of(made.call),
            "predict_fn returns a tensor with gradients",
            label=made.value.text,
            help="run the forward pass in torch.inference_mode()",
            related=(handler.place_of(made.call),),
            outcome=made,
        )
