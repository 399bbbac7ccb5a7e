"""The rules of handler-lint: one file a rule, one folder a family."""
