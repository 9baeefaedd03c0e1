# make run     the app on http://localhost:8501 (PORT= changes it)
# make test    lint, types, import rules, and every test
# make bench   speed and memory, as ratios against plain Keras
# make install the environment alone

PORT ?= 8501
PYTHON := $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin

.PHONY: install run test bench clean

install: .venv/installed

run: .venv/installed
	@echo "Layer by Layer is at http://localhost:$(PORT)"
	@$(BIN)/streamlit run streamlit_app.py --server.port $(PORT)

test: .venv/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python scripts/run_tests.py

bench: .venv/installed-dev
	$(BIN)/python -m bench

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 or 3.13 is needed."; exit 1; }
	$(PYTHON) -m venv .venv

.venv/installed: .venv/bin/python requirements.txt
	$(BIN)/python -m pip install --quiet -r requirements.txt
	@touch $@

.venv/installed-dev: .venv/installed requirements-dev.txt
	$(BIN)/python -m pip install --quiet -r requirements-dev.txt
	@touch $@

clean:
	rm -rf .venv data .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
