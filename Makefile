# Everything a person starts; `make` alone says what there is.
.DEFAULT_GOAL := help
.PHONY: help run test test-long check format bench screenshots icons ready ready-for-work

PYTHON ?= python3
BIN := .venv/bin
ours = $(shell find . \( -path ./.venv -o -path ./var \) -prune -o -name '$(1)' -print)
# Where a tool wants Django's settings and no database
OFFLINE := DATABASE_URL=postgresql:///
# Two processes, each with a database of its own; one begins with those that read the portal of tests/journeys
SIDE_BY_SIDE := -n 2 --dist loadgroup --no-loadscope-reorder
# As in production, but for a key of no worth and no SMS gateway (notices.W001)
PRODUCTION := YANJI_PRODUCTION=1 YANJI_HOSTS=portal.example YANJI_SMS=trial YANJI_SILENCED=notices.W001 $(OFFLINE) \
	YANJI_SECRET_KEY=only-for-this-check-0123456789-abcdefghijklmnopqrstuvwxyz

help: ## say what there is
	@sed -n 's/^\([a-z-]*\):.*## /make \1: /p' Makefile

run: ready ## open the portal on this machine, until Ctrl-C (PORT, YANJI_VAR, DATABASE_URL)
	@exec $(BIN)/python -m yanji.serve

test: ready-for-work ## run all tests, with races and faults in small rounds
	@$(BIN)/python -m pytest $(SIDE_BY_SIDE)

test-long: ready-for-work ## run all tests, with the full numbers, and every page in every face
	@YANJI_LONG=1 $(BIN)/python -m pytest $(SIDE_BY_SIDE)

check: ready-for-work ## check what can be checked without running the portal
	$(BIN)/ruff check --quiet
	$(BIN)/ruff format --check --quiet
	@$(BIN)/djade --check --target-version 5.2 $(call ours,*.html)
	@$(BIN)/python -m djhtml --check --tabwidth 2 $(call ours,*.html)
	@$(BIN)/python -m django_upgrade --check --target-version 5.2 $(call ours,*.py)
	$(OFFLINE) $(BIN)/python -m mypy .
	$(BIN)/lint-imports
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(PRODUCTION) $(BIN)/python manage.py check --deploy --fail-level WARNING
	$(BIN)/python -m scripts.check_words

format: ready-for-work ## put code and templates into the form that check asks for
	@$(BIN)/ruff check --fix --quiet || true
	@$(BIN)/ruff format
	@$(BIN)/djade --target-version 5.2 $(call ours,*.html) || true
	@$(BIN)/python -m djhtml --tabwidth 2 $(call ours,*.html) || true

bench: ready-for-work ## measure how the database bears rivalry
	@$(BIN)/python manage.py bench_occupancy

screenshots: ready-for-work ## picture the portal that runs here (PORT, PORTAL=http://…), into var/screenshots
	@$(BIN)/python -m scripts.screenshots $(or $(PORTAL),http://127.0.0.1:$(or $(PORT),8000))

icons: ready-for-work ## draw the icons for a phone's home screen, into static/img
	@$(BIN)/python -m scripts.icons

ready:
	@$(PYTHON) scripts/set_up.py requirements.txt

ready-for-work:
	@$(PYTHON) scripts/set_up.py requirements-dev.txt
