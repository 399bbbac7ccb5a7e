import json
import os
from dataclasses import dataclass


@dataclass
class Tree:
    feature: int
    threshold: float
    left: float
    right: float

    def predict(self, row):
        return self.left if row[self.feature] < self.threshold else self.right


class Forest:
    def __init__(self, trees):
        self.trees = trees

    def predict(self, rows):
        return [sum(tree.predict(row) for tree in self.trees) / len(self.trees) for row in rows]


def model_fn(model_dir):
    with open(os.path.join(model_dir, "forest.json")) as file:
        return Forest([Tree(**tree) for tree in json.load(file)])


def input_fn(body, content_type):
    text = body.decode("utf-8") if isinstance(body, (bytes, bytearray)) else body
    match content_type.split(";")[0].strip():
        case "application/json":
            return json.loads(text)
        case "text/csv":
            return [[float(cell) for cell in line.split(",")] for line in text.splitlines()]
        case other:
            raise ValueError(f"unsupported content type: {other}")


def predict_fn(rows, model):
    return model.predict(rows)


def output_fn(prediction, accept):
    body = {"predictions": prediction}
    return json.dumps(body)
