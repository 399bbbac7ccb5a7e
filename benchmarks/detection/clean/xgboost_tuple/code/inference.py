import json
import os


def read_table(text):
    table = []
    for number, line in enumerate(text.strip().split("\n"), start=1):
        try:
            table.append([float(cell) for cell in line.split(",")])
        except ValueError as error:
            raise ValueError(f"line {number} is no row of numbers") from error
    return table


def model_fn(model_dir):
    path = os.path.join(model_dir, "stumps.json")
    with open(path, "r") as handle:
        return json.load(handle)


def input_fn(body, content_type):
    if content_type is not None and content_type.startswith("text/csv"):
        return read_table(body if isinstance(body, str) else str(body, "utf-8"))
    raise ValueError(f"Content type {content_type} is not supported")


def predict_fn(table, stumps):
    sums = []
    for row in table:
        total = 0.0
        for stump in stumps:
            side = "left" if row[stump["feature"]] <= stump["split"] else "right"
            total += stump[side]
        sums.append(round(total, 4))
    return sums


def output_fn(sums, accept):
    if accept in ("application/json", "*/*"):
        return json.dumps({"predictions": [{"score": value} for value in sums]}), "application/json"
    elif accept == "text/csv":
        return ",".join(str(value) for value in sums), accept
    else:
        raise ValueError(f"Accept {accept} is not supported")
