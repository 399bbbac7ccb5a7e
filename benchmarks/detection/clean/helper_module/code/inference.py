import json
from pathlib import Path

from scoring import Scorer, read_rows


def model_fn(model_dir):
    return Scorer.load(Path(model_dir) / "scorer.json")


def input_fn(request_body, request_content_type):
    if request_content_type.split(";")[0].strip() != "application/json":
        raise ValueError("send application/json, not " + request_content_type)
    return read_rows(json.loads(request_body))


def predict_fn(input_object, model):
    return [model.score(row) for row in input_object]


def output_fn(prediction, response_content_type):
    return json.dumps({"scores": prediction})
