# `make run` starts the page and prints its address, `make test` checks everything; both set up what is missing.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Linux without an NVIDIA GPU: torch's own index has wheels without CUDA. `make run TORCH_INDEX=` takes PyPI's.
TORCH_INDEX ?= $(shell [ "$$(uname -s)" = Linux ] && ! command -v nvidia-smi >/dev/null && echo https://download.pytorch.org/whl/cpu)

.PHONY: run test lint clean
run: $(VENV)/.run
	$(BIN)/python app.py

test: lint
	$(BIN)/python -m benchmarks.docs --check
	$(BIN)/python -m pytest -n 2 --dist loadfile

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/mypy app.py

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.txt | $(VENV)/bin/python
	@echo "Installing into $(VENV), once: 5 to 6 GB with CUDA (4 minutes and more, by your connection), about 2 GB without."
	$(BIN)/python -m pip install --quiet --upgrade pip
ifneq ($(TORCH_INDEX),)
	@echo "No NVIDIA GPU found: torch comes without CUDA from $(TORCH_INDEX)."
	sed -n 's/#.*//; /^torch/p' requirements.txt > $(VENV)/torch.txt
	$(BIN)/python -m pip install --retries 1 --timeout 15 --index-url $(TORCH_INDEX) -r $(VENV)/torch.txt || \
	  echo "That index cannot be reached: torch comes from the usual one, with CUDA."
endif
	$(BIN)/python -m pip install --progress-bar on -r requirements.txt
	touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.run
	$(BIN)/python -m pip install --quiet -r requirements-dev.txt
	touch $@

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache
