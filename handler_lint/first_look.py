"""The gate before any rule: is this file a SageMaker handler at all?"""

from handler_lint.calls import Case
from handler_lint.handler import Handler
from handler_lint.static.values import Lib

WEB_FRAMEWORKS = ("flask", "fastapi", "starlette", "django", "falcon", "bottle", "aiohttp")
ESTIMATOR_PARAMETERS = {"features", "labels", "mode"}


def not_a_handler(handler: Handler) -> str:
    """Why the file is not a handler, or nothing.

    It is none if it binds none of the names that the stack looks up, gives `model_fn` the parameters of a tf.estimator,
    or is a web application of its own with at most one of the names.
    """
    names = tuple(handler.stack.parameters)
    bound = [name for name in names if handler.is_bound(name)]
    imported = handler.abstract(Case()).ways
    if not any(way.runs[0].imported.ended == "returned" for way in imported):
        return ""
    if not bound:
        listed = ", ".join(names[:-1])
        return f"not a handler: it binds none of {listed} and {names[-1]}"
    model_fn = handler.bindings.get("model_fn")
    if model_fn is not None:
        given = {part.split("=")[0].split(":")[0].strip() for part in _parameters(model_fn.text)}
        if len(given & ESTIMATOR_PARAMETERS) > 1:
            return "not a handler: its model_fn has the parameters of a tf.estimator"
    roots = {
        value.name.partition(".")[0]
        for way in imported
        for value in way.names.values()
        if isinstance(value, Lib)
    }
    web = sorted(roots & set(WEB_FRAMEWORKS))
    if web and len(bound) == 1:
        return f"not a handler: a web application of its own ({web[0]})"
    return ""


def _parameters(text: str) -> list[str]:
    return text.partition("(")[2].rpartition(")")[0].split(",")
