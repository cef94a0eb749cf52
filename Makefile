# make help lists the targets.
FUZZTIME ?= 30s
LAB ?= ../shared/lab/lab

.PHONY: help build test golden fuzz e2e smoke
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9]+:.*## / { printf "%-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## build ./dfmigrate
	go build -o dfmigrate .

test: ## run all tests that need nothing but Go
	go test ./...

golden: ## rewrite the golden cases' want files and the generated docs; read the diff
	go test ./golden -update

fuzz: ## run every fuzz target for FUZZTIME
	@go list -f '{{.ImportPath}} {{.Dir}}' ./... | while read -r pkg dir; do \
	  grep -hoE '^func Fuzz[A-Za-z0-9]+' $$dir/*_test.go 2>/dev/null | sed 's/func //' | while read -r f; do \
	    echo "$$f ($$pkg)"; go test $$pkg -run '^$$' -fuzz "^$$f\$$" -fuzztime $(FUZZTIME) || exit 1; \
	  done || exit 1; \
	done

e2e: ## migrate, build and run every app below golden/e2e (needs an image lab, LAB=command)
	DFMIGRATE_LAB_COMMAND=$(abspath $(LAB)) go test ./golden -run '^TestEndToEnd$$' -count=1 -timeout 90m -v

smoke: ## the same for two apps of each toolchain
	DFMIGRATE_LAB_COMMAND=$(abspath $(LAB)) DFMIGRATE_E2E=smoke go test ./golden -run '^TestEndToEnd$$' -count=1 -timeout 60m -v
