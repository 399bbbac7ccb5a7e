"""What a stack does around a call is found out once, and is the same as if it were done each time."""

import pytest

from handler_lint.calls import Call, Case, ModelFn, OutputFn, PredictFn, Reply
from handler_lint.static.execute import Execution
from tests.static.abstract import CSV, HANDLER, JSON, outcomes, read, spelled, ways, world

ECHO = """
    import somewhere

    def model_fn(model_dir):
        return 1

    def input_fn(body, content_type):
        return body, content_type

    def predict_fn(data, model):
        return data, model

    def output_fn(prediction, accept):
        return "text"
    """


def spelled_all(execution: Execution, call: Call) -> list[str]:
    found = execution.ways([Case((call,))])
    return [f"{spelled(way.runs[0].last)} {way.runs[0].last.reply}" for way in found.ways]


@pytest.mark.parametrize("stack", ["pytorch", "sklearn", "huggingface"])
def test_calls_in_one_execution_end_as_each_by_itself(stack: str) -> None:
    requests: list[Call] = [read(CSV), read(JSON), read(None), PredictFn()]
    calls = [*requests, *map(OutputFn, (JSON, CSV, JSON, None))]
    together = Execution(world(ECHO, stack=stack), HANDLER)

    for call in calls:
        alone = Execution(world(ECHO, stack=stack), HANDLER)
        assert spelled_all(together, call) == spelled_all(alone, call)


def test_an_equal_reply_is_not_worked_out_again(monkeypatch: pytest.MonkeyPatch) -> None:
    text = """
        import somewhere

        def output_fn(prediction, accept):
            if somewhere.one():
                return "one"
            if somewhere.two():
                return "two"
            return "one"
        """
    execution = Execution(world(text), HANDLER)
    story, made = execution.tree.story, []
    find = story._reply

    def counted(call: OutputFn) -> Reply:
        made.append(call)
        return find(call)

    monkeypatch.setattr(story, "_reply", counted)
    found = execution.ways([Case((OutputFn(JSON),))])
    replies = [reply.body for way in found.ways if (reply := way.runs[0].last.reply) is not None]

    assert sorted(replies) == [b"one", b"one", b"two"]
    assert len(made) == 2


def test_what_a_reply_asks_is_asked_on_each_way() -> None:
    text = """
        import json, somewhere

        def output_fn(prediction, accept):
            if somewhere.one():
                kind = "one"
            return json.loads(prediction)
        """
    found = ways(text, Case((OutputFn(JSON),)))

    assert [[fork.option for fork in way.forks] for way in found.ways] == [
        ["yes", "yes"],
        ["yes", "no"],
        ["no", "yes"],
        ["no", "no"],
    ]


def test_a_context_that_the_handler_gets_is_filled_for_each_request() -> None:
    text = """
        def input_fn(body, content_type, context):
            return context.get_request_header(0, "Content-Type") == "text/csv"

        def output_fn(prediction, accept, context):
            context.set_response_status(201, "made")
            return accept
        """
    execution = Execution(world(text), HANDLER)
    told = [
        [spelled(way.runs[0].last) for way in execution.ways([Case((call,))]).ways]
        for call in (read(CSV), read(JSON))
    ]
    (encoded,) = outcomes(text, OutputFn(JSON))

    assert told == [["bool"], ["bool"]]
    assert encoded.reply is not None
    assert encoded.reply.status == 201


def test_a_context_that_a_function_got_before_is_filled_for_one_that_gets_none() -> None:
    text = """
        held = []

        def predict_fn(data, model, context):
            held.append(context)
            return data

        def output_fn(prediction, accept):
            if held and held[0].get_request_header(0, "Accept") == accept:
                return accept
            return None
        """
    execution = Execution(world(text), HANDLER)
    ends = [
        [spelled(way.runs[0].last) for way in execution.ways([Case(calls)]).ways]
        for calls in ((OutputFn(JSON),), (PredictFn(), OutputFn(JSON)))
    ]

    assert ends == [["None"], ["str"]]


def test_a_name_that_is_bound_to_none_is_not_taken_for_one_that_is_not_bound() -> None:
    text = """
        import somewhere

        if somewhere.one():
            model_fn = None
        """
    loads = ways(text, Case((ModelFn(),)), stack="sklearn-mme", files={}).ways

    assert {spelled(way.runs[0].last) for way in loads} == {"TypeError", "NotImplementedError"}
