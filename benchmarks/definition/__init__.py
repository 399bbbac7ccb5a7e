"""The definition of a pipeline as the real SDK writes it, beside the reduced one of the fixtures."""
