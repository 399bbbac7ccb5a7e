"""From findings and runs to one report: merging, the report model, the formats."""
