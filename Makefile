# make help lists the targets.
GO ?= go
FUZZTIME ?= 30s
LAB ?= ../shared/lab/lab

.PHONY: help build check fmt vet test race bench golden fuzz cross converter scanners e2e smoke clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9]+:.*## / { printf "%-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## build ./dfmigrate
	$(GO) build -o dfmigrate .

check: fmt vet test ## what has to pass before a commit

fmt: ## fail if gofmt would change a file
	@files=$$(gofmt -l .); test -z "$$files" || { echo "gofmt would change: $$files" >&2; exit 1; }

vet: ## run go vet
	$(GO) vet ./...

test: ## run all tests that need nothing but Go
	$(GO) test ./...

race: ## the same, looking for data races
	$(GO) test -race ./...

bench: build ## measure a run over a monorepo of 10,000 services (see docs/performance.md)
	$(GO) run ./golden/bench -dfmigrate ./dfmigrate $(BENCH)

golden: ## rewrite the golden cases' want files and the generated docs; read the diff
	$(GO) test ./golden -update
	$(GO) test ./rewrite/cli -run '^TestDocsAreCurrent$$' -update
	$(GO) test ./golden/cli -update

fuzz: ## run every fuzz target for FUZZTIME
	@$(GO) list -f '{{.ImportPath}} {{.Dir}}' ./... | while read -r pkg dir; do \
	  grep -hoE '^func Fuzz[A-Za-z0-9]+' $$dir/*_test.go 2>/dev/null | sed 's/func //' | while read -r f; do \
	    echo "$$f ($$pkg)"; $(GO) test $$pkg -run '^$$' -fuzz "^$$f\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 5x || exit 1; \
	  done || exit 1; \
	done

cross: ## build for the systems that people run it on
	GOOS=linux GOARCH=arm64 $(GO) build -o /dev/null .
	GOOS=darwin GOARCH=arm64 $(GO) build -o /dev/null .
	GOOS=windows GOARCH=amd64 $(GO) build -o /dev/null .

converter: ## give every expected Dockerfile to BuildKit's own converter (its own module)
	cd golden/converter && go test ./...

scanners: ## ask a real scanner what it sees of carried packages (its own module)
	cd golden/scanners && go test ./...

e2e: ## migrate, build and run every app below golden/e2e (needs an image lab, LAB=command)
	DFMIGRATE_LAB_COMMAND=$(abspath $(LAB)) $(GO) test ./golden -run '^(TestEndToEnd|TestDebugStage|TestSignals)$$' -count=1 -timeout 90m -v

smoke: ## the same for two apps of each toolchain
	DFMIGRATE_LAB_COMMAND=$(abspath $(LAB)) DFMIGRATE_E2E=smoke $(GO) test ./golden -run '^TestEndToEnd$$' -count=1 -timeout 60m -v

clean: ## remove what build made
	rm -f dfmigrate
