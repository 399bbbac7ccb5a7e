"""What `handler-lint init` begins a project with: a configuration, folders for samples, a pytest file."""
