# The two commands of the README are `make demo` and `make test`; `make help` lists the others.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
TOOL := go tool -modfile=tools/go.mod

# What `make demo` adds to the command: with nothing, the demo stays up until it is interrupted.
DEMOFLAGS ?= --once
# How long all fuzz targets run together, in seconds.
FUZZTIME ?= 30
# How long `make soak` attacks, in seconds, and the seed of its random numbers.
SOAKTIME ?= 900
SOAKSEED ?= 1
# Which benchmarks `make bench` runs, and how often each.
BENCH ?= .
BENCHCOUNT ?= 1

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: demo
demo: build ## a server and its phones on loopback, from the box to dial tone
	bin/offhook demo $(DEMOFLAGS)

.PHONY: build
build: ## one static binary, bin/offhook
	CGO_ENABLED=0 go build -trimpath -ldflags '-s -w -X main.version=$(VERSION)' -o bin/offhook ./cmd/offhook

.PHONY: test
test: ## every test with the race detector, against real peers; under CI the fuzz targets too
	scripts/install-test-deps
	CGO_ENABLED=1 go test -race -shuffle=on -timeout 30m ./...
	@if [ "$${CI:-}" = true ]; then $(MAKE) --no-print-directory fuzz; fi

.PHONY: lint
lint: ## golangci-lint with the rules of .golangci.yml
	$(TOOL) golangci-lint run ./...

.PHONY: fuzz
fuzz: ## every fuzz target, FUZZTIME seconds together
	scripts/fuzz $(FUZZTIME)

.PHONY: soak
soak: ## attacks, kills and faults for SOAKTIME seconds; the table goes into build/soak.md
	scripts/install-test-deps
	@mkdir -p build
	go test ./internal/soak -run '^TestSoak$$' -count=1 -timeout 0 -v -args \
		-soak $(SOAKTIME)s -seed $(SOAKSEED) -summary "$(CURDIR)/build/soak.md"

.PHONY: cover
cover: ## statement coverage of all packages by all tests
	@mkdir -p build
	go test -coverpkg=./... -coverprofile=build/cover.out ./...
	go tool cover -func=build/cover.out | tail -n 1

.PHONY: bench
bench: ## the benchmarks, summarised by benchstat
	@mkdir -p build
	go test -run '^$$' -bench '$(BENCH)' -benchmem -count $(BENCHCOUNT) ./... | tee build/bench.txt
	$(TOOL) benchstat build/bench.txt

.PHONY: generate
generate: ## what is made from code: docs/cli.md, docs/man, docs/lint.md, docs/reasons.md, docs/schema
	go generate ./...

.PHONY: check
check: ## format, vet, lint, generate; fails when that changed a file
	gofmt -l -w $$(git ls-files '*.go')
	go vet ./...
	@$(MAKE) --no-print-directory lint
	@$(MAKE) --no-print-directory generate
	git diff --exit-code
	@new=$$(git ls-files --others --exclude-standard docs); \
	if [ -n "$$new" ]; then echo "generated but not in the repository: $$new" >&2; exit 1; fi
