package project

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const sampleMakefile = `BINARY = bin/app
VERSION := $(shell git describe)
GOFLAGS ?= -trimpath
export CGO_ENABLED = 0
ifeq ($(OS),Windows_NT)
EXT = .exe
endif

.PHONY: build test

all: build test

build: deps ## Builds it
	@mkdir -p $(dir $(BINARY))
	go build $(GOFLAGS) \
		-ldflags "-X main.v=$(VERSION)" -o $(BINARY) ./cmd/$@

deps:
	go mod download; echo $$HOME $(UNSET)

ifdef CI
test:
	go test ./...
endif
named: ; echo $@$(EXT)
`

func TestMakefileRecipe(t *testing.T) {
	m := ParseMakefile([]byte(sampleMakefile))
	got, ok := m.Recipe("build", map[string]string{"GOFLAGS": "-v"})
	if !ok {
		t.Fatal("no recipe")
	}
	want := []string{
		"go mod download; echo $HOME ${UNSET}",
		"mkdir -p $(:)",
		`go build -v  		-ldflags "-X main.v=$(:)" -o bin/app ./cmd/build`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got, _ := m.Recipe("named", nil); len(got) != 1 || got[0] != "echo named$(:)" {
		t.Errorf("got %q", got)
	}
	if diff := cmp.Diff(map[string]string{"CGO_ENABLED": "0"}, m.Exports(nil)); diff != "" {
		t.Error(diff)
	}
}

func TestMakefilePatternRule(t *testing.T) {
	m := ParseMakefile([]byte("all: bin/api bin/worker\nbin/%: $(shell find .)\n\tgo build -o $@ ./cmd/$(@F) # $*\n"))
	want := []string{"go build -o bin/api ./cmd/api # api", "go build -o bin/worker ./cmd/worker # worker"}
	got, ok := m.Recipe("all", nil)
	if diff := cmp.Diff(want, got); diff != "" || !ok {
		t.Error(ok, diff)
	}
}

func TestMakefileUncertain(t *testing.T) {
	m := ParseMakefile([]byte(sampleMakefile))
	for _, target := range []string{"test", "", "absent"} { // the first target needs test
		if got, ok := m.Recipe(target, nil); ok {
			t.Errorf("%q gave %q", target, got)
		}
	}
}

func TestMakefileValues(t *testing.T) {
	m := ParseMakefile([]byte("export A = 0\nB := 1\nx:\n\t@A=2 go build\n\tA=0 C=3 go vet\n"))
	for name, want := range map[string]string{"A": "0 2", "B": "1", "C": "3", "D": ""} {
		if got := strings.Join(m.Values(name), " "); got != want {
			t.Errorf("%s has %q, want %q", name, got, want)
		}
	}
}
