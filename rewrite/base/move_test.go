package base

import (
	"strings"
	"testing"

	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
)

func TestMove(t *testing.T) {
	tests := []struct{ ref, alpine, debian, pinned string }{
		{"golang:1.24", "golang:1.24-alpine3.23", "golang:1.24-trixie", "golang:1.24-trixie"},
		{"golang:1.24-alpine", "golang:1.24-alpine3.23", "golang:1.24-trixie", ""},
		{"golang:1.26.99", "golang:1.26.99-alpine", "golang:1.26.99-trixie", "golang:1.26.99-trixie"},
		{"golang:1.26.99-alpine3.24", "golang:1.26.99-alpine3.24", "golang:1.26.99-trixie", ""},
		{"golang:1.99", "", "", ""},
		{"golang:1.24-bookworm", "golang:1.24-alpine3.23", "golang:1.24-bookworm", "golang:1.24-bookworm"},
		{"golang", "golang:alpine3.24", "golang:trixie", "golang:trixie"},
		{"node:20-alpine", "node:20-alpine3.23", "node:20-bookworm-slim", ""},
		{"node:22-slim", "node:22-alpine3.24", "node:22-bookworm-slim", "node:22-bookworm-slim"},
		{"node:lts-alpine", "node:lts-alpine3.24", "node:lts-bookworm-slim", ""},
		{"node:lts-krypton", "", "", ""},
		{"node:23.5.99", "", "", ""},
		{"python:3.12.3-slim-bookworm", "python:3.12.3-alpine3.20", "python:3.12.3-slim-bookworm", "python:3.12.3-slim-bookworm"},
		{"python:3.12-slim", "python:3.12-alpine3.24", "python:3.12-slim-trixie", "python:3.12-slim-trixie"},
		{"python:3.12-alpine", "python:3.12-alpine3.24", "python:3.12-slim-trixie", ""},
		{"eclipse-temurin:21-jdk", "eclipse-temurin:21-jdk-alpine-3.24", "eclipse-temurin:21-jdk-noble", "eclipse-temurin:21-jdk-noble"},
		{"eclipse-temurin:21-jre-alpine", "eclipse-temurin:21-jre-alpine-3.24", "eclipse-temurin:21-jre-noble", ""},
		{"maven:3.9-eclipse-temurin-21", "maven:3.9-eclipse-temurin-21-alpine", "maven:3.9-eclipse-temurin-21-noble", "maven:3.9-eclipse-temurin-21-noble"},
		{"maven:3-jdk-11", "", "maven:3-jdk-11", "maven:3-jdk-11"},
		{"maven", "", "", ""}, // its alpine tag is a JDK 8 of years ago
		{"gradle:8-jdk21-alpine", "gradle:8-jdk21-alpine", "gradle:8-jdk21-noble", ""},
		{"gradle:9-jdk21", "gradle:9-jdk21-alpine", "gradle:9-jdk21-noble", "gradle:9-jdk21-noble"},
		{"openjdk:8-jdk-alpine", "", "openjdk:8-jdk-slim-bullseye", ""},
		{"openjdk:17", "", "", "openjdk:17-oraclelinux8"},
		{"amazoncorretto:21", "amazoncorretto:21-alpine3.24", "", "amazoncorretto:21-al2023"},
		{"amazoncorretto:21-alpine", "amazoncorretto:21-alpine3.24", "", ""},
		{"lukemathwalker/cargo-chef:latest-rust-1.85", "lukemathwalker/cargo-chef:latest-rust-1.85-alpine3.21", "lukemathwalker/cargo-chef:latest-rust-1.85-bookworm", "lukemathwalker/cargo-chef:latest-rust-1.85-bookworm"},
		{"lukemathwalker/cargo-chef:latest-rust-1.90-alpine", "lukemathwalker/cargo-chef:latest-rust-1.90-alpine3.22", "lukemathwalker/cargo-chef:latest-rust-1.90-slim-trixie", ""},
		{"lukemathwalker/cargo-chef", "lukemathwalker/cargo-chef:latest-rust-alpine3.24", "lukemathwalker/cargo-chef:latest-rust-trixie", "lukemathwalker/cargo-chef:latest-rust-trixie"},
		{"clux/muslrust:stable", "", "", ""},
		{"rust:1.90-alpine", "rust:1.90-alpine3.22", "rust:1.90-slim-trixie", ""},
		{"php:8.3-fpm", "php:8.3-fpm-alpine3.24", "php:8.3-fpm-trixie", "php:8.3-fpm-trixie"},
		{"php:8.3-apache", "", "php:8.3-apache-trixie", "php:8.3-apache-trixie"},
		{"debian:12-slim", "", "debian:12-slim", "debian:12-slim"},
		{"debian:stable-slim", "", "debian:trixie-slim", "debian:trixie-slim"},
		{"debian:sid", "", "", ""},
		{"ubuntu:22.04", "", "ubuntu:22.04", "ubuntu:22.04"},
		{"ubuntu:26.04", "", "", ""},
		{"alpine:3.18", "", "", ""},
		{"public.ecr.aws/docker/library/golang:1.25", "public.ecr.aws/docker/library/golang:1.25-alpine3.24", "public.ecr.aws/docker/library/golang:1.25-trixie", "public.ecr.aws/docker/library/golang:1.25-trixie"},
		{"python" + digest, "", "", ""},
		{"golang:1.21-windowsservercore", "", "", ""},
		{"gcr.io/distroless/nodejs22-debian13", "", "", ""},
	}
	for _, tt := range tests {
		img, _ := resolveText(t, tt.ref)
		for _, move := range []struct {
			name string
			tag  func(Image) (string, bool)
			want string
		}{{"AlpineTag", AlpineTag, tt.alpine}, {"DebianTag", DebianTag, tt.debian}, {"PinnedTag", PinnedTag, tt.pinned}} {
			got, ok := move.tag(img)
			if got != move.want || ok != (move.want != "") {
				t.Errorf("%s(%s) = %q, %v; want %q", move.name, tt.ref, got, ok, move.want)
			}
		}
	}
}

// TestEveryTagThatCanBeEmitted goes through all tags that the rows know, and holds
// what is made of them against the rows: published, for the same version, on the
// libc that was asked for.
func TestEveryTagThatCanBeEmitted(t *testing.T) {
	emitted := 0
	for _, f := range files(t, "tags") {
		image := strings.TrimSuffix(strings.TrimPrefix(f, "tags/"), ".yaml")
		for text := range tagTableFor(image).suites {
			img, ok := embedded.Resolve(dockerfile.ImageRef{Name: image, Tag: text})
			if !ok || img.Suite == "" || img.Libc == UnknownLibc {
				t.Fatalf("%s:%s: release %q, libc %q", image, text, img.Suite, img.Libc)
			}
			if out, ok := AlpineTag(img); ok {
				checkEmitted(t, img, out, Musl)
				emitted++
			}
			for _, move := range []func(Image) (string, bool){DebianTag, PinnedTag} {
				if out, ok := move(img); ok {
					checkEmitted(t, img, out, Glibc)
					emitted++
				}
			}
		}
	}
	if emitted < 10000 {
		t.Errorf("only %d tags came out", emitted)
	}
}

func checkEmitted(t *testing.T, from Image, out string, libc Libc) {
	t.Helper()
	name, text, _ := strings.Cut(out, ":")
	to, ok := embedded.Resolve(dockerfile.ImageRef{Name: name, Tag: text})
	if !ok || to.Libc != libc || to.Language != from.Language {
		t.Errorf("%s:%s → %s: libc %q, language %q", from.Ref.Name, from.Ref.Tag, out, to.Libc, to.Language)
		return
	}
	if to.Version != from.Version || to.Tool != from.Tool {
		t.Errorf("%s:%s → %s: version %q became %q", from.Ref.Name, from.Ref.Tag, out, from.Version, to.Version)
	}
	table := tagTableFor(name)
	suite, ok := table.suites[to.tag.plain()]
	if to.official.TagOrder == "suite-only" {
		// debian:stable-slim is debian:trixie-slim; debian:12 names its release by number.
		if to.Suite != from.Suite {
			t.Errorf("%s:%s → %s: release %s became %s", from.Ref.Name, from.Ref.Tag, out, from.Suite, to.Suite)
		}
		return
	}
	switch {
	case table.suites[text] != "": // a row of its own: alpine-3.24, al2-generic
	case !ok:
		t.Errorf("%s:%s → %s: no row for %s", from.Ref.Name, from.Ref.Tag, out, to.tag.plain())
	case to.tag.suite == "" || to.tag.suite == suite || table.earlier[to.tag.suite][to.tag.plain()] || table.later[to.tag.plain()] == to.tag.suite:
	default:
		t.Errorf("%s:%s → %s: the rows have %s on %s", from.Ref.Name, from.Ref.Tag, out, to.tag.plain(), suite)
	}
	if libc == Glibc {
		if ok, known := GlibcRuns(to.Suite, embedded.FinalSuite(Distroless)); !ok || !known {
			t.Errorf("%s:%s → %s does not run on the finals", from.Ref.Name, from.Ref.Tag, out)
		}
	}
}

func TestGlibcRuns(t *testing.T) {
	tests := []struct {
		built, final string
		ok, known    bool
	}{
		{"bookworm", "trixie", true, true},
		{"trixie", "trixie", true, true},
		{"trixie", "bookworm", false, true},
		{"noble", "trixie", true, true},
		{"resolute", "trixie", false, true},
		{"al2023", "trixie", true, true},
		{"ubi9", "bookworm", true, true},
		{"sid", "trixie", false, false},
		{"alpine3.24", "trixie", false, false},
		{"", "trixie", false, false},
		{"bookworm", "nonsense", false, false},
	}
	for _, tt := range tests {
		if ok, known := GlibcRuns(tt.built, tt.final); ok != tt.ok || known != tt.known {
			t.Errorf("GlibcRuns(%q, %q) = %v, %v", tt.built, tt.final, ok, known)
		}
	}
}

func TestEarlierRelease(t *testing.T) {
	for text, want := range map[string]string{
		"ubuntu":          "ubuntu:24.04",
		"debian:sid-slim": "",
		"ubuntu:22.04":    "",
		"debian:trixie":   "",
		"golang:1.26":     "",
		"alpine:3.22":     "",
	} {
		img, _ := resolveText(t, text)
		if got, _ := EarlierRelease(img); got != want {
			t.Errorf("EarlierRelease(%s) = %q, want %q", text, got, want)
		}
	}
}
