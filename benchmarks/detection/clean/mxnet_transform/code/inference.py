import json
import os

import numpy as np


def model_fn(model_dir):
    with np.load(os.path.join(model_dir, "factors.npz")) as factors:
        return factors["users"], factors["items"]


def _users(body, content_type):
    media_type = content_type.split(";")[0]
    if media_type != "application/json":
        raise ValueError(f"{content_type} is no JSON")
    users = json.loads(body)
    if not isinstance(users, list):
        raise ValueError("send an array of user numbers")
    return users


def transform_fn(model, request_body, content_type, accept_type):
    user_factors, item_factors = model
    chosen = user_factors[_users(request_body, content_type)]
    scores = chosen @ item_factors.T
    best = scores.argmax(axis=1)
    return json.dumps({"best": best.tolist()}), "application/json"
