# make read: the book on your machine.  make test: everything that keeps it true.
# Needs Python 3.11 to 3.13, make and git; the rest is put in .venv. Paths may contain spaces.

PYTHON ?= python3
BIN := .venv/bin
BOOK := $(BIN)/jupyter-book build . --all -n -W --keep-going -q
.PHONY: read test site check notebooks lock bench clean

read: site
	@$(BIN)/python -m joinedup serve

test: .venv/tester site
	@$(BIN)/python -m tests.chromium
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m joinedup check
	$(BIN)/frictionless validate data/datapackage.json
	$(BIN)/python -m pytest -n 2 --dist loadfile --nbval --nbval-current-env index.ipynb chapters tests

# From a clean folder each time: an incremental build can differ from a clean one.
site: .venv/reader
	@rm -rf _build
	$(BOOK)

check: .venv/reader
	@$(BIN)/python -m joinedup check

notebooks: .venv/reader
	$(BIN)/python -m joinedup notebooks

bench: .venv/tester
	$(BIN)/python -m tests.bench

lock: .venv/tester
	$(BIN)/python -m joinedup lock

clean:
	rm -rf _build .venv

.venv/reader: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' || \
	  { echo "Python 3.11, 3.12 or 3.13 is needed: install one, then run make PYTHON=/path/to/python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "Python's venv module is needed: on Debian or Ubuntu, apt-get install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/tester: .venv/reader tests/requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r tests/requirements.txt
	@touch $@
