# Two commands matter: `make up` runs Tessera, `make test` proves it. `make help` lists the rest.
SHELL := /bin/sh
.DEFAULT_GOAL := help
# The distribution's own Python first: it is linked for speed, and a purchase costs a third less in
# it than in one built as a shared library (docs/hot-path.md).
PYTHON ?= $(shell /usr/bin/python3 -c "import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))" \
	2>/dev/null && echo /usr/bin/python3 || echo python3)
BIN := .venv/bin
# Start-up is mostly reading modules: compiled ones are kept, whatever the caller prefers.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: up test lint format mutants bench chaos simulate demo clean help

up: .venv/app ## start everything on this machine: http://127.0.0.1:8000 (or PORT=…)
	@$(BIN)/python -m tessera up --end-with-parent $(if $(PORT),--port $(PORT))

test: .venv/dev ## lint, then the whole suite on real engines
	@$(MAKE) --no-print-directory lint
	@$(BIN)/python -m pytest -n $${TESSERA_TEST_WORKERS:-$$(($$(nproc) + 1))} --dist loadgroup $(PYTEST_ARGS)

lint: .venv/dev ## ruff, strict types, import contracts, templates, known weaknesses
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/djlint --quiet --lint src/tessera/ui
	@$(BIN)/bandit --quiet --configfile pyproject.toml --severity-level medium --recursive src
	@$(BIN)/python -m tests.lint.dependencies

format: .venv/dev ## rewrite the code in the house's layout
	@$(BIN)/ruff check --quiet --fix . ; $(BIN)/ruff format --quiet .

mutants: .venv/dev ## change the rules bit by bit; which change does no test notice? (MODULES=…, SAMPLE=…)
	@$(BIN)/python -m tests.mutation $(MODULES) $(if $(SAMPLE),--sample $(SAMPLE))

bench: .venv/app ## measure on fresh engines; WHAT=purchases, curve, webhooks, messages, sign-ins, live, contested, queue, search or insight; writes bench/results/
	@$(BIN)/python -m bench $(WHAT)

chaos: .venv/app ## sell while everything is killed and cut, then compare all books; SECONDS=1200 SEED=…; or WHAT=machines
	@$(BIN)/python -m chaos $(WHAT) $(if $(SECONDS),--seconds $(SECONDS)) $(if $(SEED),--seed $(SEED)) --save

simulate: .venv/dev ## live the purchase from seeds: SEEDS=… on PostgreSQL, MEMORY_SEEDS=…; or one, SEED=…
	@SIMULATION_SEEDS=$(or $(SEEDS),2000) SIMULATION_MEMORY_SEEDS=$(or $(MEMORY_SEEDS),1000000) \
		$(if $(SEED),SIMULATION_SEED=$(SEED)) \
		$(BIN)/python -m pytest -n $${TESSERA_TEST_WORKERS:-2} -q --timeout 14400 tests/simulation

demo: .venv/app ## load the demo into the running database
	@$(BIN)/python -m tessera demo

clean: ## forget the environment and all local data (var/)
	@if [ -L var/postgres ]; then rm -rf "$$(readlink var/postgres)"; fi
	@rm -rf .venv var .mypy_cache .ruff_cache .pytest_cache .hypothesis

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.venv/bin/python:
	@echo "Making .venv …"
	@$(PYTHON) -c "$$CAN_MAKE_VENV"
	@$(PYTHON) -m venv .venv || { rm -rf .venv; exit 1; }

define CAN_MAKE_VENV
import sys
if sys.version_info < (3, 11):
    sys.exit("Tessera needs Python 3.11 or newer; this is %d.%d." % sys.version_info[:2])
try:
    import ensurepip, venv
except ImportError:
    sys.exit("This Python cannot make environments: install its venv (Debian: python3-venv).")
endef
export CAN_MAKE_VENV

.venv/app: .venv/bin/python requirements/app.txt requirements/build.txt pyproject.toml
	@echo "Installing locked dependencies …"
	@$(PIP) install --require-hashes -r requirements/build.txt -r requirements/app.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev: .venv/app requirements/dev.txt requirements/s3.txt
	@echo "Installing locked development dependencies …"
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@# The S3 server of the tests wants older libraries than we do: it has an environment of its own.
	@$(BIN)/python -m venv .venv/s3
	@.venv/s3/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes -r requirements/s3.txt
	@touch $@
