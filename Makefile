# make run     the app on http://localhost:8501 (PORT= changes it)
# make check   lint, types, import rules, and the tests that need no TensorFlow, browser or PostgreSQL: under a minute
# make test    lint, types, import rules, and every test; fetches a browser and a PostgreSQL where there is none
# make web     lint, types and tests of the browser's modules: part of both
# make bench   speed and memory, as ratios against plain Keras (BENCH="hall turns": a class at once)
# make lock    writes requirements*.txt from requirements*.in (LOCK=--upgrade takes newer releases of what they need)
# make audit   known advisories against what is pinned
# make install the environment alone

PORT ?= 8501
PYTHON := $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
NPM := $(BIN)/python -m scripts.npm

.PHONY: install run lint web quick check test bench lock audit clean

install: .venv/installed

run: .venv/installed
	@echo "Layer by Layer is at http://localhost:$(PORT)"
	@$(BIN)/streamlit run streamlit_app.py --server.port $(PORT)

lint: .venv/installed-dev
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

web: node_modules/installed
	@$(NPM) --silent run check
	@$(NPM) --silent test

quick: .venv/installed-dev
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest tests/unit --networks=none -m "not browser and not postgres" -n 2

check: .venv/installed-dev
	@$(MAKE) --no-print-directory -j2 quick lint web

test: lint web
	$(BIN)/python -m scripts.run_tests

bench: .venv/installed-dev
	$(BIN)/python -m bench $(BENCH)

# The files say nothing of where a package is fetched from: each machine has its own index, and the hashes hold everywhere.
lock: .venv/installed-dev
	for name in requirements requirements-dev; do \
		$(BIN)/uv pip compile --quiet --no-config --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
			--no-emit-find-links --custom-compile-command "make lock" $(LOCK) $$name.in --output-file $$name.txt || exit 1; done

audit: .venv/installed-dev
	@$(BIN)/python -m scripts.audit

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 or 3.13 is needed."; exit 1; }
	$(PYTHON) -m venv .venv

.venv/installed: .venv/bin/python requirements.txt
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.txt
	@touch $@

.venv/installed-dev: .venv/installed requirements-dev.txt
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.txt
	@touch $@

node_modules/installed: .venv/installed-dev package.json package-lock.json
	@$(NPM) --silent ci
	@touch $@

clean:
	rm -rf .venv node_modules data .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
