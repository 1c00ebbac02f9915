# Two commands for a learner: `make review`, `make lab`. The rest is for those who build it.
# Every target installs what it needs, and does nothing when nothing changed.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null)

ifdef UV
  MAKE_VENV := uv venv --quiet --python $(PYTHON) $(VENV)
  INSTALL := uv pip install --quiet --python $(BIN)/python --compile-bytecode --torch-backend=auto
else
  MAKE_VENV := $(PYTHON) -m venv $(VENV)
  INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
endif
INSTALL += --constraint constraints.txt

.PHONY: review lab test check check-exercises bench docs clean

review: $(VENV)/.core
	@$(BIN)/studygpt review

lab: $(VENV)/.lab
	@$(BIN)/studygpt lab

test: $(VENV)/.dev
	@$(BIN)/python -m pytest

check: $(VENV)/.dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@OMP_NUM_THREADS=1 $(BIN)/studygpt check --run decks

# Every starting file fails, every reference and alternative passes, every mistake is named; CHECKS=1000 for the long form.
check-exercises: $(VENV)/.dev
	@$(BIN)/python -m lab.grade.audit --checks $(or $(CHECKS),0)

# Ratios against something measured in the same run; their last figures stand in docs/benchmarks.md.
bench: $(VENV)/.dev
	@$(BIN)/python -m benchmarks

# docs/commands.md from the programs' own help; a test checks that it is current.
docs: $(VENV)/.core
	@$(BIN)/python -m docs

clean:
	rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(BIN)/python:
	@echo "Making $(VENV) ..."
	@$(MAKE_VENV)

$(VENV)/.core: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing StudyGPT (about 95 MB, once) ..."
	@$(INSTALL) --editable .
	@touch $@

$(VENV)/.lab: $(VENV)/.core
	@echo "Adding torch for the lab (about 200 MB for a CPU, several GB with CUDA, once) ..."
	@$(INSTALL) --editable '.[lab]'
	@touch $@

$(VENV)/.dev: $(VENV)/.lab
	@echo "Adding what the tests and checks need ..."
	@$(INSTALL) --editable '.[lab,images,dev]'
	@touch $@
