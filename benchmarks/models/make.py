"""Train and save a small model of each library that is installed: `python make.py FOLDER` lists what it made."""

import json
import pickle
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

ROWS = [[1.0, 2.0], [3.0, 4.0], [5.0, 7.0]]
TARGETS = [1.0, 2.0, 3.0]

HEAD = """import json
import os

{imports}


def model_fn(model_dir):
    {load}


def input_fn(request_body, content_type):
    media_type = (content_type or "").split(";")[0].strip()
    if media_type != "application/json":
        raise ValueError(f"unsupported content type: {{content_type}}")
    return json.loads(request_body)


def predict_fn(rows, model):
    return {predict}


def output_fn(prediction, accept):
    if accept != "application/json":
        raise ValueError(f"unsupported accept: {{accept}}")
    return json.dumps([float(value) for value in prediction]){accepted}
"""


def sklearn(folder: Path) -> tuple[str, str, str, str]:
    import joblib
    from sklearn.linear_model import LinearRegression

    joblib.dump(LinearRegression().fit(ROWS, TARGETS), folder / "model.joblib")
    load = 'return joblib.load(os.path.join(model_dir, "model.joblib"))'
    return "sklearn", "import joblib", load, "model.predict(rows)"


def pickled(folder: Path) -> tuple[str, str, str, str]:
    from sklearn.linear_model import LinearRegression

    (folder / "model.pkl").write_bytes(pickle.dumps(LinearRegression().fit(ROWS, TARGETS)))
    load = 'with open(os.path.join(model_dir, "model.pkl"), "rb") as file:\n        return pickle.load(file)'
    return "sklearn", "import pickle", load, "model.predict(rows)"


def xgboost(folder: Path) -> tuple[str, str, str, str]:
    import numpy as np
    import xgboost as xgb

    matrix = xgb.DMatrix(np.asarray(ROWS), label=TARGETS)
    xgb.train({"max_depth": 1}, matrix, 2).save_model(folder / "model.json")
    load = (
        "booster = xgb.Booster()\n"
        '    booster.load_model(os.path.join(model_dir, "model.json"))\n'
        "    return booster"
    )
    predict = "model.predict(xgb.DMatrix(np.asarray(rows)))"
    return "xgboost", "import numpy as np\nimport xgboost as xgb", load, predict


def lightgbm(folder: Path) -> tuple[str, str, str, str]:
    import lightgbm as lgb
    import numpy as np

    data = lgb.Dataset(np.asarray(ROWS * 20), label=TARGETS * 20)
    lgb.train({"verbose": -1}, data, 2).save_model(folder / "model.txt")
    load = 'return lgb.Booster(model_file=os.path.join(model_dir, "model.txt"))'
    return "sklearn", "import lightgbm as lgb", load, "model.predict(rows)"


def torch(folder: Path) -> tuple[str, str, str, str]:
    import torch as library

    library.jit.save(library.jit.script(library.nn.Linear(2, 1)), folder / "model.pt")
    load = 'return torch.jit.load(os.path.join(model_dir, "model.pt"), map_location="cpu").eval()'
    predict = "model(torch.tensor(rows)).detach().cpu().flatten().tolist()"
    return "pytorch", "import torch", load, predict


def numpy(folder: Path) -> tuple[str, str, str, str]:
    import numpy as np

    np.save(folder / "model.npy", np.ones(2))
    load = 'return np.load(os.path.join(model_dir, "model.npy"))'
    return "pytorch", "import numpy as np", load, "(np.asarray(rows) @ model).tolist()"


KINDS: dict[str, tuple[str, Callable[[Path], tuple[str, str, str, str]]]] = {
    "sklearn-joblib": ("sklearn", sklearn),
    "sklearn-pickle": ("sklearn", pickled),
    "xgboost-json": ("xgboost", xgboost),
    "lightgbm-text": ("lightgbm", lightgbm),
    "torch-script": ("torch", torch),
    "numpy-npy": ("numpy", numpy),
}


def main(target: str) -> None:
    made = {}
    for name, (library, save) in KINDS.items():
        if find_spec(library) is None:
            continue
        folder = Path(target, name)
        (folder / "code").mkdir(parents=True)
        (folder / "json_samples").mkdir()
        (folder / "json_samples" / "rows.json").write_text(json.dumps(ROWS))
        stack, imports, load, predict = save(folder)
        accepted = "" if stack == "pytorch" else ", accept"
        text = HEAD.format(imports=imports, load=load, predict=predict, accepted=accepted)
        (folder / "code" / "inference.py").write_text(text)
        made[name] = stack
    print(json.dumps(made))


if __name__ == "__main__":
    main(sys.argv[1])
