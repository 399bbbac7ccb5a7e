"""The values of the contract data in words."""

BINDING = {
    "count": "by the number of parameters: one more than arguments gets the context as the last",
    "position": "by position, with exactly these arguments and no context",
}

WITHOUT_HANDLER = {
    "defaults": "the stack answers with its own functions",
    "error": "the endpoint does not start",
}

WORKING_FOLDER = {
    "model": "the package root",
    "elsewhere": "a folder of the server; relative paths find nothing of the package",
}

BODY = {
    "bytearray": "",
    "bytes": "",
    "stream": "; it can be read once",
}
"""What else is to say of a body that is no text."""

TEXT_ERRORS = {
    "strict": "what is no UTF-8 fails the request",
    "replace": "what is no UTF-8 is replaced",
}

CONTENT_TYPE_HEADER = {
    "prefix": "as sent; the first header counts whose name starts with Content-Type or ContentType",
    "exact": "as sent",
}

TUPLE_REPLY = {
    "split": "the first element is the body, the second its content type; more are ignored",
    "kept": "not split: it is sent as a JSON array",
    "pair": "exactly two values are wanted, the body and its content type",
}

UNLABELLED = {
    "model_server": "the request's Accept",
    "flask_server": "text/html; charset=utf-8 for str and bytes, application/json for dict and list",
    "proxy_server": "none: a reply always brings its type",
}
"""By server: the content type of a body that has none of its own."""

OTHER_VALUES = {
    "model_server": "dict, list, number and None become JSON; any other object answers 503",
    "flask_server": "dict and list become JSON; None, numbers and arrays answer 500",
    "proxy_server": "str and bytes are sent; any other object is no body",
}
"""By server: what becomes of a body that is neither str nor bytes."""

LOAD_ERRORS = {
    "loud": "seen: the endpoint is not healthy, and no request gets through",
    "swallowed": "silent: /ping answers 200, and each request loads again and fails",
}

DECODED = {
    "json_value": "what json.loads makes of it",
    "json_array": "JSON as a NumPy array",
    "csv_array": "CSV as a NumPy array",
    "csv_text_array": "CSV as a NumPy array, of text where there is text",
    "npy_array": "a NumPy array; pickled objects are loaded",
    "sparse_matrix": "a SciPy sparse matrix",
    "csv_inputs": 'CSV with a header (inputs, question or context) as {"inputs": ...}',
    "image": '{"inputs": a PIL image}',
    "audio": '{"inputs": bytes}',
    "csv_matrix": "CSV as an XGBoost DMatrix; the delimiter is guessed",
    "libsvm_matrix": "libsvm lines as an XGBoost DMatrix",
    "recordio_matrix": "recordio-protobuf as an XGBoost DMatrix",
}
"""What the stacks' own `input_fn` makes of a body; the names are those of `worker/defaults.py`."""

ENCODED = {
    "to_json": "JSON, arrays as lists",
    "to_strict_json": "compact JSON, arrays as lists; NaN is refused",
    "to_npy": "NPY",
    "to_csv": "CSV, as str",
    "to_csv_bytes": "CSV, as bytes",
    "to_csv_columns": "CSV, one value a line, as str",
    "to_csv_columns_bytes": "CSV, one value a line, as bytes",
    "to_csv_rows": "CSV of dicts, with a header",
    "to_image": "the PIL image, in that format",
}
"""What the stacks' own `output_fn` makes of a prediction."""
