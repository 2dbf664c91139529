# Everything a person starts; `make` alone says what there is.
.DEFAULT_GOAL := help
.PHONY: help run test test-long check bench ready ready-for-work

PYTHON ?= python3
BIN := .venv/bin
# Where a tool wants Django's settings and no database
OFFLINE := DATABASE_URL=postgresql:///
# As in production, with a key of no worth, for `check --deploy`
PRODUCTION := YANJI_PRODUCTION=1 YANJI_HOSTS=portal.example $(OFFLINE) \
	YANJI_SECRET_KEY=only-for-this-check-0123456789-abcdefghijklmnopqrstuvwxyz

help: ## say what can be made
	@sed -n 's/^\([a-z-]*\):.*## /make \1: /p' Makefile

run: ready ## the portal with database and worker on this machine; Ctrl-C stops it (PORT, YANJI_VAR, DATABASE_URL)
	@exec $(BIN)/python -m yanji.serve

test: ready-for-work ## all tests, with races and faults in small rounds
	@$(BIN)/python -m pytest

test-long: ready-for-work ## all tests, with the full numbers
	@YANJI_LONG=1 $(BIN)/python -m pytest

check: ready-for-work ## everything that is checked without running the portal
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	@find . -name '*.html' -path '*templates/*' -not -path './.venv/*' -not -path './var/*' > .venv/templates
	xargs $(BIN)/djade --check --target-version 5.2 < .venv/templates
	xargs $(BIN)/python -m djhtml --check --tabwidth 2 < .venv/templates
	git ls-files '*.py' | xargs $(BIN)/python -m django_upgrade --check --target-version 5.2
	$(OFFLINE) $(BIN)/python -m mypy .
	$(BIN)/lint-imports
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(PRODUCTION) $(BIN)/python manage.py check --deploy --fail-level WARNING
	$(BIN)/python -m scripts.check_words

bench: ready-for-work ## measure what the database does under rivalry
	@$(BIN)/python manage.py bench_occupancy

ready:
	@$(PYTHON) scripts/set_up.py requirements.txt

ready-for-work:
	@$(PYTHON) scripts/set_up.py requirements-dev.txt
