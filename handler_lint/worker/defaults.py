"""The stacks' own functions, for names that a handler does not bind, as their contract data names them.

Source: `default_inference_handler.py`, `decoder.py` and `encoder.py` of the inference toolkit 1.5 and 1.10,
`default_pytorch_inference_handler.py` 2.0, `handler_service.py` and `decoder_encoder.py` of the Hugging Face toolkit
2.6, `serving.py`, `handler_service.py` and `encoder.py` of the scikit-learn and XGBoost containers, `_encoders.py` of
sagemaker-containers 2.8. Libraries are imported where they are used: the stack's image has them.
"""

from __future__ import annotations

import io
import json
import os

from . import containers_errors, toolkit_errors

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

DEVICE = "cpu"
"""No graphics card is seen where handlers are run."""


def call(service: Any, name: str, arguments: Any) -> Any:
    """Call the stack's own function for a name."""
    return FUNCTIONS[service.stack["defaults"][name]](service, *arguments)


def unsupported(service: Any) -> Any:
    """The class of the exception for a format that the stack does not know."""
    if service.stack["format_error"] == "containers":
        return containers_errors.UnsupportedFormatError
    return toolkit_errors.UnsupportedFormatError


def not_implemented(service: Any, *arguments: Any) -> Any:
    name = service.stage
    raise NotImplementedError(
        "\nPlease provide a {} implementation.\nSee documentation for {} at {}\n".format(
            name, name, service.stack["documentation"]
        )
    )


def decode(service: Any, body: Any, content_type: Any) -> Any:
    """By exactly the content types that the stack has a decoder for."""
    try:
        decoder = DECODERS[service.stack["decoders"][content_type]]
        return decoder(body)
    except KeyError:
        raise unsupported(service)(content_type)


def decode_floats(service: Any, body: Any, content_type: Any) -> Any:
    import numpy

    array = decode(service, body, content_type)
    return array.astype(numpy.float32) if content_type in service.stack["text_types"] else array


def decode_rows(service: Any, body: Any, content_type: Any) -> Any:
    """One row is a table of one row."""
    import numpy

    array = decode(service, body, content_type)
    if len(array.shape) == 1:
        array = array.reshape(1, -1)
    return array.astype(numpy.float32) if content_type in service.stack["text_types"] else array


def decode_tensor(service: Any, body: Any, content_type: Any) -> Any:
    array = decode(service, body, content_type)
    import torch

    if content_type in service.stack["text_types"]:
        return torch.FloatTensor(array).to(DEVICE)
    return torch.from_numpy(array).to(DEVICE)


def decode_matrix(service: Any, body: Any, content_type: Any) -> Any:
    """The parameters of the content type are cut off."""
    return decode(service, body, content_type.partition(";")[0].strip())


def call_predict(service: Any, data: Any, model: Any) -> Any:
    return model.predict(data)


def call_predict_unchecked(service: Any, data: Any, model: Any) -> Any:
    return model.predict(data, validate_features=False)


def call_without_gradients(service: Any, data: Any, model: Any) -> Any:
    import torch

    with torch.no_grad():
        model = model.to(DEVICE)
        given = data.to(DEVICE)
        model.eval()
        return model(given)


def call_pipeline(service: Any, data: Any, model: Any) -> Any:
    inputs = data.pop("inputs", data)
    parameters = data.pop("parameters", None)
    if parameters is not None:
        return model(inputs, **parameters)
    return model(inputs)


def encode(service: Any, prediction: Any, accept: Any) -> Any:
    """By exactly the accepts that the stack has an encoder for."""
    try:
        encoder = ENCODERS[service.stack["encoders"][accept]]
        return encoder(prediction, accept)
    except KeyError:
        raise unsupported(service)(accept)


def encode_typed(service: Any, prediction: Any, accept: Any) -> Any:
    return encode(service, prediction, accept), accept


def encode_listed(service: Any, prediction: Any, accept: Any) -> Any:
    """By the first of a list of accepts that there is an encoder for."""
    for content_type in accept.replace(" ", "").split(","):
        if content_type in service.stack["encoders"]:
            return encode(service, prediction, content_type), content_type
    raise unsupported(service)(accept)


def encode_tensor(service: Any, prediction: Any, accept: Any) -> Any:
    if service.tools["is_a"](prediction, "torch", "Tensor"):
        prediction = prediction.detach().cpu().numpy().tolist()
    return encode_listed(service, prediction, accept)[0]


def encode_response(service: Any, prediction: Any, accept: Any) -> Any:
    from .flask_server import Response

    return Response(encode(service, prediction, accept), accept)


def load_script(service: Any, model_dir: str) -> Any:
    """The TorchScript model `model.pt`, or the only `.pt` or `.pth` file of the package."""
    import torch

    path = os.path.join(model_dir, "model.pt")
    if not os.path.exists(path):
        found = [
            file
            for file in os.listdir(model_dir)
            if os.path.isfile(file) and file.endswith((".pt", ".pth"))
        ]
        if len(found) != 1:
            raise ValueError(
                f"Exactly one .pth or .pt file is required for PyTorch models: {found}"
            )
        path = os.path.join(model_dir, found[0])
    return torch.jit.load(path, map_location=DEVICE).to(DEVICE)


def load_pipeline(service: Any, model_dir: str) -> Any:
    """A transformers pipeline, for the task that the environment or the model's configuration names."""
    files = os.listdir(model_dir)
    named = "config.json" in files or "model_index.json" in files
    if "HF_TASK" not in os.environ and not named:
        from transformers.pipelines import SUPPORTED_TASKS

        raise ValueError(
            f"You need to define one of the following {list(SUPPORTED_TASKS.keys())}"
            " or text-to-image as env 'HF_TASK'.",
            403,
        )
    from sagemaker_huggingface_inference_toolkit import transformers_utils

    task = os.environ.get("HF_TASK")
    if task is None and "config.json" in files:
        task = transformers_utils.infer_task_from_model_architecture(model_dir + "/config.json")
    return transformers_utils.get_pipeline(
        task=task or "text-to-image", model_dir=model_dir, device=-1
    )


def json_value(body: Any) -> Any:
    return json.loads(body)


def json_array(body: Any) -> Any:
    import numpy

    return numpy.array(json.loads(body), dtype=None)


def csv_array(body: Any) -> Any:
    import numpy

    return numpy.genfromtxt(io.StringIO(body), dtype=None, delimiter=",")


def csv_text_array(body: Any) -> Any:
    """Rows of text, as numbers where they are numbers."""
    import csv

    import numpy

    try:
        reader = csv.reader(
            io.StringIO(body), delimiter=",", quotechar='"', doublequote=True, strict=True
        )
        array = numpy.array(list(reader)).squeeze()
        return array.astype(None)
    except ValueError:
        return array
    except Exception as error:
        raise containers_errors.ClientError(f"Error while decoding csv: {error}")


def npy_array(body: Any) -> Any:
    import numpy

    return numpy.load(io.BytesIO(body), allow_pickle=True)


def sparse_matrix(body: Any) -> Any:
    import scipy.sparse

    return scipy.sparse.load_npz(io.BytesIO(body))


def csv_inputs(body: Any) -> Any:
    """Rows as dicts; without a header that the toolkit knows they are refused."""
    import csv

    from .model_server import PredictionException

    header = body.splitlines()[0].lower()
    if not ("question" in header or "context" in header or "inputs" in header):
        raise PredictionException(
            "You need to provide the correct CSV with Header columns to use it with the inference toolkit default"
            " handler.",
            400,
        )
    rows = list(csv.DictReader(io.StringIO(body)))
    if "inputs" in rows[0]:
        return {"inputs": [row["inputs"] for row in rows]}
    return {"inputs": rows}


def image(body: Any) -> Any:
    from PIL import Image

    return {"inputs": Image.open(io.BytesIO(body)).convert("RGB")}


def audio(body: Any) -> Any:
    return {"inputs": bytes(body)}


def csv_matrix(body: Any) -> Any:
    """The delimiter is guessed from the first line; an empty field is missing."""
    import csv

    import numpy
    import xgboost

    text = body.decode() if isinstance(body, bytes) else body
    delimiter = csv.Sniffer().sniff(text.split("\n")[0][:512]).delimiter
    if delimiter.isalnum():
        delimiter = ","
    rows = [
        ["nan" if field == "" else field for field in line.split(delimiter)]
        for line in text.split("\n")
    ]
    return xgboost.DMatrix(numpy.array(rows).astype(None))


def libsvm_matrix(body: Any) -> Any:
    """Sparse rows; indices from 1 on are moved down to 0."""
    import numpy
    import xgboost

    text = body.decode("utf-8") if isinstance(body, (bytes, bytearray)) else body
    rows = []
    for line in text.strip().split("\n"):
        row = {}
        for token in line.strip().split():
            if ":" in token:
                index, value = token.split(":", 1)
                row[int(index)] = float(value)
        rows.append(row)
    if not any(rows):
        return xgboost.DMatrix(numpy.empty((0, 0)))
    first = 1 if min([index for row in rows for index in row]) >= 1 else 0
    width = max([index for row in rows for index in row]) - first + 1
    table = numpy.zeros((len(rows), width))
    for number, row in enumerate(rows):
        for index in row:
            table[number, index - first] = row[index]
    return xgboost.DMatrix(table)


def recordio_matrix(body: Any) -> Any:
    import xgboost
    from sagemaker_xgboost_container.recordio_protobuf import read_recordio_protobuf

    features, labels = read_recordio_protobuf(bytes(body))
    return xgboost.DMatrix(features, label=labels)


def listed(value: Any) -> Any:
    """What JSON does not know, as lists and numbers."""
    if hasattr(value, "tolist"):
        return value.tolist()
    return json.JSONEncoder().default(value)


def to_json(value: Any, accept: Any = None) -> Any:
    return json.dumps(value, default=listed)


def to_strict_json(value: Any, accept: Any = None) -> Any:
    """Compact JSON without NaN."""
    return json.dumps(
        value, ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=listed_or_text
    )


def listed_or_text(value: Any) -> Any:
    kind = type(value).__name__
    if kind == "datetime":
        return value.__str__()
    return listed(value)


def to_npy(value: Any, accept: Any = None) -> Any:
    import numpy

    buffer = io.BytesIO()
    numpy.save(buffer, value)
    return buffer.getvalue()


def to_csv(value: Any, accept: Any = None) -> Any:
    import numpy

    stream = io.StringIO()
    numpy.savetxt(stream, value, delimiter=",", fmt="%s")
    return stream.getvalue()


def to_csv_bytes(value: Any, accept: Any = None) -> Any:
    return to_csv(value).encode("utf-8")


def to_csv_columns(value: Any, accept: Any = None) -> Any:
    """One line a member; what is flat becomes one column."""
    import csv

    import numpy

    array = numpy.array(value)
    if len(array.shape) == 1:
        array = numpy.reshape(array, (array.shape[0], 1))
    stream = io.StringIO()
    writer = csv.writer(
        stream, lineterminator="\n", delimiter=",", quotechar='"', doublequote=True, strict=True
    )
    writer.writerows(array)
    return stream.getvalue()


def to_csv_columns_bytes(value: Any, accept: Any = None) -> Any:
    return to_csv_columns(value).encode("utf-8")


def to_csv_rows(value: Any, accept: Any = None) -> Any:
    """Dicts as rows under the keys of the first."""
    import csv

    stream = io.StringIO()
    rows = value if isinstance(value, list) else list(value)
    writer = csv.DictWriter(stream, rows[0].keys())
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


def to_image(value: Any, accept: Any = None) -> Any:
    """A PIL image in the format that the accept names."""
    kind = accept.split("/")[-1].upper()
    stream = io.BytesIO()
    value.save(stream, format="PNG" if kind == "X-IMAGE" else kind)
    return stream.getvalue()


FUNCTIONS: dict[str, Any] = {
    "not_implemented": not_implemented,
    "decode": decode,
    "decode_floats": decode_floats,
    "decode_rows": decode_rows,
    "decode_tensor": decode_tensor,
    "decode_matrix": decode_matrix,
    "call_predict": call_predict,
    "call_predict_unchecked": call_predict_unchecked,
    "call_without_gradients": call_without_gradients,
    "call_pipeline": call_pipeline,
    "encode": encode,
    "encode_typed": encode_typed,
    "encode_listed": encode_listed,
    "encode_tensor": encode_tensor,
    "encode_response": encode_response,
    "load_script": load_script,
    "load_pipeline": load_pipeline,
}

DECODERS: dict[str, Any] = {
    "json_value": json_value,
    "json_array": json_array,
    "csv_array": csv_array,
    "csv_text_array": csv_text_array,
    "npy_array": npy_array,
    "sparse_matrix": sparse_matrix,
    "csv_inputs": csv_inputs,
    "image": image,
    "audio": audio,
    "csv_matrix": csv_matrix,
    "libsvm_matrix": libsvm_matrix,
    "recordio_matrix": recordio_matrix,
}

ENCODERS: dict[str, Any] = {
    "to_json": to_json,
    "to_strict_json": to_strict_json,
    "to_npy": to_npy,
    "to_csv": to_csv,
    "to_csv_bytes": to_csv_bytes,
    "to_csv_columns": to_csv_columns,
    "to_csv_columns_bytes": to_csv_columns_bytes,
    "to_csv_rows": to_csv_rows,
    "to_image": to_image,
}
