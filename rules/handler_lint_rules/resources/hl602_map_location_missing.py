"""HL602 map-location-missing."""

from collections.abc import Iterator

from handler_lint.rule import Handler, Rule, Severity, Violation


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
        written = handler.written("no_map_location")
        found = [handler.artifact(path) for path in handler.loaded_files()] if written else []
        devices = {device for one in found if one is not None for device in one.devices}
        if not written or devices == {"cpu"}:
            return
        one = written[0]
        yield Violation(
            one.place,
            f"{one.text} without map_location",
            label="restores to the device that the model was saved on",
            help=f'{one.text}(path, map_location="cpu"), then move the model to its device',
            note=", ".join(f"saved on {device}" for device in sorted(devices)),
            unsettled=("", "") if devices else UNKNOWN,
        )


UNKNOWN = (
    "where the tensors of the model were saved is not known",
    "check the package with its model file, which tells the device",
)
