"""HL602 map-location-missing."""

from collections.abc import Iterator
from dataclasses import replace

from handler_lint.rule import Case, Handler, ModelFn, Rule, Run, Severity, Undecided, Violation


class MapLocationMissing(Rule):
    """`torch.load` puts tensors on the device on which they were saved.

    **Why.** A model that was saved on a GPU does not load on an instance without one: "Attempting to deserialize
    object on a CUDA device".
    **Fix.** `torch.load(path, map_location="cpu")`, then move the model to its device.
    **Evidence.** aws/sagemaker-python-sdk#728.
    """

    code, name, severity = "HL602", "map-location-missing", Severity.WARNING
    flags = ("saved_on_a_gpu",)
    passes = ("saved_on_the_cpu", "maps_the_location")

    def check(self, handler: Handler) -> Iterator[Violation]:
        if self._devices(handler) - {"cpu"}:
            yield self._violation(handler)

    def cases(self, handler: Handler) -> Iterator[Case]:
        if handler.is_bound("model_fn") and not self._devices(handler):
            yield Case((ModelFn(),))

    def suspects(self, handler: Handler, *runs: Run) -> Violation | None:
        written = handler.written("no_map_location")
        return replace(self._violation(handler), outcome=runs[0].last) if written else None

    def judge(self, handler: Handler, *runs: Run) -> Violation | None:
        raise Undecided("where the tensors of the model were saved is not known")

    def _violation(self, handler: Handler) -> Violation:
        one = handler.written("no_map_location")[0]
        return Violation(
            one.place,
            f"{one.text} without map_location",
            label="restores to the device that the model was saved on",
            help=f'{one.text}(path, map_location="cpu"), then move the model to its device',
            note=", ".join(f"saved on {one}" for one in sorted(self._devices(handler))),
        )

    def _devices(self, handler: Handler) -> set[str]:
        """The devices that the files which are loaded name."""
        if not handler.written("no_map_location"):
            return set()
        found = (handler.artifact(path) for path in handler.loaded_files())
        return {device for one in found if one is not None for device in one.devices}
