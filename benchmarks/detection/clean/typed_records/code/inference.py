import json
import logging
import pickle
from dataclasses import asdict, dataclass
from pathlib import Path

logger = logging.getLogger(__name__)

JSON = "application/json"
LINES = "application/jsonlines"


@dataclass
class Reading:
    sensor: str
    value: float

    @classmethod
    def of(cls, record):
        return cls(str(record["sensor"]), float(record["value"]))


def model_fn(model_dir):
    with (Path(model_dir) / "means.pkl").open("rb") as file:
        means = pickle.load(file)
    logger.info("%d sensors", len(means))
    return means


def input_fn(request_body, request_content_type):
    if request_content_type is None:
        raise ValueError("send a content type")
    if request_content_type.startswith(JSON) and not request_content_type.startswith(LINES):
        records = json.loads(request_body)
    elif request_content_type.startswith(LINES):
        text = request_body.decode() if hasattr(request_body, "decode") else request_body
        records = [json.loads(line) for line in text.splitlines() if line.strip()]
    else:
        raise ValueError(f"unsupported content type: {request_content_type}")
    return [Reading.of(record) for record in records]


def predict_fn(readings, means):
    missing = {reading.sensor for reading in readings} - set(means)
    if missing:
        raise KeyError(f"unknown sensors: {sorted(missing)}")
    return [
        Reading(reading.sensor, reading.value - means[reading.sensor]) for reading in readings
    ]


def output_fn(differences, accept):
    records = [asdict(one) for one in differences]
    if accept == LINES:
        return "\n".join(json.dumps(record) for record in records)
    if accept == JSON:
        return json.dumps(records)
    raise ValueError(f"unsupported accept: {accept}")
