"""HL3xx: model files and where they lie."""
