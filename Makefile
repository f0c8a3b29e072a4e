# Two commands: `make run` and `make test`. Everything else is listed by `make help`.
# Needs only make and python3 (3.11 or newer); use another one with PYTHON=/path/to/python3.12.

PYTHON ?= python3
WITH_VENV := $(PYTHON) observatory/local/bootstrap.py
PYTEST := $(WITH_VENV) -m pytest
WORKERS ?= 2
export PORT HOST
# Where the surroundings forbid it, each process of the tests would compile every module again.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help run venv test test-walks test-slow test-slow-site fuzz bench pictures lint format rooms messages lock clean

help: ## list the commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1 \2/p' $(firstword $(MAKEFILE_LIST)) | awk '{printf "  %s %-14s", $$1, $$2; $$1 = $$2 = ""; print}'

run: ## start the site on http://localhost:8000 (PORT=8001 for another port); Ctrl-C stops it
	@$(WITH_VENV) -m observatory.local.run

venv: ## create or update .venv from the locked requirements
	@$(WITH_VENV)

test: ## run all tests except the walks and the slow ones, on their own servers
	@$(PYTEST) -n $(WORKERS) --dist worksteal

test-walks: ## run the walks: every screen in a browser, every record saved, lists of 10,000 rows
	@$(PYTEST) -n $(WORKERS) --dist worksteal -m walk

test-slow: ## run the walks, and the tests that take more than ten seconds each
	@$(PYTEST) -m "slow or walk"

test-slow-site: ## run the browser tests, walks too, on a site that answers slowly: finds tests that do not wait
	@SLOW_SITE=0.3 $(PYTEST) -n $(WORKERS) --dist worksteal -m "e2e and not slow" tests/e2e

fuzz: ## read damaged files for SECONDS=60, in the process that the monitor reads with
	@FUZZ_SECONDS=$(or $(SECONDS),60) $(PYTEST) -m slow -s tests/monitoring/fuzz

bench: ## measure speed (tests/benchmarks)
	@$(PYTEST) -m benchmark -s tests/benchmarks

pictures: ## take the pictures of the guide: URL and PASSWORD of a site that make run has just started with the demo data
	@$(WITH_VENV) -m tests.pictures $(or $(URL),http://localhost:8000) $(PASSWORD)

lint: ## run all linters and type checks
	@$(WITH_VENV) -m observatory.local.lint

format: ## format the code
	@$(WITH_VENV) -m ruff check --fix .
	@$(WITH_VENV) -m ruff format .
	@$(WITH_VENV) -m observatory.local.template_lines --fix

rooms: ## print the table of packages for docs/architecture.md
	@$(WITH_VENV) -m observatory.local.package_table

messages: ## collect new strings into the translation catalogues (needs GNU gettext)
	@$(WITH_VENV) manage.py makemessages --locale zh_Hans --ignore '.venv/*' --ignore 'var/*' --ignore 'tests/*' --add-location file --no-wrap

lock: ## regenerate requirements*.txt from pyproject.toml
	@$(PYTHON) observatory/local/requirements_lock.py

clean: ## remove .venv and caches; keeps the data in var/
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
