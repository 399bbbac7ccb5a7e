import json
import os

LABELS = ("negative", "positive")


def load_vocabulary(path):
    vocabulary = {}
    with open(path, encoding="utf-8") as file:
        for line in file:
            word, weight = line.split()
            vocabulary[word] = float(weight)
    return vocabulary


def model_fn(model_dir):
    return load_vocabulary(os.path.join(model_dir, "vocabulary.txt"))


def input_fn(input_data, content_type):
    if content_type.partition(";")[0] != "application/json":
        raise ValueError(f"unsupported content type: {content_type}")
    request = json.loads(input_data)
    inputs = request.pop("inputs")
    if isinstance(inputs, str):
        inputs = [inputs]
    return {"texts": inputs, "threshold": request.get("threshold", 0.0)}


def predict_fn(data, model):
    answers = []
    for text in data["texts"]:
        score = sum(model.get(word, 0.0) for word in text.lower().split())
        answers.append({"label": LABELS[score > data["threshold"]], "score": score})
    return answers


def output_fn(prediction, accept):
    return json.dumps(prediction)
