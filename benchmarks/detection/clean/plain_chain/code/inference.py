import csv
import io
import json
import os

NAMES = ["area", "rooms", "age"]


def model_fn(model_dir):
    with open(os.path.join(model_dir, "weights.json")) as file:
        return json.load(file)


def input_fn(body, content_type):
    media = (content_type or "").split(";")[0].strip().lower()
    if media == "application/json":
        rows = json.loads(body)["instances"]
    elif media == "text/csv":
        text = body if isinstance(body, str) else body.decode("utf-8")
        rows = [[float(cell) for cell in row] for row in csv.reader(io.StringIO(text)) if row]
    else:
        raise ValueError(f"unsupported content type: {content_type}")
    for row in rows:
        if len(row) != len(NAMES):
            raise ValueError(f"a row has {len(row)} values, not {len(NAMES)}")
    return rows


def predict_fn(rows, model):
    return [sum(model[name] * value for name, value in zip(NAMES, row)) for row in rows]


def output_fn(prices, accept):
    if accept == "application/json":
        return json.dumps({"predictions": [round(price, 2) for price in prices]})
    if accept == "text/csv":
        return "\n".join(f"{price:.2f}" for price in prices)
    raise ValueError(f"unsupported accept: {accept}")
