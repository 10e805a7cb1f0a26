# Two commands do all set-up on a fresh machine with Python 3.11+ and make: `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PYTHONUTF8 := 1

.DEFAULT_GOAL := help
.PHONY: help run test check bench clean

help:
	@echo "make run    the bot on http://127.0.0.1:8080/ in demo mode, on SQLite"
	@echo "make test   format, lint, types, architecture and every test, on SQLite and a real PostgreSQL"
	@echo "make check  format, lint, types and architecture only"
	@echo "make bench  what a turn costs"

$(VENV)/run.stamp: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	@touch $@

$(VENV)/test.stamp: $(VENV)/run.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[test]'
	@touch $@

run: $(VENV)/run.stamp
	PALLOBOT_DEMO=$${PALLOBOT_DEMO:-true} $(BIN)/pallobot serve

check: $(VENV)/test.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tests.house_rules.log_calls
	$(BIN)/pallobot lint

test: check
	$(BIN)/pytest --ignore=tests/benchmarks -n auto --dist loadfile

bench: $(VENV)/test.stamp
	$(BIN)/pytest tests/benchmarks -s

clean:
	rm -rf $(VENV) build *.egg-info
