"""HL110 near-miss-name."""

from collections.abc import Iterator
from difflib import get_close_matches

from handler_lint.rule import Handler, Rename, Rule, Severity, Violation

MEANT = {
    "load_fn": "model_fn",
    "load_model": "model_fn",
    "model_function": "model_fn",
    "preprocess_fn": "input_fn",
    "preprocess": "input_fn",
    "input_function": "input_fn",
    "predict": "predict_fn",
    "predict_function": "predict_fn",
    "inference_fn": "predict_fn",
    "postprocess_fn": "output_fn",
    "postprocess": "output_fn",
    "output_function": "output_fn",
    "transform": "transform_fn",
}


class NearMissName(Rule):
    """A function is named almost like one that the stack calls, and nothing calls it.

    **Why.** The stack looks for exactly its names. A function with another one is ignored without a word, and the
    stack's own takes its place.
    **Fix.** Give it the name that the stack looks for.
    **Evidence.** aws/sagemaker-huggingface-inference-toolkit#5, #10, #108.
    """

    code, name, severity = "HL110", "near-miss-name", Severity.WARNING
    fix = "unsafe"
    flags = ("letter_more", "name_of_another_library", "in_camel_case")
    passes = ("called_by_a_function", "the_real_one_is_there", "another_number_of_parameters")

    def check(self, handler: Handler) -> Iterator[Violation]:
        wanted = handler.stack.parameters
        missing = [name for name in wanted if not handler.is_bound(name)]
        if len(missing) == len(wanted):
            # No handler, but a module that something else imports.
            return
        if handler.takes_whole_requests:
            missing = [name for name in missing if name == "model_fn"]
        for one in handler.written("unused"):
            plain = one.text.lower().strip("_")
            near = get_close_matches(plain, missing, 1, 0.85)
            near += [MEANT[plain]] if MEANT.get(plain) in missing else []
            if near and one.parameters in (wanted[near[0]], wanted[near[0]] + 1):
                yield Violation(
                    one.place,
                    f"{one.text} is called by nothing: the stack looks for {near[0]}",
                    label="ignored",
                    help=f"name it {near[0]}",
                    changes=(Rename(one.text, near[0]),),
                )
