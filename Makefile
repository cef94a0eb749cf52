# make        build ./dfmigrate
# make check  what has to pass before a commit
# make update rewrite what is made from the code: goldens, docs; read the diff

GO ?= go
FUZZTIME ?= 30s

.PHONY: build check fmt vet test race update fuzz cross clean

build:
	$(GO) build -trimpath -o dfmigrate .

check: fmt vet test

fmt:
	@files=$$(gofmt -l .); test -z "$$files" || { echo "gofmt these:"; echo "$$files"; exit 1; }

vet:
	$(GO) vet ./...

test:
	$(GO) test ./...

race:
	$(GO) test -race ./...

update:
	$(GO) test ./golden ./golden/cli ./rewrite/cli -update

# One fuzz target at a time, as go test allows no more.
fuzz:
	@grep -rl --include='*_test.go' '^func Fuzz' . | while read -r file; do \
	  for target in $$(sed -n 's/^func \(Fuzz[A-Za-z0-9_]*\)(.*/\1/p' "$$file"); do \
	    echo "$$(dirname "$$file") $$target"; \
	    $(GO) test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 5x "$$(dirname "$$file")" || exit 1; \
	  done; \
	done

# It must build wherever people run it.
cross:
	GOOS=linux GOARCH=arm64 $(GO) build -o /dev/null .
	GOOS=darwin GOARCH=arm64 $(GO) build -o /dev/null .
	GOOS=windows GOARCH=amd64 $(GO) build -o /dev/null .

clean:
	rm -f dfmigrate
