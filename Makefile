# One command each: run, test, lint, bench, serve. Every target sets up what it needs.
PYTHON ?= python3
BIN := .venv/bin
SAMPLE := samples/dmc-circular.pdf
FILE ?= $(SAMPLE)
OFFICE ?= samples/office.toml
SCHOOLS ?= samples/schools.csv
OUT ?= out
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
LOCKED := --quiet --require-hashes

# Debian and Ubuntu package names; elsewhere the message names the programs.
RUN_PACKAGES := tesseract-ocr tesseract-ocr-tha tesseract-ocr-eng python3-venv
TEST_PACKAGES := chromium poppler-utils fonts-thai-tlwg git postgresql libatomic1

.PHONY: help run test lint bench chaos serve train golden lock clean
help:
	@echo "make run [FILE=my.pdf]  read a circular (the bundled sample) into out/"
	@echo "make serve              the web pages on http://127.0.0.1:8000 (WIAN_DEMO=1: with a sample district)"
	@echo "make test               set up what tests need, lint, run all tests"
	@echo "make lint | bench | chaos | golden | lock"

run: .venv/.ready
	@$(BIN)/wian process "$(FILE)" --out "$(OUT)" --office "$(OFFICE)" --schools "$(SCHOOLS)"
	@echo; echo "หน้าเว็บ: make serve แล้วเปิด http://127.0.0.1:8000"
	@echo "ลองกับเขตพื้นที่ตัวอย่าง (ในโฟลเดอร์ข้อมูลว่าง): WIAN_DEMO=1 WIAN_DATA=data/demo make serve"

serve: .venv/.ready
	@$(BIN)/wian serve

test: lint
	@$(BIN)/pytest -n 2 --dist loadfile

lint: .venv/.ready-dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

bench: .venv/.ready-dev .venv-peers/.ready
	@$(BIN)/python -m bench

chaos: .venv/.ready-dev
	@$(BIN)/python -m bench.chaos

# Hours on two cores; goes on from its last checkpoint. Then: docs/model-card.md, "How to retrain".
train: .venv/.ready
	@test -x .venv-train/bin/python || $(PYTHON) -m venv .venv-train
	@.venv-train/bin/pip install --quiet --require-hashes -r requirements.lock
	@.venv-train/bin/pip install --quiet -r training/requirements.txt
	@.venv-train/bin/python -m training.fonts
	@.venv-train/bin/python -m training.train
	@.venv-train/bin/python -m training.export --target data/training/exported/reader
	@.venv-train/bin/python -m training.quantise --source data/training/exported/reader
	@.venv-train/bin/python -m training.evaluate

golden: .venv/.ready-dev
	@$(BIN)/python -m extract.schema > docs/circular.schema.json
	@UPDATE_GOLDEN=1 $(BIN)/pytest -q tests/test_golden.py tests/test_forwarding_letter.py tests/test_memo_and_reminder.py \
	  tests/test_form_pages.py tests/test_form_variants.py

lock: .venv/.uv
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header \
	  --group build pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header \
	  --group build --group dev pyproject.toml -c requirements.lock -o requirements-dev.lock
	@echo "uv==$$($(BIN)/uv --version | cut -d' ' -f2)" | $(BIN)/uv pip compile -q --universal \
	  --python-version 3.11 --generate-hashes --no-header - -o requirements-uv.lock

clean:
	rm -rf .venv out build *.egg-info .mypy_cache .ruff_cache .pytest_cache

# --- setting up -------------------------------------------------------------------------------------------
# $(call system,PROBE,PACKAGES,WHAT): when PROBE fails, install PACKAGES by apt, or say WHAT is missing.
define system
if ! { $(1); } >/dev/null 2>&1; then \
  if command -v apt-get >/dev/null; then \
    echo "installing: $(2)"; \
    $(SUDO) apt-get update -qq && \
    $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(2) >/dev/null; \
  else echo "This machine lacks $(3). Please install it and run make again." >&2; exit 1; fi; \
fi
endef

.venv/.uv: requirements-uv.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or later is needed; say which with: make PYTHON=python3.12" >&2; exit 1; }
	@$(call system,tesseract --list-langs | grep -qx tha && tesseract --list-langs | grep -qx eng \
	  && $(PYTHON) -c 'import ensurepip$(comma) venv',$(RUN_PACKAGES),Tesseract 5 with Thai and English and the Python venv module)
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install $(LOCKED) --disable-pip-version-check -r requirements-uv.lock
	@touch $@

.venv/.ready: .venv/.uv requirements.lock pyproject.toml
	@echo "installing the locked packages into .venv"
	@$(BIN)/uv pip sync $(LOCKED) requirements.lock
	@$(BIN)/uv pip install -q --no-deps --no-build-isolation -e .
	@touch $@

.venv/.ready-dev: .venv/.ready requirements-dev.lock
	@$(call system,command -v chromium && command -v pdftotext && command -v git && \
	  test -d /usr/share/fonts/truetype/tlwg && ls /usr/lib/postgresql/*/bin/initdb && ls /usr/lib/*/libatomic.so.1,$(TEST_PACKAGES),Chromium$(comma) poppler-utils$(comma) git$(comma) PostgreSQL and the Thai fonts of tlwg)
	@$(BIN)/uv pip sync $(LOCKED) requirements-dev.lock
	@$(BIN)/uv pip install -q --no-deps --no-build-isolation -e .
	@touch $@

# Other makers of PDFs, for the benchmarks alone; without them their rows say "not here".
.venv-peers/.ready: bench/peers.txt .venv/.uv
	@$(BIN)/uv venv -q --allow-existing .venv-peers
	@$(BIN)/uv pip install -q --python .venv-peers/bin/python -r $< || echo "the peers could not be installed"
	@touch $@

comma := ,
