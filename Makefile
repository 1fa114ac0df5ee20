# Ward's verbs. Each installs what it misses (Debian packages, pinned npm packages) and works from a clean clone.
#   setup  install what is missing          build  release programs at build/bin/
#   run    build and start the demo         test   build and pass every test
#   bench  the benchmark table              fuzz   run every fuzz target for a few seconds
#   tidy   check the house rules            cases  run the data cases (UPDATE=1 rewrites them)
#   docs   rebuild the generated pages      clean  remove build/
SHELL := /bin/bash
JOBS ?= 2
WARD ?= build/bin/ward
export WARD

.PHONY: setup build run test unit bench fuzz tidy house cases docs clean asan tsan

setup:
	@tools/setup

build: setup
	@cmake --preset release >build/configure.log 2>&1 || { cat build/configure.log; exit 1; }
	@ninja -C build -j$(JOBS)

run: build
	@exec $(WARD) demo

test: build house
	@tests/run

# The fast checks of the house: layers, sizes, words, formatting.
house: setup
	@python3 tools/house/check.py
	@python3 -m unittest -q tests/house/check_test.py

tidy: build house
	@JOBS=$(JOBS) tools/tidy

bench: build
	@ninja -C build -j$(JOBS) ward_benches >build/benches.log || { tail -40 build/benches.log; exit 1; }
	@bench/run

fuzz: setup
	@tests/fuzz/run

cases: build
	@tests/run cases

asan: setup
	@tests/sanitize dev

tsan: setup
	@tests/sanitize tsan

docs: build
	@python3 tools/docs.py

clean:
	rm -rf build
