"""Prints the definition of a pipeline; run by a Python that has the SageMaker SDK 2, without an account.

It is the pipeline of fixtures/pipelines/churn: a featurizer and a scorer are registered in a row, and the scorer alone
transforms a batch, if the evaluation is good enough.
"""

import contextlib
import os
import sys
import tempfile
from pathlib import Path
from unittest.mock import MagicMock

os.environ.update(
    AWS_DEFAULT_REGION="eu-west-1", AWS_ACCESS_KEY_ID="none", AWS_SECRET_ACCESS_KEY="none"
)

import boto3
from sagemaker.inputs import TrainingInput
from sagemaker.pipeline import PipelineModel
from sagemaker.processing import ProcessingInput, ProcessingOutput
from sagemaker.sklearn.model import SKLearnModel
from sagemaker.sklearn.processing import SKLearnProcessor
from sagemaker.transformer import Transformer
from sagemaker.workflow.condition_step import ConditionStep
from sagemaker.workflow.conditions import ConditionGreaterThanOrEqualTo
from sagemaker.workflow.functions import JsonGet
from sagemaker.workflow.model_step import ModelStep
from sagemaker.workflow.parameters import ParameterString
from sagemaker.workflow.pipeline import Pipeline
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.properties import PropertyFile
from sagemaker.workflow.steps import ProcessingStep, TrainingStep, TransformStep
from sagemaker.xgboost.estimator import XGBoost
from sagemaker.xgboost.model import XGBoostModel

ROLE = "arn:aws:iam::123456789012:role/role"
SMALL = {"role": ROLE, "instance_type": "ml.m5.large", "instance_count": 1}


def session() -> PipelineSession:
    """A session that uploads to nowhere."""
    boto = boto3.Session(region_name="eu-west-1")
    client = MagicMock()
    boto.client = lambda *_, **__: client
    boto.resource = lambda *_, **__: MagicMock()
    return PipelineSession(boto_session=boto, sagemaker_client=client, default_bucket="bucket")


def pipeline(code: Path) -> Pipeline:
    here = session()
    for name in ("prepare.py", "train.py", "evaluate.py", "inference.py"):
        (code / name).write_text("")
    raw = ParameterString(name="Raw", default_value="s3://bucket/raw")

    def processor() -> SKLearnProcessor:
        return SKLearnProcessor(framework_version="1.2-1", sagemaker_session=here, **SMALL)

    def output(name: str) -> ProcessingOutput:
        return ProcessingOutput(output_name=name, source=f"/opt/ml/processing/{name}")

    def given(name: str, source: object) -> ProcessingInput:
        folder = f"/opt/ml/processing/{name}"
        return ProcessingInput(input_name=name, source=source, destination=folder)

    prepare = ProcessingStep(
        name="Prepare",
        step_args=processor().run(
            code=str(code / "prepare.py"),
            inputs=[given("raw", raw)],
            outputs=[output("train"), output("test")],
            arguments=["--rows", "10"],
        ),
    )
    outputs = prepare.properties.ProcessingOutputConfig.Outputs
    estimator = XGBoost(
        entry_point="train.py",
        source_dir=str(code),
        framework_version="1.7-1",
        sagemaker_session=here,
        hyperparameters={"rounds": 5},
        **SMALL,
    )
    channel = TrainingInput(outputs["train"].S3Output.S3Uri, content_type="text/csv")
    train = TrainingStep(name="Train", step_args=estimator.fit({"train": channel}))
    model = train.properties.ModelArtifacts.S3ModelArtifacts
    report = PropertyFile(name="Report", output_name="evaluation", path="evaluation.json")
    evaluate = ProcessingStep(
        name="Evaluate",
        step_args=processor().run(
            code=str(code / "evaluate.py"),
            inputs=[given("model", model), given("test", outputs["test"].S3Output.S3Uri)],
            outputs=[output("evaluation")],
        ),
        property_files=[report],
    )
    served = {"entry_point": "inference.py", "source_dir": str(code), "sagemaker_session": here}
    featurizer = SKLearnModel(
        model_data="s3://bucket/featurizer/model.tar.gz",
        role=ROLE,
        framework_version="1.2-1",
        **served,
    )
    scorer = {"model_data": model, "role": ROLE, "framework_version": "1.7-1", **served}
    row = PipelineModel(
        models=[featurizer, XGBoostModel(**scorer)], role=ROLE, sagemaker_session=here
    )
    register = ModelStep(
        name="Register",
        step_args=row.register(
            content_types=["text/csv"],
            response_types=["application/json"],
            inference_instances=["ml.m5.large"],
            transform_instances=["ml.m5.large"],
            model_package_group_name="churn",
        ),
    )
    alone = XGBoostModel(env={"MODE": "batch"}, **scorer)
    create = ModelStep(name="Score", step_args=alone.create(instance_type="ml.m5.large"))
    transformer = Transformer(
        model_name=create.properties.ModelName,
        instance_type="ml.m5.large",
        instance_count=1,
        output_path="s3://bucket/out",
        accept="text/csv",
        sagemaker_session=here,
    )
    batch = TransformStep(
        name="Batch",
        step_args=transformer.transform(
            data=outputs["test"].S3Output.S3Uri, content_type="text/csv", split_type="Line"
        ),
    )
    good_enough = ConditionGreaterThanOrEqualTo(
        left=JsonGet(step_name="Evaluate", property_file=report, json_path="auc"), right=0.8
    )
    condition = ConditionStep(
        name="GoodEnough",
        conditions=[good_enough],
        if_steps=[register, create, batch],
        else_steps=[],
    )
    return Pipeline(
        name="churn",
        parameters=[raw],
        steps=[prepare, train, evaluate, condition],
        sagemaker_session=here,
    )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(sys.stderr):
        definition = pipeline(Path(folder)).definition()
    print(definition)
