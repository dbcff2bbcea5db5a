SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: help protos
.DEFAULT_GOAL := help

# Print the targets.
help:
	@awk '/^# /{doc=substr($$0,3)} /^[a-z][a-z-]*:/{split($$1,t,":"); if(doc) printf "  make %-10s %s\n", t[1], doc; doc=""} /^$$/{doc=""}' Makefile

# Generate the SDK's stubs from protos/.
protos:
	@$(BIN)/python -m tools.protos
