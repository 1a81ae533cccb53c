# Dragoman: the two commands are `make chat` and `make test`; the others are for its builders.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PORT   ?= 7860
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: chat test lint bench bench-peers bench-plots soak clean help

help: ## what can be made
	@grep -E '^[a-z-]+:.*##' Makefile | sed 's/:.*##/\t/'

chat: $(VENV)/.chat ## install, index the shipped cable on the first run, open the page
	$(BIN)/dragoman serve --port $(PORT) --open

test: $(VENV)/.test ## install with the test tools and run every test
	@echo "Running the tests in two processes (10 to 25 minutes on two cores) ..."
	$(BIN)/python -m pytest -n 2 --dist loadfile

lint: $(VENV)/.test ## ruff, mypy strict, the one-way contract
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.test ## measure beside peers, by size, step by step; BENCH="--help" says what can be chosen
	$(BIN)/python -m tests.benchmarks $(BENCH)

bench-peers: $(VENV)/.test ## install what is compared, each in an environment of its own (about 6 GB)
	$(BIN)/python -m tests.benchmarks --install

bench-plots: $(VENV)/.test ## draw the newest measurements into docs/images
	$(BIN)/python scripts/plots.py

soak: $(VENV)/.test ## the fault tests and 10,000 questions; appends to tests/soak/results.jsonl
	$(BIN)/python -m tests.soak

clean: ## forget the environment
	rm -rf $(VENV)

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit("Dragoman needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12 chat") if sys.version_info < (3, 11) else None'
	@echo "Making $(VENV) with $$($(PYTHON) --version) ..."
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.chat: $(BIN)/python pyproject.toml constraints.txt
	@echo "Installing Dragoman; the first time this takes one to five minutes ..."
	$(BIN)/python -m pip install -q -c constraints.txt -e .
	@touch $@

$(VENV)/.test: $(BIN)/python pyproject.toml constraints.txt
	@echo "Installing Dragoman with its test tools; the first time this takes one to five minutes ..."
	$(BIN)/python -m pip install -q -c constraints.txt -e '.[test]'
	@touch $@ $(VENV)/.chat
