# The everyday commands. Meson builds; this only names what is done often.
BUILD = build
SOURCES = $(shell git ls-files '*.c' '*.h')

.PHONY: all test flows demo bench bench-count format clean install-deps install help

all: $(BUILD)/build.ninja ## build everything into build/
	@ninja -C $(BUILD)

$(BUILD)/build.ninja:
	@tools/install-deps build
	@meson setup $(BUILD)

test: ## run every test: units, layering, demo, interop, sanitizers
	@tools/install-deps build test
	@python3 tools/run-tests

flows: all ## play recorded flows, DIR=FOLDER for others than ../shared/flows
	@CSIP_FLOWS='$(DIR)' $(BUILD)/tests/replay/test-replay-flows -s tests/replay ../shared/flows

demo: all ## two phones call each other on this machine
	@$(BUILD)/src/cli/csip demo

bench: ## measure speed against the SIP stacks that are installed
	@tools/install-deps build bench-count bench
	@bench/run

bench-count: ## count the instructions of the grammar's paths, compare with the baseline
	@tools/install-deps build bench-count
	@bench/count

format: ## put the C sources into the house's form
	@tools/install-deps format
	@clang-format -i $(SOURCES)

clean: ## remove everything that was built
	@rm -rf build build-* csip-demo tests/interop/node_modules

install-deps: ## install the Debian packages that are missing
	@tools/install-deps build test format

install: all ## install the library, the headers and the command
	@meson install -C $(BUILD)

help: ## show these commands
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 16
