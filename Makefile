# What one does here, the same for people and for CI. Needs Python 3.11 or newer, make and git;
# everything else is installed into .venv on first use and again when pyproject.toml changes.

PYTHON ?= python3
BIN := .venv/bin

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1

# The map page is built into the package; installing a wheel needs no Node.
PAGE := src/plugdex/web/index.html
PAGE_SOURCES := $(shell find web -name node_modules -prune -o -type f -print)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test check bench audit docs fmt web clean \
	check-format check-lint check-types check-imports check-generated check-docs check-package

help:  ## Say what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-7s %s\n", $$1, $$2}' Makefile

demo: .venv/.core $(PAGE)  ## Start the directory with sample data
	@$(BIN)/plugdex demo

test: .venv/.dev $(PAGE)  ## Run the tests
	$(BIN)/pytest -q -n auto

check: check-format check-lint check-types check-imports check-generated test check-docs check-package  ## Run everything that must be green
	@echo "All green."

bench: .venv/.dev $(PAGE)  ## Measure
	@set -e; for file in $(sort $(wildcard benchmarks/bench_*.py)); do \
		echo "== $$file"; $(BIN)/python "$$file"; done

# In an environment of its own, because it brings much along. Asks osv.dev, so it is no part of the
# check.
audit: .venv/.dev  ## Look for known holes in what is installed
	$(BIN)/python -m venv build/audit
	build/audit/bin/pip install -qq pip-audit
	$(BIN)/pip freeze --exclude-editable > build/audit/installed.txt
	build/audit/bin/pip-audit --vulnerability-service osv --progress-spinner off \
		--disable-pip --no-deps -r build/audit/installed.txt

docs: .venv/.dev  ## Write the generated pages and build the documentation into site/
	$(BIN)/python docs/generate.py
	$(BIN)/python docs/tariff_vectors.py
	$(BIN)/python docs/statements.py
	$(BIN)/zensical build --clean --strict

fmt: .venv/.dev  ## Format the code and repair what can be repaired
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

web: $(PAGE)  ## Build the map page

clean:  ## Delete everything that is made
	rm -rf .venv build dist site src/plugdex/web web/node_modules .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis

check-format: .venv/.dev
	$(BIN)/ruff format --check --quiet --diff .

check-lint: .venv/.dev
	$(BIN)/ruff check --quiet .

check-types: .venv/.dev
	$(BIN)/mypy

check-imports: .venv/.dev
	@$(BIN)/lint-imports --no-logo

check-generated: .venv/.dev
	$(BIN)/python docs/generate.py --check
	$(BIN)/python docs/tariff_vectors.py --check
	$(BIN)/python docs/statements.py --check

check-docs: .venv/.dev
	$(BIN)/zensical build --clean --strict

# The built wheel is what people get, so it is tried in an environment of its own.
check-package: .venv/.dev $(PAGE)
	rm -rf dist build/smoke
	$(BIN)/python -m hatchling build
	$(BIN)/python -m venv build/smoke
	build/smoke/bin/pip install -qq dist/*.whl
	cd build/smoke && bin/plugdex --version
	cd build/smoke && bin/python -c "from plugdex.api.map_page import is_built; assert is_built()"

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "plugdex needs Python 3.11 or newer; try: make PYTHON=python3.11" >&2; exit 1; }
	@$(PYTHON) -m venv .venv \
		|| { rm -rf .venv; echo "On Debian: apt-get install python3-venv" >&2; exit 1; }

.venv/.core: pyproject.toml | .venv/bin/python
	@echo "Installing plugdex into .venv …"
	@$(BIN)/python -m pip install -qq -e .
	@touch $@

.venv/.dev: pyproject.toml | .venv/bin/python
	@echo "Installing plugdex and its tools into .venv …"
	@$(BIN)/python -m pip install -qq -e ".[dev]"
	@touch .venv/.core $@

$(PAGE): $(PAGE_SOURCES) | .venv/bin/python
	@echo "Building the map page …"
	@$(BIN)/python web/build.py
