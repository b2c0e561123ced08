# What a person starts.  Targets for a site take SITE=folder (this one by default); those that read or write
# a built site take OUT=folder.
.DEFAULT_GOAL := help
SHELL := /bin/sh
.SUFFIXES:

SITE ?= .
PORT ?= 8000
PYTHON ?= python3
VENV := .venv
NPM := tests/tools/node_modules
DESK := PYTHONPATH=plugins $(VENV)/bin/python -P -m practice.desk
q = '$(subst ','\'',$(1))'
site = --site $(call q,$(SITE))
out = $(if $(OUT),--out $(call q,$(OUT)))
allow = $(foreach guard,$(ALLOW),--allow $(call q,$(guard)))

.PHONY: $(shell sed -n 's/^\([a-z]*\):[^\#]*\#\# .*/\1/p' Makefile)

help: ## say what there is
	@echo "make TARGET [SITE=folder] [OUT=folder]"
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/  \1\t\2/p' Makefile | expand -t 12

dev: $(VENV)/run.done ## show the preview at http://127.0.0.1:8000/ and follow every change (PORT=8001 for another port)
	@$(DESK) dev $(site) --port $(call q,$(PORT))

html: $(VENV)/run.done ## build the preview into output/
	@$(DESK) html $(site) $(out)

publish: $(VENV)/run.done ## build the real thing into public/, if nothing stands against it (RECORD=1 notes its addresses)
	@$(DESK) publish $(site) $(out) $(if $(RECORD),--record)

deploy: $(VENV)/run.done ## bring public/ to its host and check it there: TARGET=live, DRY=1 only says what would be done
	@$(DESK) deploy $(site) $(out) --target $(call q,$(TARGET)) $(if $(DRY),--dry) $(allow)

rollback: $(VENV)/run.done ## bring the former release to its host again: TARGET=live
	@$(DESK) rollback $(site) --target $(call q,$(TARGET)) $(allow)

check: $(VENV)/run.done ## list what is wrong, missing, stale or hard to read
	@$(DESK) check $(site)

status: $(VENV)/run.done ## say where each page stands, what stops publishing first; also as a page
	@$(DESK) status $(site)

serve: $(VENV)/run.done ## show the built site at http://127.0.0.1:8000/ (PORT=8001 for another port)
	@$(DESK) serve $(site) $(out) --port $(call q,$(PORT))

new: $(VENV)/run.done ## begin a page: KIND=procedure NAME="Facet joint injection", or a translation: OF=content/….md
	@$(DESK) new $(site) $(if $(OF),--of $(call q,$(OF)),--kind $(call q,$(KIND)) --name $(call q,$(NAME)))

sign: $(VENV)/run.done ## write a review: FILE=content/procedures/name.md BY=physician DUE=2027-11-01 (no DUE for name.es.md)
	@$(DESK) sign $(site) --file $(call q,$(FILE)) --by $(call q,$(BY)) --due $(call q,$(DUE))

move: $(VENV)/run.done ## give a page another name: FROM=content/procedures/name.md TO=content/procedures/other.md
	@$(DESK) move $(site) --from $(call q,$(FROM)) --to $(call q,$(TO))

import: $(VENV)/run.done ## bring an old site over: FROM=export.xml, page.html or a folder (UPLOADS=wp-content/uploads)
	@$(DESK) import $(site) --from $(call q,$(FROM)) $(if $(UPLOADS),--uploads $(call q,$(UPLOADS)))

review: $(VENV)/run.done ## say what the pages of an old site lack, without writing anything: FROM= as for import
	@$(DESK) review $(site) --from $(call q,$(FROM)) $(if $(UPLOADS),--uploads $(call q,$(UPLOADS)))

test: $(VENV)/test.done ## run every test (with CI=true the long ones too)
	@$(VENV)/bin/ruff check . && $(VENV)/bin/ruff format --check .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/python -m pytest --numprocesses=auto --maxprocesses=4 --dist=loadfile --no-loadscope-reorder

tools: $(NPM)/done ## get the checkers of pages that some tests drive (needs npm)

audit: $(VENV)/test.done ## measure finished pages beside their budgets: weight, speed, access, correctness (RUNS=5)
	@PYTHONPATH=plugins $(VENV)/bin/python tests/audit.py $(if $(RUNS),--runs $(RUNS))

load: $(VENV)/test.done ## ask nginx for 10,000 pages over 32 connections and say how many failed (needs nginx and apache2-utils)
	@PYTHONPATH=plugins $(VENV)/bin/python tests/load.py

bench: $(VENV)/bench.done ## measure builds, checks and edits beside stock Pelican and Hugo (SIZES="100 1000", SAVE=1 keeps the table)
	@PYTHONPATH=plugins $(VENV)/bin/python tests/bench.py $(SIZES) $(if $(SAVE),--save)
	@PYTHONPATH=plugins $(VENV)/bin/python tests/bench_loop.py $(lastword $(SIZES)) $(if $(SAVE),--save)
	@PYTHONPATH=plugins $(VENV)/bin/python tests/bench_seen.py $(lastword $(SIZES)) $(if $(SAVE),--save)
	@PYTHONPATH=plugins $(VENV)/bin/python tests/bench_search.py $(SIZES)
	@PYTHONPATH=plugins $(VENV)/bin/python tests/bench_import.py

golden: $(VENV)/test.done ## renew the golden page after a wanted change; look at its diff
	@GOLDEN=renew $(VENV)/bin/python -m pytest tests/test_golden.py

vendor: $(VENV)/test.done tools ## renew the search library of the theme after a change of tests/tools/package.json
	@$(VENV)/bin/python tests/vendored.py

clean: $(VENV)/run.done ## remove built sites, caches and the environment
	@$(DESK) clean $(site) $(out)
	@rm -rf $(VENV) $(NPM) .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find plugins tests -name __pycache__ -type d -exec rm -rf {} +

lock: $(VENV)/test.done ## renew the pinned packages after a change of requirements/*.in (needs uv)
	@for name in run test bench; do uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
	  --no-header --no-annotate --no-emit-index-url requirements/$$name.in -o requirements/$$name.txt; done

# The environment: pinned packages whose hashes are checked; made anew when the pins change.
$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "This needs Python 3.11 or newer; install it, or name it with PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
	  echo "Python's venv module is missing; on Debian or Ubuntu: apt install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/run.done: requirements/run.txt | $(VENV)/bin/python
	@echo "Installing what the site is built with (once)"
	@$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

$(VENV)/test.done: requirements/test.txt $(VENV)/run.done | $(VENV)/bin/python
	@echo "Installing what the tests need (once)"
	@$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

$(VENV)/bench.done: requirements/bench.txt $(VENV)/test.done | $(VENV)/bin/python
	@echo "Installing what is measured beside ours (once)"
	@$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

$(NPM)/done: tests/tools/package-lock.json
	@command -v npm >/dev/null || { echo "npm is missing; on Debian or Ubuntu: apt install npm" >&2; exit 1; }
	@echo "Installing the checkers of pages (once)"
	@npm ci --loglevel=error --no-progress --prefix tests/tools >/dev/null
	@touch $@
