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

.PHONY: review lab test test-long check check-exercises check-install mutants faults fuzz bench docs clean

review: $(VENV)/.core
	@$(BIN)/studygpt review

lab: $(VENV)/.lab
	@$(BIN)/studygpt lab

# On all cores, and one process more, as some wait for a screen. OMP_NUM_THREADS: with two threads each they would wait
# for one another. PYTHONDONTWRITEBYTECODE: or each of hundreds of processes would compile the program anew.
WORKERS = $(shell $(BIN)/python -c "import os; print((os.cpu_count() or 1) + 1)")
TEST = OMP_NUM_THREADS=1 PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest --numprocesses $(WORKERS) --dist worksteal

test: $(VENV)/.dev
	@$(TEST)

# The same tests with all of their cases, fresh examples and full sizes.
test-long: $(VENV)/.dev
	@STUDYGPT_TESTS=long $(TEST)

check: $(VENV)/.dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@OMP_NUM_THREADS=1 $(BIN)/studygpt check --run decks

# Every starting file fails, every reference and alternative passes, every mistake is named; CHECKS=1000 for the long form.
check-exercises: $(VENV)/.dev
	@$(BIN)/python -m lab.grade.audit --checks $(or $(CHECKS),0)

# Faults put into numbers and comparisons, one at a time: a test must notice each.
mutants: $(VENV)/.dev
	@$(BIN)/python -m tests.mutants

# Killed at each call that writes and at random moments; a disk that is full, fails or loses its power; damaged files;
# several programs at once for five minutes; recoveries, and a database replaced in the midst of a card. A seed gives the
# same faults again; Ctrl-C stops and tells what was found.
FAULTS = $(BIN)/python -m tests.faults
faults: $(VENV)/.dev
	@$(FAULTS) kills --count $(or $(KILLS),5000) --seed $(or $(SEED),1)
	@$(FAULTS) kills --moments --count $(or $(MOMENTS),1000) --seed $(or $(SEED),1)
	@$(FAULTS) full --seed $(or $(SEED),1)
	@$(FAULTS) broken --seed $(or $(SEED),1)
	@$(FAULTS) power --seed $(or $(SEED),1)
	@$(FAULTS) ruins
	@$(FAULTS) together --count 300
	@$(FAULTS) recovery --count 238 --seed $(or $(SEED),1)
	@$(FAULTS) midway --seed $(or $(SEED),1)

# Ten million inputs made by atheris, which is installed into .fuzz/venv; it can be stopped, and goes on where it was.
fuzz: $(VENV)/.core
	@$(BIN)/python -m tests.fuzz

# A wheel and an sdist in an empty venv of every Python from 3.11 on that is here; needs the network.
check-install: $(VENV)/.dev
	@$(BIN)/python -m tools.try_install

# Ratios against something measured in the same run; their last figures stand in docs/benchmarks.md.
bench: $(VENV)/.dev
	@$(BIN)/python -m benchmarks

# docs/commands.md from the programs' own help; a test checks that it is current.
docs: $(VENV)/.core
	@$(BIN)/python -m tools.docs

clean:
	rm -rf $(VENV) .fuzz dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis

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
