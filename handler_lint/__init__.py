"""A linter for SageMaker inference handlers that runs only what reading flagged."""

__version__ = "0.1.0"
