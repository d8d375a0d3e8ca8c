# Needs nothing but make and Python 3.11 or newer. Everything is installed into .venv; `make clean` removes it.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
WHEEL  := build/wheel
PIP    := -m pip --disable-pip-version-check install --quiet

DOCUMENTS := $(filter-out %.clean.txt,$(wildcard seeds/*.txt))

# Frameworks that go together are tested in one environment; NeMo Curator, which brings torch, on demand:
# make adapters ADAPTERS=nemo
ADAPTERS         := tables documents clusters
EXTRAS_tables    := pandas,polars,duckdb,datasets,dask
EXTRAS_documents := datatrove,langchain,llamaindex,haystack,scrapy
EXTRAS_clusters  := ray,spark
EXTRAS_nemo      := nemo

.PHONY: help demo test slow lint docs wheel bare adapters extras bench fuzz sanitize quality mutants clean

help:
	@echo "make demo     clean the documents of seeds/ and show what went and why"
	@echo "make test     run the tests"
	@echo "make slow     run those that take long: accidents of corpora, thousands of hostile records"
	@echo "make lint     check style and types"
	@echo "make docs     build the documentation into build/site"
	@echo "make wheel    build the wheel, install it elsewhere and try it there"
	@echo "make bare     build the wheel without a C compiler on the path, and try it"
	@echo "make adapters test the steps for other frameworks, each with the real one"
	@echo "make extras   ask pip, an old one too, whether each extra can be installed alone"
	@echo "make bench    measure the speed beside peers, into docs/speed.md"
	@echo "make fuzz     give anything to what reads strangers' bytes, for SECONDS=600 of the processor"
	@echo "make sanitize compile the core so that it notices faults, and try to break it, for SECONDS=120 each way"
	@echo "make quality  measure the quality"
	@echo "make mutants  change the constants of the judging one by one, and see whether the tests notice"

demo: $(VENV)/installed
	@$(BIN)/cleaner explain --only removed $(DOCUMENTS)
	@$(BIN)/cleaner --output build/demo $(DOCUMENTS)
	@echo; echo "These lines went. The articles are in build/demo, the originals in seeds."

test: $(VENV)/installed-test
	$(BIN)/python -m pytest -q -n auto --dist worksteal

slow: $(VENV)/installed-test
	$(BIN)/python -m pytest -q -m slow

lint: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict
	$(BIN)/python -m deptry cleaner

# The site loads nothing from elsewhere: whatever an element would fetch by itself is an error.
docs: $(VENV)/installed-docs
	$(BIN)/python docs/generated.py
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet --strict
	! grep -rnoE '<(script|img|iframe|link|source)[^>]+(src|href)="?(https?:)?//[^>]*' build/site --include=*.html

# From the sources that would be published, in an environment of its own, from a folder without the checkout.
wheel: $(VENV)/installed-dev
	rm -rf $(WHEEL) dist
	$(BIN)/python -m build --outdir dist
	$(PYTHON) -m venv $(WHEEL)
	$(WHEEL)/bin/python $(PIP) dist/*.whl
	cd $(WHEEL) && bin/cleaner rules check
	for document in $(basename $(notdir $(DOCUMENTS))); do \
	    (cd $(WHEEL) && bin/cleaner < $(CURDIR)/seeds/$$document.txt) | cmp - seeds/$$document.clean.txt || exit 1; \
	done

# As on a machine without a compiler: the path holds nothing but a shell's tools, and the build asks for ziglang.
BARE := build/bare
bare: $(VENV)/bin/python
	rm -rf $(BARE)
	$(PYTHON) -m venv $(BARE)
	mkdir $(BARE)/tools
	for tool in sh ls uname env cat; do ln -s "$$(command -v $$tool)" $(BARE)/tools/; done
	env -u CC PATH="$(CURDIR)/$(BARE)/bin:$(CURDIR)/$(BARE)/tools" $(BARE)/bin/python $(PIP) .
	cd $(BARE) && bin/cleaner < $(CURDIR)/seeds/tram_strike.txt | cmp - $(CURDIR)/seeds/tram_strike.clean.txt

adapters: $(ADAPTERS:%=adapters-%)

adapters-%: build/adapters/%/installed
	build/adapters/$*/bin/python -m pytest -q tests/pipelines

build/adapters/%/installed: pyproject.toml
	$(PYTHON) -m venv build/adapters/$*
	build/adapters/$*/bin/python $(PIP) "$$(ls dist/*.whl)[test,$(EXTRAS_$*)]"
	@touch $@

OLD_PIP := 23.2
comma   := ,
extras:
	$(PYTHON) -m venv build/extras
	build/extras/bin/python $(PIP) pip==$(OLD_PIP)
	for extra in $(foreach group,$(ADAPTERS),$(subst $(comma), ,$(EXTRAS_$(group)))) arrow; do \
	    echo $$extra && build/extras/bin/python $(PIP) --dry-run ".[$$extra]" || exit 1; \
	done

bench: $(VENV)/installed-bench
	$(BIN)/python -m pytest -q -o addopts= --benchmark-only --speed-table docs/speed.md benchmarks/speed.py

fuzz: SECONDS ?= 600
fuzz: $(VENV)/installed-fuzz
	$(BIN)/python -m tests.fuzz --seconds $(SECONDS)

sanitize: SECONDS ?= 120
sanitize: $(VENV)/installed-dev
	$(BIN)/python -m tests.sanitize --seconds $(SECONDS)

quality: $(VENV)/installed-test
	$(BIN)/python -m benchmarks.quality

mutants: $(VENV)/installed-dev
	$(BIN)/python -m tests.mutants

clean:
	rm -rf $(VENV) build dist cleaner/*/*.so cleaner/*/*.pyd

# The stamps: what is installed stays installed until the list of dependencies changes, or what is compiled. The project
# itself is installed as a link to this folder, so that edits count at once.
COMPILED := hatch_build.py $(wildcard cleaner/*/*.p[yx][xd])
$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	    || { echo "cleaner needs Python 3.11 or newer; name one: make PYTHON=python3.12" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

$(VENV)/installed: pyproject.toml $(COMPILED) | $(VENV)/bin/python
	$(BIN)/python $(PIP) --editable .
	@touch $@

$(VENV)/installed-%: pyproject.toml $(COMPILED) | $(VENV)/bin/python
	$(BIN)/python $(PIP) --editable '.[$*]'
	@touch $@ $(VENV)/installed
