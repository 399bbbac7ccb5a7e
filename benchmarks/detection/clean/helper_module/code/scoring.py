import json


class Scorer:
    def __init__(self, weights, bias):
        self.weights = weights
        self.bias = bias

    @classmethod
    def load(cls, path):
        data = json.loads(path.read_text())
        return cls(data["weights"], data["bias"])

    def score(self, row):
        total = self.bias
        for name, weight in self.weights.items():
            total += weight * row.get(name, 0.0)
        return total


def read_rows(content):
    rows = content["rows"] if isinstance(content, dict) else content
    if not rows:
        raise ValueError("no rows")
    return rows
