"""HL101 missing-model-fn."""

from collections.abc import Iterator

from handler_lint.rule import Case, Handler, ModelFn, Rule, Run, Severity, Violation


class MissingModelFn(Rule):
    """There is no `model_fn`, and the stack has none that loads this package.

    **Why.** Without one the stack's own takes its place: it refuses, or looks for the one file that it can load.
    **Fix.** Define `model_fn(model_dir)` at the top of the module.
    **Evidence.** aws/amazon-sagemaker-examples#448, aws/sagemaker-pytorch-training-toolkit#157.
    """

    code, name, severity = "HL101", "missing-model-fn", Severity.ERROR
    sure = True
    flags = ("none_for_mxnet", "no_torchscript_file")
    passes = ("stack_loads_it", "model_fn_is_there")

    def cases(self, handler: Handler) -> Iterator[Case]:
        bound = handler.bindings.get("model_fn")
        others = [one for one in handler.bindings.values() if one.kind != "none"]
        if bound is not None and bound.kind == "none" and others:
            yield Case((ModelFn(),))

    def judge(self, handler: Handler, *runs: Run) -> Violation | None:
        loaded = runs[0].last
        error = loaded.error
        if not loaded.raised or error is None:
            return None
        first = next(one for one in handler.bindings.values() if one.kind != "none")
        return Violation(
            first.place,
            "there is no model_fn, and the stack's own does not load this package",
            label="defined without a model_fn",
            help=f"define {handler.stack.example('model_fn')}",
            note=f"{error.type}: {error.message}",
            outcome=loaded,
        )
