# The two commands a newcomer needs: `make demo` and `make test`. Both set everything up first.
# Presumed: make and Python 3.11 or later. uv is used where it is there.

PYTHON ?= python3
SECONDS ?= 3600
VENV := .venv
BIN := $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null)
NPM := $(shell command -v npm 2>/dev/null)
RUNTIME := $(VENV)/.runtime
DEVELOPMENT := $(VENV)/.development
PEERS := $(VENV)/.peers
FUZZER := $(VENV)/.fuzzer
PAGES := $(VENV)/.pages
FACES := $(wildcard src/minben/*/static/*/*) $(wildcard src/minben/locale/*/LC_MESSAGES/*.po) src/minben/pages/assets.py

.PHONY: help env demo test check bench soak fuzz lock clean

help:
	@echo "make demo    walk through a working district"
	@echo "make test    check and test everything"
	@echo "make check   style and types only"
	@echo "make bench   measure, beside peers"
	@echo "make soak    kill everything in the middle of a day, again and again"
	@echo "make fuzz    feed the rules hostile input for SECONDS (an hour)"
	@echo "make env     only set up .venv with the program minben"
	@echo "make lock    renew the locks after a change of pyproject.toml"

env: $(PAGES)

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Minben needs Python 3.11 or later; say which by: make PYTHON=/path/to/python3.11"; exit 1; }
ifdef UV
	$(UV) venv --quiet --python $(PYTHON) $(VENV)
else
	$(PYTHON) -m venv $(VENV) || \
	  { rm -rf $(VENV); echo "Python's venv module is missing (Debian: apt install python3-venv)"; exit 1; }
endif

# $(1): what else pip is told
ifdef UV
install = VIRTUAL_ENV=$(VENV) $(UV) pip install --quiet $(1)
else
install = $(BIN)/python -m pip install --quiet --disable-pip-version-check $(1)
endif

$(RUNTIME): requirements.lock pyproject.toml | $(VENV)/bin/python
	$(call install,--require-hashes -r requirements.lock)
	$(call install,--no-deps --no-build-isolation -e .)
	@touch $@

$(DEVELOPMENT): requirements-dev.lock $(RUNTIME)
	$(call install,--require-hashes -r requirements-dev.lock)
	@touch $@

$(PEERS): requirements-bench.lock $(DEVELOPMENT)
	$(call install,--require-hashes -r requirements-bench.lock)
	@touch $@

$(FUZZER): requirements-fuzz.lock $(RUNTIME)
	$(call install,--require-hashes -r requirements-fuzz.lock)
	@touch $@

node_modules/.package-lock.json: package.json package-lock.json | $(RUNTIME)
ifdef NPM
	$(NPM) ci --ignore-scripts --no-audit --no-fund --silent
else
	$(call install,--require-hashes -r requirements-npm.lock)
	PATH="$(abspath $(BIN)):$$PATH" npm ci --ignore-scripts --no-audit --no-fund --silent
endif
	@touch $@

$(PAGES): $(RUNTIME) node_modules/.package-lock.json $(FACES)
	$(BIN)/python -m minben.pages.assets
	$(BIN)/python -m minben.pages.messages
	@touch $@

demo: env
	$(BIN)/minben demo

check: $(DEVELOPMENT) env
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

test: check
	$(BIN)/pytest -n auto --dist loadfile

bench: $(PEERS) env
	$(BIN)/python -m benchmarks

soak: $(DEVELOPMENT) env
	$(BIN)/python -m soak

fuzz: $(FUZZER)
	$(BIN)/python -m fuzz --seconds $(SECONDS)

lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --extra build pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --extra build --extra dev pyproject.toml -o requirements-dev.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --extra build --extra dev --extra bench pyproject.toml -o requirements-bench.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --extra fuzz pyproject.toml -o requirements-fuzz.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --extra npm pyproject.toml -o requirements-npm.lock

clean:
	rm -rf $(VENV) node_modules src/minben/static_collected src/minben/pages/static_npm
