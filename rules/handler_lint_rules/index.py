"""The rules of this package, code to module; made by `python -m handler_lint.rule_index`."""

RULES = {
    "HL103": "signature.hl103_wrong_parameter_count",
    "HL201": "content_type.hl201_exact_content_type_match",
    "HL202": "content_type.hl202_content_type_path_returns_none",
    "HL203": "content_type.hl203_broken_branch_chain",
    "HL205": "content_type.hl205_body_kind_mismatch",
    "HL206": "content_type.hl206_rejection_by_return",
    "HL207": "content_type.hl207_undefined_name_on_path",
    "HL210": "content_type.hl210_accept_form_unhandled",
    "HL212": "content_type.hl212_raises_no_exception",
    "HL213": "content_type.hl213_misspelt_content_type",
    "HL304": "model_dir.hl304_artifact_not_in_package",
    "HL401": "hand_over.hl401_function_can_return_none",
    "HL402": "hand_over.hl402_model_structure_mismatch",
    "HL403": "hand_over.hl403_input_structure_mismatch",
    "HL404": "hand_over.hl404_prediction_structure_mismatch",
    "HL801": "pipeline.hl801_payload_sample_rejected",
}
