"""Handlers in which the package decides, and the case that a rule of a test judges."""

from pathlib import Path

from tests.vocabulary import package

CONFIG = """
import json, os

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
with open(os.path.join(HERE, "model.json")) as file:
    CONFIG = json.load(file)

def model_fn(model_dir):
    return 1
"""
"""The beginning of a handler whose package decides; the function that follows begins in line 11."""


def configured(folder: Path, function: str, config: str, **files: str) -> Path:
    root = package(folder, CONFIG + function, True, **files)
    (root / "model.json").write_text(config)
    return root


SWITCH = """
def input_fn(body, content_type):
    data = json.loads(body)
    if CONFIG["on"]:
        return None
    return data
"""

JSON = """
    def cases(self, handler):
        yield Case((InputFn("application/json", handler.any_body()),))
"""
