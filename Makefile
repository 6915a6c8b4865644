# Two commands do everything on a machine with Python >= 3.11, pip and make:
#   make run    clean raw/ into clean/ and show what was done
#   make test   the quick tests (make test-all: the slow ones, too)
PYTHON ?= python3
RAW ?= raw
CLEAN ?= clean
BIN := .venv/bin
PIP = $(PYTHON) -m pip --python $(BIN)/python --disable-pip-version-check
# Wheels only: no compiler is needed. The project itself is the one thing that is built here.
INSTALL = $(PIP) install --quiet --only-binary :all: --constraint constraints.txt

.PHONY: run test test-slow test-all lint format rules bench clean-environment

run: .venv/installed
	@$(BIN)/qingwen run $(RAW) $(CLEAN)

test: .venv/installed-dev
	$(BIN)/python -m pytest -m "not slow"

test-slow: .venv/installed-slow
	$(BIN)/python -m pytest -m slow

test-all: test test-slow

lint: .venv/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/qingwen rules check

format: .venv/installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# What follows from packs, catalogue, options and models: run it after changing one of them.
rules: .venv/installed-dev
	$(BIN)/qingwen rules check
	$(BIN)/python -m training.rule_tables
	$(BIN)/python -m training.rule_docs
	$(BIN)/python -m training.option_docs
	$(BIN)/python -m training.digests

# What it finds goes into benchmarks/RESULTS.md. PARTS="speed memory" measures these alone.
bench: .venv/installed-dev
	$(BIN)/python -m benchmarks.results $(PARTS)

clean-environment:
	rm -rf .venv

# Some systems ship Python without ensurepip: then the pip that is there installs into the bare environment.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11 run"; exit 1; }
	@echo "Making .venv ..."
	@$(PYTHON) -m venv --without-pip .venv

.venv/installed: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing what Qingwen needs into .venv (about a minute the first time) ..."
	@$(INSTALL) pip --editable .
	@touch $@

.venv/installed-dev: .venv/installed
	@echo "Installing what the tests need ..."
	@$(INSTALL) --editable '.[dev]'
	@touch $@

.venv/installed-slow: .venv/installed-dev
	@echo "Installing what the slow tests need (Ray, an S3 server) ..."
	@$(INSTALL) --editable '.[slow]'
	@touch $@
