import json
import logging
import os

logger = logging.getLogger(__name__)


def model_fn(model_dir, context=None):
    with open(os.path.join(model_dir, "limits.json")) as file:
        limits = json.load(file)
    logger.info("limits for %d sensors", len(limits))
    return limits


def input_fn(body, content_type, context=None):
    if content_type is None or "json" not in content_type:
        raise ValueError(f"unsupported content type: {content_type}")
    try:
        readings = json.loads(body)
    except json.JSONDecodeError as error:
        raise ValueError(f"the body is not JSON: {error}") from error
    if not isinstance(readings, dict):
        raise ValueError("send an object: sensor to value")
    return readings


def predict_fn(readings, limits, context=None):
    alarms = {}
    for sensor, value in readings.items():
        low, high = limits.get(sensor, (float("-inf"), float("inf")))
        alarms[sensor] = not low <= value <= high
    return alarms


def output_fn(alarms, accept, context=None):
    if accept not in ("application/json", "*/*"):
        raise ValueError(f"unsupported accept: {accept}")
    return json.dumps({"alarms": alarms, "any": any(alarms.values())})
