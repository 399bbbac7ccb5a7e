SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := test
.DELETE_ON_ERROR:

PYTHON ?= python3
MODELS_PYTHON ?= python3
PYTEST_ARGS ?= -n 2 --dist loadgroup

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet --quiet
PIP_WITH_GROUPS := 'pip>=25.1'
INPUTS := pyproject.toml handler_lint/__init__.py

.PHONY: test lint demo bench bench-definition bench-detection bench-models index oracle clean

test: .venv/dev.stamp .venv/wheelhouse.stamp lint
	rm -f .coverage .coverage.*
	$(BIN)/coverage run -m pytest $(PYTEST_ARGS) | tee .venv/pytest.log
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report --fail-under=95
	@tail -n 1 .venv/pytest.log  # the closing line of pytest closes the run

lint: .venv/dev.stamp
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

demo: .venv/demo.stamp
	$(BIN)/handler-lint check fixtures/packages/wine || [[ $$? == 1 ]]  # 1: it found something, and shows it

bench: .venv/demo.stamp .venv/peers/bin/flake8
	$(BIN)/python benchmarks/cold_check.py --peers .venv/peers/bin/python
	$(BIN)/python benchmarks/invoke.py
	$(BIN)/python benchmarks/reading.py
	$(BIN)/python benchmarks/calls.py

# Real models, packed right and packed wrong: make bench-models MODELS_PYTHON=path/to/an/interpreter/with/their/libraries
bench-models: .venv/demo.stamp
	$(BIN)/python -m benchmarks.models.run $(MODELS_PYTHON)

# What the SageMaker SDK writes: make bench-definition SDK_PYTHON=path/to/an/interpreter/with/sagemaker-2
bench-definition: .venv/demo.stamp
	$(BIN)/python -m benchmarks.definition.run $(SDK_PYTHON)

bench-detection: .venv/demo.stamp
	$(BIN)/python -m benchmarks.detection.run

index: .venv/dev.stamp
	$(BIN)/python -m handler_lint.rule_index
	$(BIN)/python -m handler_lint.rule_docs
	$(BIN)/python -m handler_lint.stacks.docs

# The real serving toolkits, each in an environment of its own (some GB), asked what a client gets.
oracle: | $(BIN)/python
	$(BIN)/python tests/agreement/oracle/build.py
	$(BIN)/python tests/agreement/oracle/record.py

clean:
	rm -rf .venv .wheelhouse build dist .coverage .coverage.* .mypy_cache .pytest_cache .ruff_cache

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	    echo 'Python 3.11 or newer is needed: make $(or $(MAKECMDGOALS),test) PYTHON=python3.11' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	    echo 'venv is missing in $(PYTHON): sudo apt install python3-venv' >&2; exit 1; }
	$(PYTHON) -m venv .venv || { rm -rf .venv; exit 1; }

.venv/demo.stamp: $(INPUTS) | $(BIN)/python
	$(PIP) install --editable .
	@touch $@

.venv/dev.stamp: $(INPUTS) | $(BIN)/python
	$(PIP) install --upgrade $(PIP_WITH_GROUPS)
	$(PIP) install --editable . --group dev
	@touch $@ .venv/demo.stamp

.venv/peers/bin/flake8: pyproject.toml | $(BIN)/python
	$(BIN)/python -m venv .venv/peers
	.venv/peers/bin/python -m pip --quiet --quiet install --upgrade $(PIP_WITH_GROUPS)
	.venv/peers/bin/python -m pip --quiet --quiet install --group bench
	@touch $@

# What the tests of packaging and of pre-commit install without a network, with what hatchling needs to build a wheel or
# an editable install. The stamp is inside .venv, because the wheels fit its Python; our own wheel is left out, because
# the tests build it.
.venv/wheelhouse.stamp: pyproject.toml Makefile | $(BIN)/python
	rm -rf .wheelhouse
	$(PIP) wheel --wheel-dir .wheelhouse . 'hatchling>=1.26' 'editables~=0.3'
	rm -f .wheelhouse/handler_lint-*.whl
	@touch $@
