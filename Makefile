# Every target sets up what it needs in .venv; a fresh machine needs only Python >= 3.11 with venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PIP_CONSTRAINT := $(CURDIR)/constraints.txt
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Tests wait for processes, sockets and browsers half of their time: two for each core.
WORKERS := $(shell $(PYTHON) -c "import os; print(2 * (os.cpu_count() or 1))")
# Nothing here may reach a real account, whatever the shell is logged in to.
unexport AWS_PROFILE AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN
# Tests start hundreds of processes; without it each would compile the package anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test check lint types wheel bench fuzz crash-test format clean help

help:
	@echo "make demo    run a sweep of small jobs and look at it; no AWS account needed"
	@echo "make test    the tests"
	@echo "make check   lint, types and tests"
	@echo "make bench   the benchmarks, side by side with the Braket SDK"
	@echo "make fuzz    the long tests: thorough fuzzing, large logs"
	@echo "make crash-test   archives killed at every step, and at random"

demo: $(VENV)/demo
	$(BIN)/python -m jobanalytics.demo --output demo-output

test: $(VENV)/dev
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadscope -m "not slow and not crash"

check: lint types test

lint: $(VENV)/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/dev
	$(BIN)/mypy

# The wheel is what users get: build it and import it from outside the tree.
wheel: $(VENV)/dev
	rm -rf dist build/wheel
	$(BIN)/python -m build --wheel --outdir dist .
	$(BIN)/pip install --quiet --no-deps --target build/wheel dist/*.whl
	cd build && PYTHONPATH=wheel ../$(BIN)/python -c "import jobanalytics as ja; \
		assert 'wheel' in ja.__file__, ja.__file__; [getattr(ja, name) for name in ja.__all__]"

bench: $(VENV)/dev
	$(BIN)/python benchmarks/run_all.py

fuzz: $(VENV)/dev
	JOBANALYTICS_HYPOTHESIS_PROFILE=thorough $(BIN)/python -m pytest -n $(WORKERS) --dist loadscope -m "not crash"

crash-test: $(VENV)/dev
	$(BIN)/python -m pytest -n auto -m crash

format: $(VENV)/dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf $(VENV) build dist demo-output .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage

$(BIN)/python:
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11))" || \
		{ echo "jobanalytics needs Python 3.11 or later; say which with make PYTHON=…"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/demo: $(BIN)/python pyproject.toml constraints.txt
	$(BIN)/pip install --quiet --editable ".[emulator]"
	@touch $@

$(VENV)/dev: $(BIN)/python pyproject.toml constraints.txt
	$(BIN)/pip install --quiet --editable ".[dev]"
	@touch $@
