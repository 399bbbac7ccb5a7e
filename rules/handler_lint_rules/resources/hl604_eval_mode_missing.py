"""HL604 eval-mode-missing."""

from collections.abc import Iterator

from handler_lint.rule import Case, Handler, ModelFn, Rule, Run, Severity, Undecided, Violation


class EvalModeMissing(Rule):
    """`model_fn` returns a torch module that is in training mode.

    **Why.** Dropout then drops, and batch normalisation uses the statistics of the request, and changes its own: the
    same row is answered differently each time.
    **Fix.** `model.eval()` before it is returned.
    **Evidence.** PyTorch, "Module.eval"; aws/amazon-sagemaker-examples#1238.
    """

    code, name, severity = "HL604", "eval-mode-missing", Severity.WARNING
    flags = ("network_as_it_was_built", "network_in_a_dictionary")
    passes = ("eval_before_it_is_returned", "no_network")
    needs = frozenset({"model"})
    sure = True

    def cases(self, handler: Handler) -> Iterator[Case]:
        if handler.is_bound("model_fn"):
            yield Case((ModelFn(),))

    def asks(self, handler: Handler, *runs: Run) -> bool:
        sources = handler.package.sources.values()
        uses = any(b"torch" in text for text in sources)
        return bool(handler.samples) and uses and not any(b".eval(" in text for text in sources)

    def judge(self, handler: Handler, *runs: Run) -> Violation | None:
        loaded = runs[0].last
        if not loaded.returned:
            return None
        if loaded.seconds is None:
            raise Undecided("only a run shows the mode of a network")
        if "in training mode" not in loaded.value.text:
            return None
        return Violation(
            loaded.place or handler.place_of(loaded.call),
            "model_fn returns a network that is in training mode",
            label=loaded.value.text,
            help="call eval() on it before it is returned",
            related=(handler.place_of(loaded.call),),
            outcome=loaded,
        )
