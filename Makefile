# Targets with a ## are what `make help` shows.

.DEFAULT_GOAL := help
.PHONY: help run test quick bench clean

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/installed
# The list of feeds for `make run`; none: the demonstration.
FEEDS :=
# A Python of your own: make PYTHON=/path/to/python3 run
PYTHON :=

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-6s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(STAMP) ## the demonstration until Ctrl-C; with FEEDS=feeds.toml the service, on feeds of your own
ifeq ($(FEEDS),)
	@exec $(BIN)/python -m agents.foreground $(BIN)/dementi demo
else
	@DEMENTI_FEEDS='$(FEEDS)' exec $(BIN)/python -m agents.foreground $(BIN)/dementi serve
endif

test: $(STAMP) ## all tests, and what ruff, mypy and import-linter find
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest

quick: $(STAMP) ## the tests that need no Kafka
	$(BIN)/pytest -q -m 'not kafka'

bench: $(STAMP) ## measures speed and memory
	$(BIN)/pytest -q -s tests/bench_*.py

clean: ## removes the environment
	rm -rf $(VENV)

# Made once, and again when what is installed changes. pip compares every file with its pinned sum.
$(STAMP): requirements.lock pyproject.toml
	@set -e; \
	for python in $(PYTHON) python3 python3.13 python3.12 python3.11 python3.14; do \
		"$$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break; \
		python=; \
	done; \
	if [ -z "$$python" ]; then \
		echo 'dementi needs Python 3.11 or later, with its venv module, and finds none on the PATH.' >&2; \
		echo 'Install one, or name it: make PYTHON=/path/to/python3 run' >&2; exit 1; \
	fi; \
	quiet=-q; if [ -t 1 ]; then quiet=; fi; \
	echo "Making the environment in $(VENV) with $$("$$python" -V), once; it takes a minute or two."; \
	$(BIN)/python -c '' 2>/dev/null || "$$python" -m venv --clear $(VENV); \
	$(BIN)/python -m pip install $$quiet --disable-pip-version-check --require-hashes -r requirements.lock; \
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps -e .; \
	touch $@
