"""Edits of the source: what rules ask for, what comes of it in a file, and how it is written."""
