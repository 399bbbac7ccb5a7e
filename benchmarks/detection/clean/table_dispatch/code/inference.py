import json
import os


def from_json(body):
    return json.loads(body)["texts"]


def from_csv(body):
    text = body.decode() if isinstance(body, (bytes, bytearray)) else body
    return [line for line in text.splitlines() if line]


READERS = {"application/json": from_json, "text/csv": from_csv}


def model_fn(model_dir):
    with open(os.path.join(model_dir, "words.txt"), encoding="utf-8") as file:
        return {line.strip() for line in file if line.strip()}


def input_fn(body, content_type):
    reader = READERS.get(content_type.partition(";")[0].strip())
    if reader is None:
        raise ValueError(f"{content_type} is not one of {sorted(READERS)}")
    return reader(body)


def predict_fn(texts, words):
    return [sum(word in words for word in text.lower().split()) for text in texts]


def output_fn(counts, accept):
    if accept == "text/csv":
        return "\n".join(map(str, counts)), accept
    return json.dumps({"counts": counts}), "application/json"
