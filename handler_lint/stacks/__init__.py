"""The contract of a stack as a table for people: made from its data, for the command line and for the docs."""
