"""The environment of a run: what a server sets, and of the user's own only what is needed to run at all."""

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from handler_lint.dynamic.world import World

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


def environment(world: "World", given: "Mapping[str, str]") -> dict[str, str]:
    """The variables with which a worker is started; what the user asks for wins."""
    passed = {
        name: value
        for name, value in os.environ.items()
        if name in _PASSED or name.startswith("LC_")
    }
    return {**passed, **_FIXED, "HOME": world.home, "TMPDIR": world.tmp, **given}


def of_server(
    world: "World", handler: str, fixed: "Mapping[str, str]", given: "Mapping[str, str]"
) -> dict[str, str]:
    """The variables that the server sets before it imports the handler; what the user asks for wins.

    Args:
        handler: the handler's path in the package, empty where it has none.
        fixed: what the stack's server sets in any case.
    """
    folder, _, program = handler.rpartition("/")
    variables = {**fixed, "SAGEMAKER_SUBMIT_DIRECTORY": world.in_package(folder)}
    if program:
        variables["SAGEMAKER_PROGRAM"] = program
    return {name: value for name, value in variables.items() if name not in given}
