"""The rows of how a stack finds and calls a handler, and of what a client sends and gets."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from handler_lint.contract import Stack
from handler_lint.stacks import words


@dataclass(frozen=True, slots=True)
class Row:
    """One fact: `value` for programs, `lines` for people; without lines there is nothing to tell."""

    key: str
    label: str
    value: Any
    lines: tuple[str, ...]


def handler(stack: Stack) -> Iterable[Row]:
    world, packaging = stack.world, stack.data["packaging"]
    places = list(world.handlers)
    yield Row("places", "looked for at", places, (", else ".join(places),))
    named = packaging["program_variable"]
    default = packaging["program_default"]
    program = f"{named} names it; {f'default {default}' if default else 'it has no default'}"
    yield Row(
        "program",
        "its name",
        {"variable": named, "default": default},
        (program if named else f"always {default}",),
    )
    yield Row(
        "without",
        "without one",
        world.without_handler,
        (words.WITHOUT_HANDLER[world.without_handler],),
    )
    folders = [f"{folder}/" if folder else "the package root" for folder in world.import_paths]
    yield Row("import_paths", "imports from", list(world.import_paths), (", then ".join(folders),))
    yield Row(
        "working_folder",
        "working folder",
        world.working_folder,
        (words.WORKING_FOLDER[world.working_folder],),
    )
    hidden = ", ".join(world.shadowed)
    yield Row(
        "shadowed",
        "hidden modules",
        list(world.shadowed),
        (f"{hidden}: the server's own modules of these names come first",) if hidden else (),
    )


def functions(stack: Stack) -> Iterable[Row]:
    serving = stack.serving
    for name in stack.parameters:
        yield _function(stack, name)
    for place, name in enumerate(serving["hooks"]):
        when = (
            "model_dir before model_fn" if not place else "model_dir and the model after model_fn"
        )
        yield Row(name, name, {"hook": True}, (f"optional; called with {when}",))
    required = [" and ".join(names) for names in serving["required"]]
    yield Row(
        "required", "wanted", serving["required"], (", or ".join(required),) if required else ()
    )
    yield Row("binding", "called", serving["binding"], (words.BINDING[serving["binding"]],))
    when = "at the load, all of them" if serving["counted_at_load"] else "when each is called"
    yield Row(
        "counted_at_load",
        "counted",
        serving["counted_at_load"],
        (when,) if stack.counts_parameters else (),
    )
    excluded = serving["excluded_by_transform_fn"]
    yield Row(
        "excluded_by_transform_fn",
        "not together",
        excluded,
        (
            f"transform_fn with any of {', '.join(excluded)}:"
            f" the load fails with {serving['exclusion_error']}",
        )
        if excluded
        else (),
    )
    bound = serving["none_is_bound"]
    none = "as good as not defined"
    besides = f", except {', '.join(bound)}, which is called and fails" if bound else ""
    yield Row(
        "none_is_bound", "set to None", bound, (f"{none}{besides}",) if serving["defaults"] else ()
    )


def _function(stack: Stack, name: str) -> Row:
    allowed = stack.allowed(name)
    count = " or ".join(map(str, allowed))
    parameters = f"{count} parameter{'' if allowed[-1] == 1 else 's'}"
    value = {
        "example": stack.example(name),
        "parameters": list(allowed),
        "without": stack.default[name],
        "default": stack.serving["defaults"].get(name),
    }
    lines = (f"{stack.example(name)}: {parameters}", f"not defined: {stack.default[name]}")
    return Row(name, name, value, lines)


def request(stack: Stack) -> Iterable[Row]:
    serving = stack.serving
    texts, body = serving["text_types"], serving["body"]
    yield Row(
        "text_types",
        "str",
        {"types": texts, "errors": serving["text_errors"]},
        (f"for exactly {' and '.join(texts)}; {words.TEXT_ERRORS[serving['text_errors']]}",)
        if texts
        else (),
    )
    others = f"for every {'other ' if texts else ''}content type{words.BODY[body]}"
    yield Row("body", body, body, (others,))
    nothing = serving["no_body_types"]
    yield Row(
        "no_body_types", "None", nothing, (f"for {' and '.join(nothing)}",) if nothing else ()
    )
    absent = serving["absent_content_type"]
    yield Row(
        "content_type",
        "Content-Type",
        {"header": serving["content_type_header"], "absent": absent or None},
        (
            words.CONTENT_TYPE_HEADER[serving["content_type_header"]],
            f"absent: {absent or 'None'}",
        ),
    )
    variable, default = serving["accept_variable"], serving["default_accept"]
    wanted = f"{variable}, by default {default}" if variable else default
    anything = serving["any_accept"]
    yield Row(
        "accept",
        "Accept",
        {"default": default, "variable": variable or None, "any": anything or None},
        (f"as sent; absent{f' or {anything}' if anything else ''}: {wanted}",),
    )
    yield codecs("decoders", "own input_fn reads", serving["decoders"], words.DECODED)


def codecs(key: str, label: str, data: Mapping[str, str], said: Mapping[str, str]) -> Row:
    """Content types by the function that the stack has for them; an empty name takes a base's function away."""
    known = {content_type: name for content_type, name in data.items() if name}
    by_name: dict[str, list[str]] = {}
    for content_type, name in known.items():
        by_name.setdefault(name, []).append(content_type)
    lines = tuple(f"{', '.join(types)}: {said[name]}" for name, types in by_name.items())
    return Row(key, label, known, lines)


def reply(stack: Stack) -> Iterable[Row]:
    serving = stack.serving
    server, pairs = serving["server"], serving["tuple_reply"]
    yield Row("tuple", "tuple", pairs, (words.TUPLE_REPLY[pairs],))
    yield Row("unlabelled", "type of a bare body", server, (words.UNLABELLED[server],))
    yield Row("other_values", "other values", server, (words.OTHER_VALUES[server],))
    tensors = serving["tensor_reply"]
    yield Row("tensor", "Tensor", tensors, ("sent as torch.save writes it",) if tensors else ())
    yield Row("none", "None", stack.client["none"], (stack.client["none"],))
    yield codecs("encoders", "own output_fn writes", serving["encoders"], words.ENCODED)


def errors(stack: Stack) -> Iterable[Row]:
    serving, client = stack.serving, stack.client
    raised = client["raised"].format(type="exception")
    yield Row(
        "raised",
        "exception",
        {"status": serving["error_status"], "body": serving["error_reply"]},
        (raised,),
    )
    own = "BaseInferenceToolkitError of sagemaker_inference answers with its own"
    yield Row(
        "own_errors", "other status", serving["own_errors"], (own,) if serving["own_errors"] else ()
    )
    yield Row("died", "worker ends", client["died"], (client["died"],))
    yield Row("timed_out", "too slow", client["timed_out"], (client["timed_out"],))
