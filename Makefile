# Two commands for users: `make demo` and `make test`. Both do all set-up themselves.
PYTHON ?= python3
BIN := .venv/bin
NODE := $(BIN)/python scripts/node.py

# Set on some machines: then each of our processes would compile Django and all else anew, three times its start.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo serve test check unit browser wheel lock clean setup setup-dev console screens

help: ## Say what can be made.
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

.venv/.made: requirements/run.txt pyproject.toml scripts/setup.py
	@$(PYTHON) scripts/setup.py run
	@touch $@

.venv/.made-dev: requirements/dev.txt pyproject.toml scripts/setup.py
	@$(PYTHON) scripts/setup.py dev
	@touch $@ .venv/.made

CONSOLE_SOURCES := $(shell find console -path console/node_modules -prune -o -path console/dist -prune -o -type f -print 2>/dev/null)

console/node_modules/.made: console/package-lock.json
	@echo "Installing the console's packages"
	@$(NODE) npm --prefix console ci --no-audit --no-fund --loglevel=error
	@touch $@

anlin/site/console/index.html: $(CONSOLE_SOURCES) | console/node_modules/.made
	@echo "Building the console"
	@$(NODE) npm --prefix console run --silent build

setup: .venv/.made anlin/site/console/index.html
setup-dev: .venv/.made-dev anlin/site/console/index.html
console: anlin/site/console/index.html

demo: setup ## Set everything up and show the platform with a demo town.
	@$(BIN)/anlin demo

serve: setup ## Set everything up and run the platform itself, empty.
	@$(BIN)/anlin serve

test: setup-dev ## Set everything up, then run every check and test.
	@$(BIN)/python scripts/test.py

check: setup-dev ## Formatting, types, imports only.
	@$(BIN)/python scripts/test.py --only checks

screens: setup-dev ## Take the pictures of docs/screens; ONLY=queue: of that page.
	@$(BIN)/pytest tests/browser --screens docs/screens $(if $(ONLY),-k "$(ONLY)")

wheel: setup-dev ## One wheel that contains the built console.
	@$(BIN)/python -m build --wheel --no-isolation --outdir dist .

lock: ## Renew the locked dependencies (Python and console).
	@$(PYTHON) scripts/lock.py

clean: ## Remove what was made.
	rm -rf .venv console/node_modules anlin/site/console dist .mypy_cache .ruff_cache .hypothesis .import_linter_cache
