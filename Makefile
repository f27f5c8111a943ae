# make read: the book on your machine.  make quick: what to know before a commit.  make test: everything.
# Needs Python 3.11 to 3.13, make and git; the rest is put in .venv. Paths may contain spaces.

PYTHON ?= python3
BIN := .venv/bin
BOOK := $(BIN)/jupyter-book build . -n -W --keep-going -q
.PHONY: read test quick site publish check notebooks course briefings councils lock bench audit clean

read: site
	@$(BIN)/python -m joinedup serve

test: .venv/tester
	@$(BIN)/python -m tests.chromium
	@$(BIN)/python -m tests.firefox
	@$(BIN)/python -m tests.platforms
	@echo "1 of 4: every page, built from nothing"
	@rm -rf _build
	@BOOK_CARDS=1 $(BOOK)
	@echo "2 of 4: style and types"
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@echo "3 of 4: the data"
	@$(BIN)/python -m joinedup check
	@$(BIN)/frictionless validate data/datapackage.json
	@echo "4 of 4: notebooks, package and pages"
	@$(BIN)/python -m pytest -n 2 -p tests.shared_kernels --nbval --nbval-current-env \
	  index.ipynb chapters tests

# Under two minutes: style, types, data and unit tests, and the notebooks and pages that changed.
quick: .venv/tester
	@$(BIN)/python -m tests.chromium
	@$(BIN)/python -m tests.quick

# Builds what has changed since the last build (everything, if the package or the data has changed).
site: .venv/reader
	$(BOOK)

check: .venv/reader
	@$(BIN)/python -m joinedup check

notebooks: .venv/reader
	$(BIN)/python -m joinedup notebooks

# The course in a box, in _build/course: packages, slides, questions and documents, learner's and trainer's.
course: .venv/course site
	$(BIN)/python -m joinedup course

# The pages as they are put on a host: with each briefing's PDF and Word document beside it, and a card of
# each figure, SVG and PNG, to take away (make site writes the pages alone, in half the time).
publish briefings: .venv/course
	BOOK_CARDS=1 $(BOOK)

# Each council's two printed pages beside its page, and a link to them there. A page that is built again
# loses its link until this is run again.
councils: .venv/course site
	$(BIN)/python -m joinedup councils

bench: .venv/tester
	$(BIN)/python -m tests.bench

# Pins everything that pyproject.toml asks for, and all that those ask for, on every platform: for a
# notebook (what Binder installs), for the book, for its tests. What two of them pin, they pin alike.
define OURS
-e .
./for-jupyter
endef
export OURS
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-header --no-annotate
lock: .venv/tester
	$(LOCK) --upgrade --extra book pyproject.toml -o _build/book.lock
	$(LOCK) -c _build/book.lock pyproject.toml -o _build/notebook.lock
	$(LOCK) --extra book --extra briefing --extra course -c _build/book.lock pyproject.toml -o _build/course.lock
	$(LOCK) --extra book --extra briefing --extra course --extra workbook --extra test -c _build/course.lock pyproject.toml -o _build/test.lock
	(echo "# What a notebook needs, pinned: Binder installs this. Made by make lock."; \
	  cat _build/notebook.lock; echo "$$OURS") > binder/requirements.txt
	(echo "# Everything the book needs, pinned. Made by make lock."; cat _build/book.lock; echo "$$OURS") > requirements.txt
	(echo "# What the course and briefings need on top of requirements.txt, pinned. Made by make lock."; \
	  echo "-r ../../requirements.txt"; grep -vxFf _build/book.lock _build/course.lock) > joinedup/course/requirements.txt
	(echo "# What the tests need on top of requirements.txt, pinned. Made by make lock."; echo "-r ../requirements.txt"; \
	  grep -vxFf _build/book.lock _build/test.lock) > tests/requirements.txt

# Needs Node: Lighthouse's scores for every chapter, written to tests/audit/results.md. With Java too, first
# what the checker of the W3C says of every page.
audit: .venv/tester site
	cd tests/audit && npm ci --no-fund --no-audit
	-$(BIN)/python -m tests.audit.markup
	$(BIN)/python -m tests.audit

clean:
	rm -rf _build .venv

.venv/reader: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' || \
	  { echo "Python 3.11, 3.12 or 3.13 is needed: install one, then run make PYTHON=/path/to/python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "Python's venv module is needed: on Debian or Ubuntu, apt-get install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/course: .venv/reader joinedup/course/requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r joinedup/course/requirements.txt
	@touch $@

.venv/tester: .venv/reader tests/requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r tests/requirements.txt
	@touch $@
