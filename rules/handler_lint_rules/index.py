"""The rules of this package, code to module; made by `python -m handler_lint.rule_index`."""

RULES = {
    "HL103": "signature.hl103_wrong_parameter_count",
    "HL201": "content_type.hl201_exact_content_type_match",
    "HL202": "content_type.hl202_content_type_path_returns_none",
    "HL203": "content_type.hl203_broken_branch_chain",
    "HL205": "content_type.hl205_body_kind_mismatch",
    "HL207": "content_type.hl207_undefined_name_on_path",
    "HL304": "model_dir.hl304_artifact_not_in_package",
    "HL801": "pipeline.hl801_payload_sample_rejected",
}
