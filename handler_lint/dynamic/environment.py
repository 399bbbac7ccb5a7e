"""The environment of a run: what a server sets, and of the user's own only what is needed to run at all."""

import os
import posixpath
from collections.abc import Mapping

from handler_lint.dynamic.job import World

_PASSED = ("PATH", "LANG", "LANGUAGE", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
"""Without its libraries an interpreter does not start."""

_FIXED = {
    "PYTHONHASHSEED": "0",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "NUMEXPR_NUM_THREADS": "1",
    "CUDA_VISIBLE_DEVICES": "",
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
}


def environment(world: World, handler: str, given: Mapping[str, str]) -> dict[str, str]:
    """The variables of a worker.

    Args:
        handler: the handler's path in the package.
        given: what the user asks for; it wins.
    """
    passed = {
        name: value
        for name, value in os.environ.items()
        if name in _PASSED or name.startswith("LC_")
    }
    return {
        **passed,
        **_FIXED,
        "HOME": str(world.home),
        "TMPDIR": str(world.tmp),
        "SAGEMAKER_PROGRAM": posixpath.basename(handler),
        "SAGEMAKER_SUBMIT_DIRECTORY": str(world.root / posixpath.dirname(handler)),
        **given,
    }
