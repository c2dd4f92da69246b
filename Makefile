# make setup gets everything the other targets need; they call it, and it costs nothing when done.
#   PYTHON=python3.12    the Python to make .venv with (3.10 to 3.14; 3.13 first, if not said)
#   ARGS="-k name"       more words for pytest (test), the demo, the soak, the bench, or uv (lock)

PYTHON ?=
ARGS ?=
UV = uv==0.13.9

VENV := .venv/bin
# The tools and the plugin come first on PATH, so that `pulumi` finds this tree's.
RUN := PATH="$(CURDIR)/.tools/bin:$(CURDIR)/.venv/bin:$$PATH"
# Any Python that runs can run tools/setup, which then finds the one for .venv.
ANY_PYTHON = $(shell for p in $(PYTHON) python3 python3.13 python3.14 python3.12 python3.11 python3.10; do \
	"$$p" -c '' 2>/dev/null && echo "$$p" && break; done)

.DEFAULT_GOAL := help
.PHONY: help setup demo test soak languages coverage rooms schema sdk archive lock bench bench-peers clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## .venv/ and the Pulumi CLI in .tools/bin/ (10 minutes the first time, a second when done)
	@$(or $(ANY_PYTHON),python3) -m tools.setup $(if $(PYTHON),--python "$(PYTHON)")

demo: setup ## a whole life of a program on the local AWS: under a minute, no account needed
	@$(RUN) $(VENV)/python tools/demo.py $(ARGS)

test: setup ## every test, lints and types and the real pulumi among them
	$(RUN) $(VENV)/python -m pytest -q -n auto --maxprocesses 4 $(ARGS)

soak: setup ## every kill, random lives, wire fuzzing: an hour at most (ARGS="--minutes 10 --lives 50")
	@$(RUN) $(VENV)/python -m tests.soak $(ARGS)

languages: setup ## programs in Python, TypeScript and Go with their SDKs (Go: two minutes the first time)
	LANGUAGES=all $(RUN) $(VENV)/python -m pytest -q tests/packaging/test_languages.py $(ARGS)

coverage: setup ## the tests without the engine's, and which lines of provider/ they ran
	$(RUN) $(VENV)/python -m pytest -q -m "not engine" --cov=aws_groups --cov-report=term-missing:skip-covered $(ARGS)

rooms: setup ## the picture of the rooms, from the imports (docs/architecture.md has it)
	@$(VENV)/python -m tools.rooms

schema: setup ## write schema.json and docs/reference.md from the resource classes
	$(VENV)/aws-groups schema > .tools/schema.json
	$(VENV)/aws-groups reference > .tools/reference.md
	mv .tools/schema.json schema.json
	mv .tools/reference.md docs/reference.md

sdk: setup ## write sdk/python, sdk/nodejs and sdk/go from schema.json
	@$(VENV)/python -m tools.setup gen-sdk
	rm -rf .tools/sdk
	.tools/bin/gen-sdk schema.json .tools/sdk
	rm -rf sdk/python sdk/nodejs sdk/go
	mkdir -p sdk
	mv .tools/sdk/* sdk/

archive: setup ## dist/: what a release has, from which Pulumi installs the plugin
	@$(VENV)/python -m tools.archive

lock: setup ## pin again what pyproject.toml asks for (ARGS=--upgrade for the newest of all)
	$(VENV)/python -m venv .tools/uv
	.tools/uv/bin/python -m pip install --quiet $(UV)
	$(LOCK) pyproject.toml --group dev -o requirements/dev.txt
	$(LOCK) --group bench -c requirements/dev.txt -o requirements/bench.txt
	$(LOCK) --group go -o requirements/go.txt

# One lock for every Python and platform, by hashes; from the ordinary index, which it does not name.
LOCK = .tools/uv/bin/uv pip compile --quiet --universal --python-version 3.10 --generate-hashes \
	--no-emit-index-url --no-strip-extras --custom-compile-command "make lock" $(ARGS)

bench: setup ## measure, and draw what was measured
	$(VENV)/python -m pip install --quiet --require-hashes -r requirements/bench.txt
	$(RUN) $(VENV)/python -m bench $(ARGS)

bench-peers: setup ## measure beside OpenTofu and terraform-provider-aws (Go builds them: an hour)
	$(VENV)/python -m pip install --quiet --require-hashes -r requirements/bench.txt
	$(RUN) $(VENV)/python -m bench.peers $(ARGS)

clean: ## remove all that make has made (Go keeps what it compiled in its own cache)
	rm -rf .venv .tools dist venv .grimp_cache .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find provider tests tools sdk examples -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true
