"""What a serving stack does to a handler, over the stack's contract data.

The worker runs this file; the static pass interprets it like a module of the handler. So it is plain Python of 3.8
without `with`, generators and inheritance, and it knows no stack by name.
"""

import inspect
from typing import Any, Dict


class Context:
    """What the stack passes as one argument more to a function that has a parameter for it."""

    def __init__(self, model_dir: str, content_type: Any = None, accept: Any = None) -> None:
        self.system_properties = {"model_dir": model_dir, "gpu_id": None, "batch_size": 1}
        self.model_name = "model"
        self.manifest: Dict[str, Any] = {}
        self.request_ids = {0: "request"}
        self.headers = {"Content-Type": content_type, "Accept": accept}

    def get_request_id(self, idx: int = 0) -> Any:
        return self.request_ids.get(idx)

    def get_request_header(self, idx: Any, key: Any, exp: bool = False) -> Any:
        return self.headers.get(key)

    def get_all_request_header(self, idx: Any) -> Any:
        return self.headers

    def set_response_content_type(self, idx: Any, value: Any) -> None:
        pass

    def set_response_header(self, idx: Any, key: Any, value: Any) -> None:
        pass

    def set_response_status(self, code: int = 200, phrase: str = "", idx: int = 0) -> None:
        pass

    def set_all_response_status(self, code: int = 200, phrase: str = "") -> None:
        pass


def look_up(module: Any, stack: Dict[str, Any]) -> Dict[str, Any]:
    """What is bound to the names, as the stack finds it: imported names count, None counts as not bound."""
    return {name: getattr(module, name, None) for name in stack["parameters"]}


def parameters_of(function: Any) -> int:
    """How many parameters the stack counts."""
    return len(inspect.signature(function).parameters)


def apply(function: Any, arguments: Any, context: Any, stack: Dict[str, Any]) -> Any:
    """Call by the stack's rule; where it counts, one parameter more than arguments gets the context."""
    if stack["binding"] == "count":
        count = parameters_of(function)
        if count == len(arguments) + 1:
            return function(*arguments, context)
        if count != len(arguments):
            raise TypeError(
                "{} takes {} arguments but {} were given.".format(
                    getattr(function, "__name__", "handler"), count, len(arguments)
                )
            )
    return function(*arguments)


def check(bound: Dict[str, Any], stack: Dict[str, Any]) -> None:
    """What the stack refuses before it loads the model."""
    if bound["transform_fn"]:
        others = [name for name in stack["excluded_by_transform_fn"] if bound[name]]
        if others:
            raise ValueError(
                "Cannot use transform_fn implementation in conjunction with {}".format(
                    ", ".join(others)
                )
            )


def decode(body: Any, content_type: Any, stack: Dict[str, Any]) -> Any:
    """The body as the handler gets it: text for exactly the text types, else a bytearray."""
    if content_type in stack["text_types"]:
        return body.decode("utf-8")
    return bytearray(body)


def accept_or_default(accept: Any, stack: Dict[str, Any]) -> Any:
    if not accept or accept == stack["any_accept"]:
        return stack["default_accept"]
    return accept


def model_fn(bound: Dict[str, Any], model_dir: str, stack: Dict[str, Any]) -> Any:
    check(bound, stack)
    return apply(bound["model_fn"], (model_dir,), Context(model_dir), stack)


def input_fn(
    bound: Dict[str, Any], model_dir: str, stack: Dict[str, Any], body: Any, content_type: Any
) -> Any:
    given = decode(body, content_type, stack)
    context = Context(model_dir, content_type)
    return apply(bound["input_fn"], (given, content_type), context, stack)


def predict_fn(
    bound: Dict[str, Any], model_dir: str, stack: Dict[str, Any], data: Any, model: Any
) -> Any:
    return apply(bound["predict_fn"], (data, model), Context(model_dir), stack)


def output_fn(
    bound: Dict[str, Any], model_dir: str, stack: Dict[str, Any], prediction: Any, accept: Any
) -> Any:
    wanted = accept_or_default(accept, stack)
    context = Context(model_dir, None, accept)
    return apply(bound["output_fn"], (prediction, wanted), context, stack)


def transform_fn(
    bound: Dict[str, Any],
    model_dir: str,
    stack: Dict[str, Any],
    model: Any,
    body: Any,
    content_type: Any,
    accept: Any,
) -> Any:
    given = decode(body, content_type, stack)
    wanted = accept_or_default(accept, stack)
    context = Context(model_dir, content_type, accept)
    return apply(bound["transform_fn"], (model, given, content_type, wanted), context, stack)
