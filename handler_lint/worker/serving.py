"""What a serving stack does to a handler, over the stack's contract data: binding, loading, one call at a time.

The worker runs this file and its neighbours; the static pass interprets them like modules of the handler. So they are
plain Python of 3.8, they know no stack by name, and what only one of the two can do comes as a tool: `import_module`
gives the user's module or None, `trace` an exception's traceback with the handler's own frames, `is_a` whether a value
is of a class of a library that is loaded, `count` the parameters of a function as `inspect.signature` has them,
`is_plain` whether a text is ASCII, `is_open` whether reading does not know
what a value is, so that it does not know the reply either.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Sequence


class Request:
    """One request as the client sends it; None is an absent header, `headers` are the others in order."""

    def __init__(
        self, body: Any, content_type: Any, accept: Any, headers: Sequence[Sequence[Any]] = ()
    ) -> None:
        self.body = body
        self.content_type = content_type
        self.accept = accept
        self.headers = headers


class Answer:
    """What the client gets; without a status no valid answer comes back, and `reason` says why."""

    def __init__(
        self,
        status: Any,
        content_type: Any = None,
        body: Any = b"",
        headers: Any = (),
        reason: Any = "",
    ) -> None:
        self.status = status
        self.content_type = content_type
        self.body = body
        self.headers = headers
        self.reason = reason


def open_answer(value: Any, content_type: Any = None) -> Answer:
    """The answer of which reading knows nothing but perhaps the content type."""
    return Answer(value, value if content_type is None else content_type, value)


class RequestProcessor:
    """The headers of one request, and what is set for its reply."""

    def __init__(self, headers: dict[Any, Any]) -> None:
        self.headers = headers
        self.code: Any = 200
        self.phrase: Any = None
        self.response_headers: dict[Any, Any] = {}

    def get_request_property(self, key: Any) -> Any:
        return self.headers.get(key)

    def get_request_properties(self) -> Any:
        return self.headers

    def report_status(self, code: Any, reason_phrase: Any = None) -> None:
        self.code = code
        self.phrase = reason_phrase

    def get_response_status_code(self) -> Any:
        return self.code

    def get_response_status_phrase(self) -> Any:
        return self.phrase

    def add_response_property(self, key: Any, value: Any) -> None:
        self.response_headers[key] = value

    def get_response_headers(self) -> Any:
        return self.response_headers

    def get_response_header(self, key: Any) -> Any:
        return self.response_headers.get(key)


class Context:
    """What the model server passes as one argument more to a function that has a parameter for it."""

    def __init__(self, model_dir: str, more: Sequence[str]) -> None:
        self.model_name = "model"
        self.manifest: Any = None
        self.system_properties: dict[str, Any] = {
            "model_dir": model_dir,
            "gpu_id": None,
            "batch_size": 1,
            "server_name": "MMS",
            "server_version": "1",
        }
        for name in more:
            self.system_properties[name] = True
        self.request_ids: Any = None
        self.request_processor: Any = None
        self.metrics: Any = None

    def get_request_id(self, idx: int = 0) -> Any:
        return self.request_ids.get(idx)

    def get_request_header(self, idx: Any, key: Any, exp: bool = False) -> Any:
        return self.request_processor[idx].get_request_property(key)

    def get_all_request_header(self, idx: Any) -> Any:
        return self.request_processor[idx].get_request_properties()

    def set_response_content_type(self, idx: Any, value: Any) -> None:
        self.set_response_header(idx, "content-type", value)

    def get_response_content_type(self, idx: Any) -> Any:
        return self.get_response_headers(idx).get("content-type")

    def get_response_status(self, idx: Any) -> Any:
        processor = self.request_processor[idx]
        return processor.get_response_status_code(), processor.get_response_status_phrase()

    def set_response_status(self, code: Any = 200, phrase: Any = "", idx: Any = 0) -> None:
        if self.request_processor is not None and self.request_processor[idx] is not None:
            self.request_processor[idx].report_status(code, reason_phrase=phrase)

    def set_all_response_status(self, code: Any = 200, phrase: Any = "") -> None:
        for processor in self.request_processor:
            processor.report_status(code, reason_phrase=phrase)

    def get_response_headers(self, idx: Any) -> Any:
        return self.request_processor[idx].get_response_headers()

    def set_response_header(self, idx: Any, key: Any, value: Any) -> None:
        self.request_processor[idx].add_response_property(key, value)


class Service:
    """One worker of the server: what it has loaded, and how far its last request came."""

    def __init__(self, model_dir: str, stack: dict[str, Any], tools: dict[str, Any]) -> None:
        self.model_dir = model_dir
        self.stack = stack
        self.tools = tools
        self.context = Context(model_dir, stack["more_properties"])
        self.bound: dict[str, Any] = {}
        self.model: Any = None
        self.ready = False
        self.stage = ""
        self.value: Any = None
        self.error: Any = None
        self.headers: Any = None
        self.gives_context = False
        self.context_filled = False


def another(service: Service) -> Service:
    """A service with the same model, and of its own what belongs to one request."""
    made = Service(service.model_dir, service.stack, service.tools)
    made.bound, made.model, made.ready = service.bound, service.model, service.ready
    return made


class UserError(Exception):
    """The scikit-learn and XGBoost containers refuse the handler."""


def look_up(module: Any, stack: dict[str, Any]) -> dict[str, Any]:
    """What the module has under the names that the stack looks up; imported names count."""
    names = [*stack["parameters"], *stack["hooks"]]
    return {name: getattr(module, name) for name in names if hasattr(module, name)}


def apply(service: Service, function: Any, arguments: Any) -> Any:
    """Call by the stack's rule."""
    return function(*arguments, *counted(service, function, len(arguments)))


def counted(service: Service, function: Any, given: int) -> Any:
    """What a function gets beside its arguments: where the stack counts, one parameter more gets the context."""
    if service.stack["binding"] == "count":
        count = service.tools["count"](function)
        if count == given + 1:
            service.gives_context = True
            fill_context(service)
            return (service.context,)
        if count != given:
            raise TypeError(f"{function.__name__} takes {count} arguments but {given} were given.")
    return ()


def check(service: Service) -> None:
    """What the stack refuses before it loads the model."""
    stack, bound = service.stack, service.bound
    complete = [names for names in stack["required"] if all(name in bound for name in names)]
    if stack["required"] and not complete:
        raise NotImplementedError("Handlers are not implemented correctly in user script.")
    if bound.get("transform_fn"):
        others = [name for name in stack["excluded_by_transform_fn"] if bound.get(name)]
        if others:
            kind = UserError if stack["exclusion_error"] == "UserError" else ValueError
            raise kind(stack["exclusion"])
    if stack["counted_at_load"]:
        for name in stack["parameters"]:
            if bound.get(name) is not None:
                check_count(service, bound[name], stack["parameters"][name])


def check_count(service: Service, function: Any, wanted: int) -> None:
    count = service.tools["count"](function)
    if count != wanted and count != wanted + 1:
        raise TypeError(
            f"{function.__name__} definition takes {wanted} or {wanted + 1} arguments but {count} were given."
        )


def has_default(bound: dict[str, Any], name: str, stack: dict[str, Any]) -> bool:
    """Whether the stack's own function stands for a name."""
    if name in stack["none_is_bound"] and name in bound:
        return False
    return bound.get(name) is None


def call(service: Service, name: str, arguments: Any) -> Any:
    """Call what is bound to a name, or the stack's own function."""
    more = ready(service, name, len(arguments))
    if more is None:
        from . import defaults

        return defaults.call(service, name, arguments)
    return service.bound[name](*arguments, *more)


def ready(service: Service, name: str, given: int) -> Any:
    """What the function that is bound to a name gets beside its arguments; None where the stack's own stands for it."""
    service.stage = name
    if has_default(service.bound, name, service.stack):
        return None
    return counted(service, service.bound[name], given)


def load(service: Service) -> Any:
    """What the stack does with the imported module before the first request; the model."""
    if not before_load(service):
        return loaded(service, None)
    return loaded(service, call(service, "model_fn", (service.model_dir,)))


def before_load(service: Service) -> Any:
    """What the stack does before it loads the model; whether there is a function that does it."""
    stack, bound = service.stack, service.bound
    service.stage = "model_fn"
    check(service)
    for name in stack["hooks"][:1]:
        if bound.get(name) is not None:
            apply(service, bound[name], (service.model_dir,))
    return "model_fn" in stack["parameters"]


def loaded(service: Service, model: Any) -> Any:
    """What the stack does once it has the model."""
    service.model = model
    for name in service.stack["hooks"][1:]:
        if service.bound.get(name) is not None:
            apply(service, service.bound[name], (service.model_dir, model))
    service.ready = True
    return model


def start(service: Service) -> None:
    """Import the module and load the model, as the server does it when it starts or, later, once more."""
    service.stage = "import"
    module = service.tools["import_module"]()
    service.bound = {} if module is None else look_up(module, service.stack)
    load(service)


def arrive(service: Service, headers: Any) -> None:
    """A new request comes in, `headers` are its content type, its accept and the others.

    The context is told only where a function gets it.
    """
    service.stage = ""
    service.value = None
    service.error = None
    service.headers = headers
    service.context_filled = False
    if service.gives_context:
        fill_context(service)


def begin(service: Service, request: Request) -> None:
    """A new request comes in, and the server fills the context."""
    arrive(service, (request.content_type, request.accept, request.headers))
    fill_context(service)


def fill_context(service: Service) -> None:
    """What the context says of the request, once for each; before the first one it says nothing."""
    if service.headers is None or service.context_filled:
        return
    service.context_filled = True
    content_type, accept, others = service.headers
    headers: dict[Any, Any] = {}
    if not has_no_body(content_type, service.stack):
        media = (content_type or "").partition(";")[0].strip()
        headers["body"] = {"content-type": media}
    if content_type is not None:
        headers["Content-Type"] = content_type
    if accept is not None:
        headers["Accept"] = accept
    for name, value in others:
        headers[name] = value
    service.context.request_ids = {0: "request"}
    service.context.request_processor = [RequestProcessor(headers)]


def has_no_body(content_type: Any, stack: dict[str, Any]) -> bool:
    """Whether the server takes the body of such a request apart, so that no body is left."""
    if not content_type or not stack["no_body_types"]:
        return False
    return content_type.partition(";")[0].strip().lower() in stack["no_body_types"]


def decode(body: Any, content_type: Any, stack: dict[str, Any]) -> Any:
    """The body as the handler gets it: text for exactly the text types, else what the server has."""
    if has_no_body(content_type, stack):
        return None
    if content_type in stack["text_types"]:
        if stack["text_errors"] == "strict":
            return body.decode("utf-8")
        return body.decode("utf-8", stack["text_errors"])
    return bytearray(body) if stack["body"] == "bytearray" else body


def content_type_or_default(content_type: Any, stack: dict[str, Any]) -> Any:
    if not content_type and stack["absent_content_type"]:
        return stack["absent_content_type"]
    return content_type


def accept_or_default(accept: Any, stack: dict[str, Any]) -> Any:
    if not accept or accept == stack["any_accept"]:
        if stack["accept_variable"]:
            return os.environ.get(stack["accept_variable"], stack["default_accept"])
        return stack["default_accept"]
    return accept


def respond(service: Service, body: Any, content_type: Any, accept: Any) -> Any:
    """The whole way of a request through the handler: `transform_fn`, or the other three in a row."""
    arguments = (service.model, body, content_type, accept)
    if has_default(service.bound, "transform_fn", service.stack):
        data = call(service, "input_fn", (body, content_type))
        prediction = call(service, "predict_fn", (data, service.model))
        return call(service, "output_fn", (prediction, accept))
    return call(service, "transform_fn", arguments)


def input_fn(service: Service, body: Any, content_type: Any) -> Any:
    """`input_fn` by itself."""
    return call(service, "input_fn", received(service, body, content_type))


def received(service: Service, body: Any, content_type: Any) -> Any:
    """A request comes in; what `input_fn` is called with."""
    arrive(service, (content_type, None, ()))
    content_type = content_type_or_default(content_type, service.stack)
    return decode(body, content_type, service.stack), content_type


def predict_fn(service: Service, data: Any) -> Any:
    """`predict_fn` by itself."""
    accepted(service, None)
    return call(service, "predict_fn", (data, service.model))


def output_fn(service: Service, prediction: Any, accept: Any) -> Any:
    """`output_fn` by itself."""
    return call(service, "output_fn", (prediction, accepted(service, accept)))


def accepted(service: Service, accept: Any) -> Any:
    """A request comes in that was decoded before; what `output_fn` is told to answer with."""
    arrive(service, (None, accept, ()))
    return accept_or_default(accept, service.stack)
