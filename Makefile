# `make` alone prints the targets. `run`, `test`, `check`, `bench` and `pictures` each set up all they need.

SHELL := /bin/sh
# Processes of `make test`. Most tests wait for a process, a line or a clock: two on each processor keep both busy.
JOBS ?= $(shell getconf _NPROCESSORS_ONLN 2>/dev/null | awk '{ print 2 * $$1 }')
PYTHON := .venv/bin/python
.DEFAULT_GOAL := help
.PHONY: help setup story run test soak check docs bench pictures cast lock

help: ## print the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

setup: ## make .venv with the pinned versions and .venv/bin/explainer in it
	@python=$$(tools/find-python) && "$$python" -I tools/setup.py

story: setup ## compile the shipped story where its files changed
	@$(PYTHON) tools/story.py

run: ## read the shipped story
	@tools/with-terminal
	@$(MAKE) --no-print-directory story
	@.venv/bin/explainer

test: story ## run all tests, side by side (JOBS=1: one after the other)
	@$(PYTHON) -m pytest --numprocesses=$(JOBS) --dist=loadfile --no-loadscope-reorder

soak: story ## run the long tests whole and new examples of each property, an hour (EXPLAINER_SEED=N: the same again)
	@export EXPLAINER_SOAK=1 EXPLAINER_SEED=$${EXPLAINER_SEED:-$$(date +%s)} && \
	    $(PYTHON) -m pytest tests/e2e/test_ssh_fuzz.py tests/e2e/test_rooms_crowd.py tests/e2e/test_scale.py && \
	    echo "Properties, seed $$EXPLAINER_SEED:" && \
	    $(PYTHON) -m pytest -m hypothesis --hypothesis-profile=explore --hypothesis-seed=$$EXPLAINER_SEED

check: story ## run the linters, the types, the floors, the docs' drift, the list of what is out of hand, the story's own check
	$(PYTHON) -m ruff check
	$(PYTHON) -m ruff format --check
	$(PYTHON) -m mypy
	.venv/bin/lint-imports
	$(PYTHON) tools/docs.py --check
	$(PYTHON) -m tools.tidy
	.venv/bin/explainer check

docs: setup ## write docs/cli.md, docs/keys.md and docs/explainer.1 anew
	@$(PYTHON) tools/docs.py

bench: story ## measure every promise on speed and size, twenty minutes, into docs/performance.md (QUICK=1: fewer rounds, no page)
	@$(PYTHON) -m benchmarks $(if $(QUICK),--quick)

pictures: story ## draw every screen at three sizes and four colour depths, and a room that runs, into pictures-out/, those of docs into docs/pictures/
	@$(PYTHON) -m tools.pictures --committed
	@$(PYTHON) -m tools.pictures
	@$(PYTHON) -m tools.live_pictures
	@$(MAKE) --no-print-directory cast

cast: story ## record a reader's first minute, and draw it for README: docs/pictures/reading.cast and .svg
	@$(PYTHON) -m tools.cast

lock: ## pin the versions anew from pyproject.toml (needs uv)
	@command -v uv >/dev/null || { echo "The pins are made with uv; type: python3 -m pip install uv" >&2; exit 1; }
	uv pip compile --quiet --upgrade --universal --generate-hashes --python-version 3.11 --extra dev --extra authors \
	    --custom-compile-command "make lock" --output-file requirements/dev.txt pyproject.toml
