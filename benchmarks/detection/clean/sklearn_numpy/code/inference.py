import io
import json
import os

import numpy as np


class Classifier:
    def __init__(self, coefficients, intercept, classes):
        self.coefficients = np.asarray(coefficients)
        self.intercept = intercept
        self.classes = classes

    def predict(self, rows):
        scores = rows @ self.coefficients + self.intercept
        return [self.classes[int(score > 0)] for score in scores]


def model_fn(model_dir):
    with open(os.path.join(model_dir, "classifier.json")) as file:
        saved = json.load(file)
    return Classifier(saved["coefficients"], saved["intercept"], saved["classes"])


def input_fn(request_body, content_type):
    if isinstance(request_body, bytes):
        request_body = request_body.decode("utf-8")
    kind = content_type.split(";")[0].strip().lower()
    if kind == "text/csv":
        rows = np.genfromtxt(io.StringIO(request_body), delimiter=",")
        return np.atleast_2d(rows)
    if kind == "application/json":
        return np.array(json.loads(request_body)["data"], dtype=float)
    raise ValueError(f"this model reads text/csv and application/json, not {content_type}")


def predict_fn(rows, model):
    if rows.shape[1] != len(model.coefficients):
        raise ValueError(f"{rows.shape[1]} columns, {len(model.coefficients)} are needed")
    return model.predict(rows)


def output_fn(labels, accept):
    if accept == "text/csv":
        return "\n".join(labels), accept
    if accept == "application/json":
        return json.dumps({"labels": labels}), accept
    raise ValueError(f"cannot answer {accept}")
