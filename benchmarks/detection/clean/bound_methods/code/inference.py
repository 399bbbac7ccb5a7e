import json
import os


class Regressor:
    def load(self, model_dir):
        with open(os.path.join(model_dir, "line.json")) as file:
            line = json.load(file)
        return line["slope"], line["offset"]

    def decode(self, body, content_type):
        readers = {"application/json": self.from_json, "text/csv": self.from_csv}
        media = content_type.split(";")[0].strip()
        if media not in readers:
            raise ValueError(f"unsupported content type: {content_type}")
        return readers[media](body)

    def from_json(self, body):
        return [float(value) for value in json.loads(body)]

    def from_csv(self, body):
        text = body if isinstance(body, str) else body.decode("utf-8")
        return [float(line) for line in text.split()]

    def predict(self, values, model):
        slope, offset = model
        return [slope * value + offset for value in values]

    def encode(self, prediction, accept):
        if accept == "text/csv":
            return "\n".join(str(value) for value in prediction)
        return json.dumps(prediction), "application/json"


regressor = Regressor()
model_fn = regressor.load
input_fn = regressor.decode
predict_fn = regressor.predict
output_fn = regressor.encode
