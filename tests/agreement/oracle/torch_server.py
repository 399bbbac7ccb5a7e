"""Runs packages through TorchServe's Python part; a load that fails ends the worker, and the endpoint with it."""

import importlib
import os
import sys
from collections.abc import Sequence

import jobs
import model_server

os.environ["TS_DECODE_INPUT_REQUEST"] = "false"


def main() -> None:
    folder = folder_of("sagemaker_pytorch_serving_container")
    metrics = os.path.join(folder_of("ts"), "configs", "metrics.yaml")
    caches = importlib.import_module("ts.metrics.metric_cache_yaml_impl")
    loaders = importlib.import_module("ts.model_loader").ModelLoaderFactory
    otf = importlib.import_module("ts.protocol.otf_message_handler")

    def serve(requests: Sequence[jobs.Request]) -> list[jobs.Answer]:
        # the folder of the toolkit's handler comes before the package
        sys.path.insert(0, folder)
        os.chdir(jobs.ROOT)
        try:
            cache = caches.MetricsCacheYamlImpl(config_file_path=metrics)
            cache.initialize_cache()
            service = loaders.get_model_loader().load(
                "model", jobs.ROOT, sys.argv[1], None, 1, metrics_cache=cache
            )
        except BaseException as error:
            return [jobs.answer(None, error=f"load: {type(error).__name__}")]
        service.set_cl_socket(None)
        return model_server.served(service, otf, requests)

    jobs.run(serve, ["code", ""])


def folder_of(module: str) -> str:
    return os.path.dirname(str(importlib.import_module(module).__file__))


if __name__ == "__main__":
    main()
