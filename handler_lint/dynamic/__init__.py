"""The dynamic pass, on the host's side: which calls are run, running them in a worker, what they gave."""
