SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup run mesh test check packages hooks measures bench bench-million bench-memory protos baseline lock clean

VENV := .venv
BIN := $(VENV)/bin
# What makes .venv, of 3.11 or newer; set PYTHON=… to choose it instead of having it found.
PYTHON ?=
# More words for pytest, for example: make test TESTS="tests/unit -x"
TESTS ?=
# How often `make bench` measures everything.
RUNS ?= 1
# How many test files run at a time: one for named tests, else what processors and free memory
# allow (tests/machine.py).
JOBS ?= $(if $(TESTS),1,auto)

# Print the targets.
help:
	@awk '/^# /{doc=substr($$0,3)} /^[a-z][a-z-]*:/{split($$1,t,":"); if(doc) \
		printf "  make %-14s %s\n", t[1], doc; doc=""} /^$$/{doc=""}' Makefile

# Install what the platform needs into .venv; quick when nothing changed.
setup: $(VENV)/.installed $(if $(shell command -v npm),node_modules/.installed)
	@$(if $(shell command -v npm),true,echo "npm is not installed: only 'make check' needs it, for buf (on Debian: apt-get install npm).")

# Serve everything in one process with a demo chain; Ctrl-C stops it all.
run: $(VENV)/.installed
	@exec $(BIN)/zhongtai up --topology single --demo --simulate meituan

# The same as a process per center, app and gateway, with mutual TLS between them.
mesh: $(VENV)/.installed
	@exec $(BIN)/zhongtai up --topology mesh --demo --simulate meituan

# Run the test suite, in parallel (JOBS=1: serial); every server it needs is started by it.
test: $(VENV)/.installed $(if $(shell command -v npm),node_modules/.installed)
	@# Once on a machine: a Tryton and a pretix, at a time, for tests that name them; without them those fail and say why.
	@$(foreach each,tryton pretix,$(if $(if $(TESTS),$(findstring $(each),$(TESTS)),all),$(BIN)/python -m tests.$(each) &)) wait
	@$(BIN)/python -m pytest $(if $(filter-out 1,$(JOBS)),-n $(JOBS) --dist loadfile) $(TESTS)

# Check format, lint, types, import rules, the contract and the freshness of stubs.
check: $(VENV)/.installed node_modules/.installed
	@$(BIN)/python -m tools.check

# Build the wheels and the npm package of the SDK into dist/.
packages: $(VENV)/.installed
	@$(BIN)/python -m tools.packages

# Have git run the fast half of `make check` before each commit.
hooks:
	@git config core.hooksPath .githooks
	@echo "git runs .githooks/pre-commit before each commit (off again: git config --unset core.hooksPath)"

# Count how far the nine centers are one hand, and keep the tables in docs/measures.md.
measures: $(VENV)/.installed
	@$(BIN)/python -m tools.measures --write

# Measure, and keep the figures in bench/results.json (RUNS=3: the median of three runs).
bench: $(VENV)/.installed
	@$(BIN)/python -m bench --runs $(RUNS)

# Measure what a million orders leave quick; it takes some minutes (ORDERS=100000: fewer).
bench-million: $(VENV)/.installed
	@$(BIN)/python -m bench.million $(if $(ORDERS),--orders $(ORDERS))

# Measure what 100,000 orders leave in memory; it takes some minutes (ORDERS=20000: fewer).
bench-memory: $(VENV)/.installed
	@$(BIN)/python -m bench.memory $(if $(ORDERS),--orders $(ORDERS))

# Generate the RPCs' callers, the SDK's stubs and the list of RPCs not offered, from protos/.
protos: $(VENV)/.installed
	@$(BIN)/python -m tools.callers
	@$(BIN)/python -m tools.protos
	@$(BIN)/python -m tools.not_offered

# Take the contract as it is now for the one that must not be broken.
baseline: node_modules/.installed
	@node_modules/.bin/buf build --exclude-source-info -o protos/baseline.binpb
	@echo "wrote protos/baseline.binpb"

# Pin every package again, with hashes, into requirements.lock.
lock: $(VENV)/.installed
	@$(BIN)/python -m tools.lock

# Remove what was built and installed; the state folder .zhongtai stays.
clean:
	@rm -rf $(VENV) node_modules build dist *.egg-info sdk/build sdk/*.egg-info \
		.pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/.created:
	@python=$(or $(PYTHON),$$(tools/find-python)); \
	test -n "$$python" || { echo "Python 3.11 or newer with its module venv is not installed (on Debian: apt-get install python3 python3-venv)."; exit 2; }; \
	echo "1/3 a virtual environment with $$("$$python" --version) ($$python)"; \
	"$$python" -m venv $(VENV) || { echo "No virtual environment could be made (on Debian: apt-get install python3-venv)."; rm -rf $(VENV); exit 2; }
	@touch $@

$(VENV)/.packages: requirements.lock | $(VENV)/.created
	@echo "2/3 packages of requirements.lock"
	@$(BIN)/python -m pip install --disable-pip-version-check --require-hashes -r requirements.lock \
		| awk '/^(Collecting|Processing)/{printf "\r    %d found", ++n} \
			/^Installing/{printf ", installing them …"} {fflush()} END{print " done"}'
	@touch $@

$(VENV)/.installed: $(VENV)/.packages pyproject.toml sdk/pyproject.toml
	@echo "3/3 the platform and its SDK"
	@$(BIN)/python -m pip install --disable-pip-version-check --quiet --no-deps \
		--no-build-isolation --editable . --editable sdk
	@touch $@

node_modules/.installed: package-lock.json
	@command -v npm >/dev/null || { echo "npm is not installed: it brings buf, which checks the contract (on Debian: apt-get install npm)."; exit 2; }
	@echo "buf, by npm"
	@# Not `npm ci`: the lock holds only the platforms we run on, and ci wants every one there is.
	@npm install --no-save --no-audit --no-fund --loglevel=error
	@touch $@
