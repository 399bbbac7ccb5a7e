import json
import os
import re


def model_fn(model_dir):
    path = os.path.join(model_dir, "rules.json")
    with open(path) as file:
        rules = json.load(file)
    return [(re.compile(pattern), label) for pattern, label in rules]


def transform_fn(model, body, content_type, accept):
    if content_type.split(";")[0] != "application/json":
        raise ValueError(f"cannot read {content_type}")
    labels = []
    for text in json.loads(body):
        found = [label for pattern, label in model if pattern.search(text)]
        labels.append(found[0] if found else "other")
    return json.dumps(labels), "application/json"
