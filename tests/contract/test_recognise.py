"""Which stack serves a handler, by imports, model files, requirements, names and image URIs."""

import pytest

from handler_lint.contract.recognise import Candidate, Signs, named_stack, recognise, signs_of


def stacks(**signs: tuple[str, ...]) -> list[str]:
    return [one.stack for one in recognise(Signs(**signs))]


@pytest.mark.parametrize(
    ("module", "stack"),
    [
        ("torch", "pytorch"),
        ("sagemaker_huggingface_inference_toolkit", "huggingface"),
        ("sklearn", "sklearn"),
        ("xgboost", "xgboost"),
        ("mxnet", "mxnet"),
        ("tensorflow_serving", "tensorflow"),
    ],
)
def test_an_import_tells_of_a_stack(module: str, stack: str) -> None:
    assert recognise(Signs(modules=("json", module))) == (Candidate(stack, f"imports {module}"),)


def test_what_is_used_on_two_stacks_alike_tells_of_both() -> None:
    both = (
        Candidate("huggingface", "imports transformers"),
        Candidate("pytorch", "imports transformers"),
    )
    assert recognise(Signs(modules=("transformers",))) == both
    assert stacks(modules=("transformers", "sagemaker_huggingface_inference_toolkit")) == [
        "huggingface"
    ]
    assert stacks(modules=("transformers",), files=("tokenizer_config.json",)) == ["huggingface"]


@pytest.mark.parametrize(
    ("path", "stack"),
    [
        ("model.pt", "pytorch"),
        ("weights/best.pth", "pytorch"),
        ("model.joblib", "sklearn"),
        ("xgboost-model", "xgboost"),
        ("model-symbol.json", "mxnet"),
        ("export/1/saved_model.pb", "tensorflow"),
        ("pytorch_model.bin", "huggingface"),
    ],
)
def test_a_model_file_tells_of_a_stack(path: str, stack: str) -> None:
    assert recognise(Signs(files=("code/inference.py", path))) == (Candidate(stack, path),)


def test_a_requirement_tells_of_a_stack_where_nothing_else_does() -> None:
    assert stacks(requirements=("scikit-learn",)) == ["sklearn"]
    assert stacks(requirements=("scikit-learn",), files=("model.pt",)) == ["pytorch"]
    assert stacks(files=("model.pt",), modules=("mxnet",)) == ["mxnet"]


def test_what_every_handler_imports_tells_nothing() -> None:
    assert recognise(Signs(modules=("json", "os", "numpy", "pandas", "joblib"))) == ()


def test_a_helper_library_does_not_outweigh_the_framework() -> None:
    assert stacks(modules=("sklearn", "torch")) == ["pytorch"]
    assert stacks(modules=("sklearn", "xgboost")) == ["xgboost"]


def test_several_frameworks_are_several_candidates_unless_model_files_decide() -> None:
    both = ("transformers", "torch")

    assert stacks(modules=both) == ["pytorch", "huggingface"]
    assert stacks(modules=both, files=("model.pth",)) == ["pytorch"]
    (only,) = recognise(Signs(modules=both, files=("config.json", "model.safetensors")))
    assert only == Candidate("huggingface", "imports transformers; model.safetensors")


def test_signs_are_read_from_sources_and_requirements() -> None:
    signs = signs_of(
        [b"import os, torch.nn as nn\n", b"def f():\n    from transformers import pipeline\n"],
        ["model.pt"],
        "# comment\nscikit_learn==1.4 ; python_version > '3.8'\n-r other.txt\nxgboost[extra]>=2\n",
    )

    assert signs.modules == ("os", "torch", "transformers")
    assert signs.files == ("model.pt",)
    assert signs.requirements == {"scikit-learn", "xgboost"}


@pytest.mark.parametrize(
    ("text", "stack"),
    [
        ("pytorch", "pytorch"),
        ("sklearn-mme", "sklearn-mme"),
        ("scikit-learn", "sklearn"),
        ("763104351884.dkr.ecr.us-east-1.amazonaws.com/pytorch-inference:2.1-cpu-py310", "pytorch"),
        (
            "763104351884.dkr.ecr.eu-west-1.amazonaws.com/huggingface-pytorch-inference",
            "huggingface",
        ),
        ("246618743249.dkr.ecr.us-west-2.amazonaws.com/sagemaker-xgboost@sha256:00", "xgboost"),
        ("683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1", "sklearn"),
    ],
)
def test_a_stack_is_named_by_its_name_another_name_or_an_image(text: str, stack: str) -> None:
    assert named_stack(text) == stack


@pytest.mark.parametrize("text", ["pytorhc", "1.dkr.ecr.us-east-1.amazonaws.com/own-image:1"])
def test_an_unknown_stack_is_told_with_what_is_known(text: str) -> None:
    with pytest.raises(KeyError, match=r"there is no serving stack .* known: auto, huggingface"):
        named_stack(text)
