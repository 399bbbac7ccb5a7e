"""The command line: one file a command, no logic. Only click is imported until a command runs."""
