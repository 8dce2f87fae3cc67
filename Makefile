# Two commands for a machine that has Python 3.11 or newer: `make run` and `make test`.
# PYTHON names another interpreter: make run PYTHON=python3.13
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := "$(BIN)/python" -m pip --disable-pip-version-check
SAMPLES := corpus/samples
STORE := out/samples

.DEFAULT_GOAL := help
.PHONY: help run test test-slow lint format bench constraints clean

help: ## show this list
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | sort

# A stamp for each kind of installation, so that nothing is installed twice.
$(VENV)/run.stamp: constraints/run.txt pyproject.toml
	"$(PYTHON)" -c 'import sys; sys.exit("claimtable needs Python 3.11 or newer, this is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	test -x "$(BIN)/python" || "$(PYTHON)" -m venv $(VENV)
	$(PIP) install --quiet --require-hashes -r constraints/run.txt
	$(PIP) install --quiet --no-deps --editable .
	@touch $@

$(VENV)/dev.stamp: $(VENV)/run.stamp constraints/dev.txt
	$(PIP) install --quiet --require-hashes -r constraints/dev.txt
	@touch $@

run: $(VENV)/run.stamp ## install, extract the sample corpus, print the claims table
	"$(BIN)/claimtable" extract $(SAMPLES) -o $(STORE)
	"$(BIN)/claimtable" show $(STORE) --limit 30
	@echo
	@echo "The table is in $(STORE). Next:"
	@echo "  $(BIN)/claimtable show $(STORE) --label risk --why   filter it"
	@echo "  $(BIN)/claimtable inspect $(STORE)                   read and correct it in the browser"
	@echo "  $(BIN)/claimtable report $(STORE) -o report.html     one page to pass on"
	@echo "  $(BIN)/claimtable extract YOUR_FOLDER -o STORE       your own articles"

test: $(VENV)/dev.stamp ## run the fast tests
	"$(BIN)/python" -m pytest -m "not slow and not browser" -n auto

test-slow: $(VENV)/dev.stamp ## run the slow tests and those in a browser
	"$(BIN)/python" -m pytest -m "slow or browser"

lint: $(VENV)/dev.stamp ## lint, check formatting, types and the direction of imports
	"$(BIN)/ruff" check .
	"$(BIN)/ruff" format --check .
	"$(BIN)/mypy"
	"$(BIN)/lint-imports"

format: $(VENV)/dev.stamp ## format the code
	"$(BIN)/ruff" check --fix .
	"$(BIN)/ruff" format .

bench: $(VENV)/dev.stamp ## measure speed and write docs/benchmarks.md
	"$(BIN)/python" -m tests.bench

constraints: $(VENV)/dev.stamp ## resolve the pinned versions anew
	"$(BIN)/python" -m pip install --quiet uv
	./.ci/constraints "$(BIN)/uv"

clean: ## remove what the commands above made
	rm -rf $(VENV) out build dist .src/*.egg-info
