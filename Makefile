# The same commands by hand and in CI. PYTHON chooses the interpreter: make test PYTHON=.venv/bin/python
PYTHON ?= python
RECIPE ?= digits
MODEL ?= digits

.PHONY: help check test ci golden bench evaluate train export

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

check:  ## linters, types and import contracts
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy
	$(PYTHON) -m pytest tests/test_architecture.py

test:  ## all tests, the checks among them
	$(PYTHON) -m pytest

ci:  ## the README's two commands, each in a new virtual environment
	.ci/run

golden:  ## write samples/expected.csv anew; read the difference before it is committed
	$(PYTHON) -m digitscan read samples --device cpu --out samples/expected.csv
	-git --no-pager diff --stat -- samples/expected.csv

bench:  ## time reading on generated pages beside decoding alone: make bench BENCH="--digits 300 --jobs 1,2"
	$(PYTHON) -m digitscan bench $(BENCH)

evaluate:  ## read the development sets, each figure beside its goal: make evaluate DATA=DIR
	@test -n "$(DATA)" || { echo "make evaluate DATA=DIR: name the folder of the sets" >&2; exit 2; }
	$(PYTHON) tests/benchmarks/goals.py --data "$(DATA)" $(foreach set,$(SETS),--set $(set))

train:  ## train a network: make train RECIPE=paper
	$(PYTHON) -m digitscan train --recipe $(RECIPE)

export:  ## turn a trained network into its ONNX file: make export MODEL=paper
	$(PYTHON) -m digitscan export-onnx --model $(MODEL)
