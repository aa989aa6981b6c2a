# CQPM Dossiers. `make help` lists the commands; each prepares what it needs.

PYTHON ?= $(firstword $(foreach nom,python3 python3.11 python3.12,$(shell command -v $(nom))))
CQPM_VENV ?= .venv
export CQPM_VENV
PY := $(CQPM_VENV)/bin/python
PREPARER = @$(PYTHON) cqpm/commun/amorcage.py

.DEFAULT_GOAL := help
.PHONY: help run test test-navigateur lint format lock

help: ## List the commands
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 24

run: ## Prepare everything and start the application (PORT=8000, CQPM_DONNEES=.donnees)
	$(PREPARER) requirements.txt
	@exec $(PY) manage.py demarrer

test: ## Run the tests (DATABASE_URL and CELERY_BROKER_URL choose the services; ARGS adds options)
	$(PREPARER) tests/requirements.txt
	@$(PY) -m pytest -n auto $(ARGS)

test-navigateur: ## Run the tests that drive a real browser
	$(PREPARER) tests/requirements.txt
	@$(PY) -m pytest -m navigateur $(ARGS)

lint: ## Check style, templates and migrations
	$(PREPARER) tests/requirements.txt .ci/requirements.txt
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m djlint templates --check --lint
	@$(PY) manage.py makemigrations --check --dry-run

format: ## Format the code and the templates
	$(PREPARER) .ci/requirements.txt
	@$(PY) -m ruff check --fix --quiet . || true
	@$(PY) -m ruff format .
	@$(PY) -m djlint templates --reformat --quiet || true

VERROUILLER = uv pip compile --upgrade --universal --fork-strategy fewest --generate-hashes --no-header --no-annotate --quiet

lock: ## Take the newest versions that pyproject.toml allows into the lock files (needs uv)
	$(VERROUILLER) pyproject.toml -o requirements.txt
	$(VERROUILLER) pyproject.toml --group test -c requirements.txt -o tests/requirements.txt
	$(VERROUILLER) --group lint -c tests/requirements.txt -o .ci/requirements.txt
