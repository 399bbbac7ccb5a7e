"""Serve the churn model: an XGBoost booster with the tables that its features were made with.

The package holds, beside this file:

    xgboost_model.bst           the booster
    feature_columns.txt         one feature a line, in the order of training
    imputation.json             the value for each feature that may be missing
    risk_tables.json            for each categorical feature, the churn rate of each of its values
    hyperparameters.json        the parameters of the training job
    calibration.json            optional: a score and the probability that it stands for, ascending
"""

import csv
import io
import json
import logging
import math
import os
import time

import numpy as np
import pandas as pd
import xgboost as xgb

logger = logging.getLogger(__name__)
logger.setLevel(os.environ.get("LOG_LEVEL", "INFO"))

MODEL_FILE = "xgboost_model.bst"
COLUMNS_FILE = "feature_columns.txt"
IMPUTATION_FILE = "imputation.json"
RISK_TABLES_FILE = "risk_tables.json"
HYPERPARAMETERS_FILE = "hyperparameters.json"
CALIBRATION_FILE = "calibration.json"

CSV = "text/csv"
JSON = "application/json"
JSON_LINES = "application/jsonlines"
PARQUET = "application/x-parquet"
NUMPY = "application/x-npy"

MISSING = {"", "na", "n/a", "nan", "null", "none"}
DECIMALS = 6


class RiskTable:
    """Turn the values of one categorical feature into the churn rate that training saw for them."""

    def __init__(self, rates, default):
        self.rates = {str(value): float(rate) for value, rate in rates.items()}
        self.default = float(default)

    @classmethod
    def from_dict(cls, table):
        return cls(table["rates"], table["default"])

    def rate(self, value):
        return self.rates.get(str(value).strip(), self.default)

    def transform(self, series):
        return series.map(self.rate).astype("float64")


class Calibration:
    """Turn a raw score into a probability, linear between the points that validation gave."""

    def __init__(self, points):
        ordered = sorted((float(score), float(probability)) for score, probability in points)
        if len(ordered) < 2:
            raise ValueError(f"a calibration needs two points or more, not {len(ordered)}")
        self.scores = np.array([score for score, _ in ordered])
        self.probabilities = np.array([probability for _, probability in ordered])

    def transform(self, scores):
        return np.interp(scores, self.scores, self.probabilities)


class ChurnModel:
    """All that a prediction needs."""

    def __init__(self, booster, columns, imputation, risk_tables, hyperparameters, calibration=None):
        self.booster = booster
        self.columns = columns
        self.imputation = imputation
        self.risk_tables = risk_tables
        self.hyperparameters = hyperparameters
        self.calibration = calibration

    @property
    def is_multiclass(self):
        return self.hyperparameters.get("objective", "").startswith("multi:")

    @property
    def threshold(self):
        return float(self.hyperparameters.get("decision_threshold", 0.5))

    def missing_columns(self, frame):
        return [column for column in self.columns if column not in frame.columns]

    def prepare(self, frame):
        """The feature matrix of a frame: columns in the order of training, all of them numbers."""
        missing = self.missing_columns(frame)
        if missing:
            raise ValueError(f"the request lacks {len(missing)} features: {', '.join(missing[:5])}")
        prepared = pd.DataFrame(index=frame.index)
        for column in self.columns:
            series = frame[column]
            if column in self.risk_tables:
                prepared[column] = self.risk_tables[column].transform(series)
                continue
            numbers = pd.to_numeric(series, errors="coerce")
            if column in self.imputation:
                numbers = numbers.fillna(self.imputation[column])
            prepared[column] = numbers.astype("float64")
        return prepared

    def score(self, prepared):
        """One row of probabilities for each row of the feature matrix."""
        matrix = xgb.DMatrix(prepared.to_numpy(), feature_names=self.columns)
        scores = self.booster.predict(matrix)
        if self.is_multiclass:
            return scores
        if self.calibration is not None:
            scores = self.calibration.transform(scores)
        return np.column_stack([1.0 - scores, scores])


def read_json(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def read_columns(path):
    columns = []
    with open(path, encoding="utf-8") as file:
        for line in file:
            name = line.strip()
            if name and not name.startswith("#"):
                columns.append(name.split(",")[-1])
    if not columns:
        raise ValueError(f"{path} names no feature")
    return columns


def read_risk_tables(path):
    return {column: RiskTable.from_dict(table) for column, table in read_json(path).items()}


def read_calibration(path):
    if not os.path.exists(path):
        logger.info("no %s: raw scores are taken for probabilities", os.path.basename(path))
        return None
    return Calibration(read_json(path))


def model_fn(model_dir):
    """Load the booster and its tables."""
    started = time.perf_counter()
    booster = xgb.Booster()
    booster.load_model(os.path.join(model_dir, MODEL_FILE))
    model = ChurnModel(
        booster=booster,
        columns=read_columns(os.path.join(model_dir, COLUMNS_FILE)),
        imputation=read_json(os.path.join(model_dir, IMPUTATION_FILE)),
        risk_tables=read_risk_tables(os.path.join(model_dir, RISK_TABLES_FILE)),
        hyperparameters=read_json(os.path.join(model_dir, HYPERPARAMETERS_FILE)),
        calibration=read_calibration(os.path.join(model_dir, CALIBRATION_FILE)),
    )
    seconds = time.perf_counter() - started
    logger.info("loaded %d features in %.2f s", len(model.columns), seconds)
    return model


def media_type(header):
    """The type of a header without its parameters, in lower case."""
    return header.split(";")[0].strip().lower()


def as_text(body):
    if isinstance(body, (bytes, bytearray)):
        return bytes(body).decode("utf-8")
    return body


def as_bytes(body):
    return body.encode("utf-8") if isinstance(body, str) else bytes(body)


def without_missing(rows):
    """Words for a missing value become None."""
    for row in rows:
        yield [None if cell.strip().lower() in MISSING else cell for cell in row]


def looks_like_header(row):
    """Whether no cell of a row is a number."""
    for cell in row:
        try:
            float(cell)
        except (TypeError, ValueError):
            continue
        return False
    return True


def frame_from_csv(text):
    rows = list(without_missing(csv.reader(io.StringIO(text))))
    if not rows:
        raise ValueError("the request has no rows")
    if looks_like_header(rows[0]):
        return pd.DataFrame(rows[1:], columns=[str(name).strip() for name in rows[0]])
    return pd.DataFrame(rows)


def frame_from_json(text):
    content = json.loads(text)
    if isinstance(content, dict) and "instances" in content:
        content = content["instances"]
    if isinstance(content, dict):
        scalars = all(not isinstance(value, list) for value in content.values())
        content = [content] if scalars else content
    if not content:
        raise ValueError("the request has no rows")
    return pd.DataFrame(content)


def frame_from_json_lines(text):
    records = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            records.append(json.loads(line))
        except json.JSONDecodeError as error:
            raise ValueError(f"line {number} is not JSON: {error}") from error
    if not records:
        raise ValueError("the request has no rows")
    return pd.DataFrame(records)


def input_fn(request_body, request_content_type):
    """Decode a request into a frame, one row for each customer."""
    kind = media_type(request_content_type)
    if kind == CSV:
        frame = frame_from_csv(as_text(request_body))
    elif kind == JSON:
        frame = frame_from_json(as_text(request_body))
    elif kind == JSON_LINES:
        frame = frame_from_json_lines(as_text(request_body))
    elif kind == PARQUET:
        frame = pd.read_parquet(io.BytesIO(as_bytes(request_body)))
    elif kind == NUMPY:
        frame = pd.DataFrame(np.load(io.BytesIO(as_bytes(request_body)), allow_pickle=False))
    else:
        raise ValueError(f"unsupported content type: {request_content_type}")
    logger.debug("decoded %d rows of %s", len(frame), kind)
    return frame


def predict_fn(frame, model):
    """Score a frame; a frame without names is taken to be in the order of training."""
    if all(isinstance(column, int) for column in frame.columns):
        if len(frame.columns) != len(model.columns):
            given, wanted = len(frame.columns), len(model.columns)
            raise ValueError(f"the request has {given} columns, the model has {wanted} features")
        frame = frame.set_axis(model.columns, axis="columns")
    probabilities = model.score(model.prepare(frame))
    if model.is_multiclass:
        labels = probabilities.argmax(axis=1)
    else:
        labels = (probabilities[:, 1] >= model.threshold).astype(int)
    return {"probabilities": probabilities, "labels": labels}


def rounded(value):
    """A number that JSON can hold."""
    number = float(value)
    return None if math.isnan(number) else round(number, DECIMALS)


def rows_of(prediction):
    for probabilities, label in zip(prediction["probabilities"], prediction["labels"]):
        yield [rounded(value) for value in probabilities], int(label)


def output_fn(prediction, accept):
    """Encode a prediction in the type that the client accepts."""
    kind = media_type(accept)
    if kind in (JSON, "*/*"):
        records = [
            {"probabilities": probabilities, "label": label}
            for probabilities, label in rows_of(prediction)
        ]
        return json.dumps({"predictions": records}), JSON
    if kind == JSON_LINES:
        lines = [
            json.dumps({"probabilities": probabilities, "label": label})
            for probabilities, label in rows_of(prediction)
        ]
        return "\n".join(lines), JSON_LINES
    if kind == CSV:
        buffer = io.StringIO()
        writer = csv.writer(buffer, lineterminator="\n")
        for probabilities, label in rows_of(prediction):
            writer.writerow([*probabilities, label])
        return buffer.getvalue(), CSV
    raise ValueError(f"unsupported accept type: {accept}")
