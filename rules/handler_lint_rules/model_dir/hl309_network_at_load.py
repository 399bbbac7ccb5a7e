"""HL309 network-at-load."""

from collections.abc import Iterator

from handler_lint.rule import Handler, Rule, Severity, Violation


class NetworkAtLoad(Rule):
    """`model_fn` loads something from the network.

    **Why.** Each worker of each instance downloads it again, the endpoint is as slow and as available as the other
    side, and in a network without a way out the load fails.
    **Fix.** Pack it into the archive, and load it from `model_dir`.
    **Evidence.** autogluon/autogluon-cloud#241, philschmid/huggingface-sagemaker-workshop-series#15.
    """

    code, name, severity = "HL309", "network-at-load", Severity.WARNING
    flags = ("hub_name", "downloads_a_file")
    passes = ("local_folder", "local_files_only")

    def check(self, handler: Handler) -> Iterator[Violation]:
        if not handler.is_bound("model_fn"):
            return
        for one in handler.written("hub", "downloads"):
            yield Violation(
                one.place,
                f"{one.place.function} loads {one.text} from the network"
                if one.kind == "hub"
                else f"{one.place.function} calls {one.text}: a download at each load",
                label="not in the package",
                help="pack it, and load it from model_dir",
            )
