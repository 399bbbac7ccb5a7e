"""Settings: defaults, the configuration file, the environment, the command line."""
