package base

import (
	"slices"
	"strings"
	"testing"

	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
)

func resolveText(t testing.TB, ref string) (Image, bool) {
	t.Helper()
	r, err := dockerfile.ParseImageRef(ref)
	if err != nil {
		t.Fatal(err)
	}
	return embedded.Resolve(r)
}

const digest = "@sha256:9a4e1b0c7f5a3d2e8b6c4d1f0e9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d3e2f1a"

func TestResolve(t *testing.T) {
	tests := []struct {
		ref, want string // family language kind version suite libc variant package-manager
	}{
		{"golang:1.24", "official go sdk 1.24 trixie glibc - apt"},
		{"golang", "official go sdk 1.27! trixie glibc - apt"},
		{"golang:1.24-alpine", "official go sdk 1.24 alpine3.23 musl alpine apk"},
		{"golang:bookworm", "official go sdk 1.27! bookworm glibc - apt"},
		{"golang:1.24.1-alpine3.20", "official go sdk 1.24.1 alpine3.20 musl alpine apk"},
		{"golang:1.21-nanoserver-ltsc2022", "windows go sdk 1.21 - - nanoserver-ltsc2022 -"},
		{"node:22-slim", "official node sdk 22 bookworm glibc slim apt"},
		{"node:22.11.0-bookworm-slim", "official node sdk 22.11.0 bookworm glibc slim apt"},
		{"node:23.5-slim", "official node sdk 23.5 bookworm glibc slim apt"},
		{"node:23.5.99-slim", "official node sdk 23.5.99 bookworm glibc slim apt"},
		{"node:lts-alpine", "official node sdk 24! alpine3.24 musl alpine apk"},
		{"node:current", "official node sdk 26! trixie glibc - apt"},
		{"node" + digest, "official node sdk - - - - -"},
		{"node:20" + digest, "official node sdk 20 bookworm glibc - apt"},
		{"python:3.12.3-slim-bookworm", "official python sdk 3.12.3 bookworm glibc slim apt"},
		{"python:3", "official python sdk 3.14! trixie glibc - apt"},
		{"python:latest", "official python sdk 3.14! trixie glibc - apt"},
		{"python:slim", "official python sdk 3.14! trixie glibc slim apt"},
		{"public.ecr.aws/docker/library/python:3.11-alpine", "official python sdk 3.11 alpine3.24 musl alpine apk"},
		{"docker.io/library/python:3.11", "official python sdk 3.11 trixie glibc - apt"},
		{"mirror.gcr.io/library/python:3.11", "official python sdk 3.11 trixie glibc - apt"},
		{"registry.docker.com/library/python:3.11", "official python sdk 3.11 trixie glibc - apt"},
		{"registry.hub.docker.com/library/python:3.11", "official python sdk 3.11 trixie glibc - apt"},
		{"eclipse-temurin:21-jdk", "official java sdk 21 resolute glibc jdk apt"},
		{"eclipse-temurin:21.0.5_11-jre-alpine-3.20", "official java runtime 21.0.5_11 alpine3.20 musl jre-alpine apk"},
		{"eclipse-temurin:8u412-b08-jdk-jammy", "official java sdk 8u412-b08 jammy glibc jdk apt"},
		{"eclipse-temurin:17-jdk-ubi9-minimal", "official java sdk 17 ubi9 glibc jdk-minimal dnf"},
		{"openjdk:17", "official java sdk 17 oraclelinux8 glibc - dnf"},
		{"openjdk:11-jre-slim", "official java runtime 11 bullseye glibc jre-slim apt"},
		{"amazoncorretto:17", "official java sdk 17 al2023 glibc - dnf"},
		{"maven:3.9-eclipse-temurin-21", "official java sdk 21 noble glibc eclipse-temurin apt"},
		{"maven:3-jdk-11", "official java sdk 11 bullseye glibc jdk apt"},
		{"maven:3.8.3-openjdk-17", "official java sdk 17 oraclelinux8 glibc openjdk dnf"},
		{"gradle:8.5-jdk17", "official java sdk 17 jammy glibc jdk apt"},
		{"gradle:jdk21-alpine", "official java sdk 21 alpine musl jdk-alpine apk"},
		{"gcr.io/distroless/nodejs22-debian13:nonroot", "distroless node runtime 22 trixie glibc nonroot -"},
		{"gcr.io/distroless/nodejs20-debian12", "distroless node runtime 20 bookworm glibc - -"},
		{"gcr.io/distroless/python3-debian12", "distroless python runtime 3.11 bookworm glibc - -"},
		{"gcr.io/distroless/python3", "distroless python runtime 3.13 trixie glibc - -"},
		{"gcr.io/distroless/static", "distroless - - - trixie none - -"},
		{"alpine", "alpine - - 3.24! alpine3.24 musl - apk"},
		{"alpine:3.18.4", "alpine - - 3.18.4 alpine3.18 musl - apk"},
		{"alpine:edge", "alpine - - - alpine musl edge apk"},
		{"debian:12.5-slim", "debian - - 12.5 bookworm glibc slim apt"},
		{"debian:bookworm-20240110-slim", "debian - - 20240110 bookworm glibc slim apt"},
		{"ubuntu:22.04", "ubuntu - - 22.04 jammy glibc - apt"},
		{"scratch", "scratch - - - - none - -"},
		{"ghcr.io/astral-sh/uv:python3.12-bookworm-slim", "uv python sdk 3.12 bookworm glibc python-slim apt"},
		{"ghcr.io/astral-sh/uv:0.5.1-python3.13-alpine", "uv python sdk 3.13 alpine musl python-alpine apk"},
		{"sbtscala/scala-sbt:eclipse-temurin-jammy-17.0.10_7_1.10.0_3.4.2", "sbt java sdk 17.0.10_7_1.10.0_3.4.2 jammy glibc eclipse-temurin apt"},
		{"sbtscala/scala-sbt:graalvm-ce-22.3.3-b1-java17_1.9.9_3.4.0", "sbt java sdk 17_1.9.9_3.4.0 - - graalvm-ce-b1-java -"},
		{"hseeberger/scala-sbt:11.0.14.1_1.6.2_3.1.1", "sbt java sdk 11.0.14.1_1.6.2_3.1.1 - - - -"},
		{"clojure:temurin-21-tools-deps-alpine", "official java sdk 21 alpine musl temurin-tools-deps-alpine apk"},
		{"clojure:openjdk-11-lein-2.9.8-bullseye", "official java sdk 11 bullseye glibc openjdk-lein-2.9.8 apt"},
		{"hexpm/elixir:1.17.2-erlang-27.0-alpine-3.20.1", "hexpm elixir sdk 1.17.2 alpine3.20.1 musl erlang-27.0-alpine apk"},
		{"mcr.microsoft.com/dotnet/aspnet:8.0-noble-chiseled-extra", "distroless dotnet runtime 8.0 noble glibc chiseled-extra -"},
		{"mcr.microsoft.com/dotnet/sdk:8.0", "dotnet dotnet sdk 8.0 bookworm glibc - apt"},
		{"mcr.microsoft.com/dotnet/aspnet:8.0-alpine3.20", "dotnet dotnet runtime 8.0 alpine3.20 musl alpine apk"},
		{"mcr.microsoft.com/windows/servercore:ltsc2022", "windows - - - - - ltsc2022 -"},
		{"mcr.microsoft.com/devcontainers/python:3.12", "devcontainer python sdk 3.12 - - - -"},
		{"registry.access.redhat.com/ubi9/ubi-minimal:9.4", "rhel - - 9.4 ubi9 glibc - microdnf"},
		{"registry.access.redhat.com/ubi9/python-312", "rhel python sdk 3.12 ubi9 glibc - dnf"},
		{"registry.access.redhat.com/ubi8/nodejs-18:1-88", "rhel node sdk 18 ubi8 glibc 88 dnf"},
		{"registry.access.redhat.com/ubi9/openjdk-17-runtime:1.20", "rhel java runtime 17 ubi9 glibc - dnf"},
		{"redhat/ubi9-minimal:9.5", "rhel - - 9.5 ubi9 glibc - microdnf"},
		{"quay.io/centos/centos:7", "rhel - - 7 el7 glibc - yum"},
		{"quay.io/fedora/fedora-minimal:41", "fedora - - 41 - glibc - microdnf"},
		{"public.ecr.aws/ubuntu/ubuntu:22.04", "ubuntu - - 22.04 jammy glibc - apt"},
		{"public.ecr.aws/debian/debian:bookworm-slim", "debian - - - bookworm glibc slim apt"},
		{"bitnami/minideb:bookworm", "debian - - - bookworm glibc - apt"},
		{"java:8-jre", "official java runtime 8 jessie glibc jre apt"},
		{"java:openjdk-8u111-jdk-alpine", "official java sdk 8u111 alpine musl openjdk-jdk-alpine apk"},
		{"ghcr.io/graalvm/jdk-community:21", "oracle java sdk 21 - glibc - microdnf"},
		{"ghcr.io/graalvm/graalvm-ce:ol8-java17-22.3.3", "oracle java sdk 17 - glibc ol8-java microdnf"},
		{"quay.io/quarkus/ubi-quarkus-mandrel-builder-image:jdk-21", "rhel java sdk 21 ubi8 glibc jdk microdnf"},
		{"mcr.microsoft.com/openjdk/jdk:21-ubuntu", "msopenjdk java sdk 21 - glibc ubuntu apt"},
		{"mcr.microsoft.com/oss/go/microsoft/golang:1.24-bookworm", "official go sdk 1.24 bookworm glibc - apt"},
		{"cimg/go:1.24", "circleci go sdk 1.24 jammy glibc - apt"},
		{"quay.io/prometheus/busybox-linux-amd64:latest", "busybox - - - - none - -"},
		{"mcr.microsoft.com/cbl-mariner/distroless/base:2.0", "mariner - - 2.0 - glibc - -"},
		{"bitnami/node:20", "bitnami node sdk 20 bookworm glibc - apt"},
		{"public.ecr.aws/bitnami/golang:1.23", "bitnami go sdk 1.23 bookworm glibc - apt"},
		{"mhart/alpine-node:slim-12", "mhart node sdk 12 alpine musl slim apk"},
		{"anapsix/alpine-java:8_server-jre_unlimited", "anapsix java sdk 8_server - glibc jre_unlimited apk"},
		{"nikolaik/python-nodejs:python3.11-nodejs20-slim", "official python sdk 3.11 bookworm glibc python-nodejs20-slim apt"},
		{"public.ecr.aws/amazoncorretto/amazoncorretto:17", "official java sdk 17 al2023 glibc - dnf"},
		{"k8s.gcr.io/build-image/debian-base:bullseye-v1.4.2", "debian - - - bullseye glibc v1.4.2 apt"},
		{"mcr.microsoft.com/mirror/docker/library/ubuntu:22.04", "ubuntu - - 22.04 jammy glibc - apt"},
		{"opensuse/leap:15.6", "opensuse - - 15.6 - glibc - zypper"},
		{"registry.access.redhat.com/ubi8-micro", "rhel - - - ubi8 glibc - -"},
		{"amazonlinux:2", "amazonlinux - - 2 al2 glibc - yum"},
		{"rockylinux:9-minimal", "rhel - - 9 el9 glibc minimal microdnf"},
		{"cgr.dev/chainguard/python:latest-dev", "chainguard python runtime - - glibc dev -"},
		{"public.ecr.aws/lambda/python:3.12", "lambda python runtime 3.12 al2023 glibc - dnf"},
		{"public.ecr.aws/lambda/nodejs:18", "lambda node runtime 18 al2 glibc - yum"},
		{"php:8.3-fpm-alpine", "official php sdk 8.3 alpine3.24 musl fpm-alpine apk"},
		{"nginx:1.29-alpine-slim", "official - - 1.29 alpine3.23 musl alpine-slim apk"},
	}
	for _, tt := range tests {
		img, ok := resolveText(t, tt.ref)
		if !ok {
			t.Errorf("%s: unknown", tt.ref)
			continue
		}
		version := img.Version
		if img.Moving {
			version += "!"
		}
		parts := []string{img.Family, img.Language, img.Kind, version, img.Suite, string(img.Libc), img.Variant, img.PackageManager}
		for n, p := range parts {
			if p == "" {
				parts[n] = "-"
			}
		}
		if got := strings.Join(parts, " "); got != tt.want {
			t.Errorf("%s:\n got %s\nwant %s", tt.ref, got, tt.want)
		}
	}
}

func TestResolveUnknown(t *testing.T) {
	for _, ref := range []string{
		"registry.local:5000/team/python:3.11",
		"python-builder:3.11",
		"someone/python:3.11",
		"ghcr.io/astral-sh/ruff:latest",
		"gcr.io/someone/distroless",
		"mcr.microsoft.com/oss/nginx:1",
	} {
		if img, ok := resolveText(t, ref); ok {
			t.Errorf("%s is taken for %s %s", ref, img.Family, img.Language)
		}
	}
	if _, ok := embedded.Resolve(dockerfile.ImageRef{Raw: "node:${V}", Name: "node", Unresolved: []string{"V"}}); ok {
		t.Error("a reference without a value for its variable resolves")
	}
}

func TestResolveConfig(t *testing.T) {
	env := func(img Image) string {
		var out []string
		for _, e := range img.Env {
			text := e.Name + "=" + e.Value
			if e.BuildOnly {
				text = "(" + text + ")"
			}
			out = append(out, text)
		}
		return strings.Join(out, " ")
	}
	golang, _ := resolveText(t, "golang:1.24.6")
	if golang.Workdir != "/go" || golang.Path[0] != "/go/bin" || !strings.Contains(env(golang), "(GOLANG_VERSION=1.24.6)") {
		t.Errorf("golang: %s %v %s", golang.Workdir, golang.Path, env(golang))
	}
	if golang, _ := resolveText(t, "golang:1.20"); strings.Contains(env(golang), "GOTOOLCHAIN") {
		t.Error("golang:1.20 has GOTOOLCHAIN")
	}
	node, _ := resolveText(t, "node:22")
	if !slices.Equal(node.Entrypoint, []string{"docker-entrypoint.sh"}) || !slices.Contains(node.Packages, "git") {
		t.Errorf("node: %v %v", node.Entrypoint, node.Packages)
	}
	if !slices.Contains(node.Users, User{Name: "node", UID: 1000, GID: 1000, Home: "/home/node"}) {
		t.Errorf("node has no user node: %v", node.Users)
	}
	if slim, _ := resolveText(t, "node:22-slim"); len(slim.Packages) != 0 {
		t.Errorf("node:22-slim holds %v", slim.Packages)
	}
	if old, _ := resolveText(t, "python:3.12"); !strings.Contains(env(old), "LANG=C.UTF-8") {
		t.Errorf("python:3.12: %s", env(old))
	}
	if now, _ := resolveText(t, "python:3.13"); strings.Contains(env(now), "LANG") {
		t.Errorf("python:3.13: %s", env(now))
	}
	if j, _ := resolveText(t, "openjdk:8-jdk-alpine"); j.Prefix != "/usr/lib/jvm/java-1.8-openjdk" || j.Retired == nil {
		t.Errorf("openjdk:8-jdk-alpine: %s %v", j.Prefix, j.Retired)
	}
	if j, _ := resolveText(t, "openjdk:8u342"); j.Prefix != "/usr/local/openjdk-8" {
		t.Errorf("openjdk:8u342: %s", j.Prefix)
	}
	if php, _ := resolveText(t, "php:8.3-fpm-alpine"); !slices.Contains(php.Users, User{Name: "www-data", UID: 82, GID: 82, Home: "/home/www-data"}) {
		t.Errorf("php: %v", php.Users)
	}
	nonroot, _ := resolveText(t, "gcr.io/distroless/static-debian13:nonroot")
	if nonroot.User != "65532" || nonroot.Workdir != "/home/nonroot" || nonroot.Shell || nonroot.Retired != nil {
		t.Errorf("nonroot: %+v", nonroot)
	}
	if debug, _ := resolveText(t, "gcr.io/distroless/static-debian13:debug"); !debug.Shell || len(debug.Entrypoint) != 1 {
		t.Errorf("debug: %v %v", debug.Shell, debug.Entrypoint)
	}
}

func TestRetired(t *testing.T) {
	tests := map[string]string{ // image -> replacement; "-" for retired without one, "" for published
		"gcr.io/distroless/static-debian12":        "gcr.io/distroless/static-debian13",
		"gcr.io/distroless/base-debian11":          "gcr.io/distroless/base-debian13",
		"gcr.io/distroless/cc-debian10":            "gcr.io/distroless/cc-debian13",
		"gcr.io/distroless/nodejs22-debian12":      "gcr.io/distroless/nodejs22-debian13",
		"gcr.io/distroless/nodejs18-debian11":      "-",
		"gcr.io/distroless/nodejs:16":              "-",
		"gcr.io/distroless/java:11":                "-",
		"gcr.io/distroless/java17-debian12":        "gcr.io/distroless/java17-debian13",
		"gcr.io/distroless/python3-debian11":       "gcr.io/distroless/python3-debian13",
		"gcr.io/distroless/python2.7-debian10":     "-",
		"gcr.io/distroless/static":                 "",
		"gcr.io/distroless/static-debian13:latest": "",
		"gcr.io/distroless/nodejs24-debian13":      "",
		"gcr.io/distroless/java21":                 "",
	}
	for ref, want := range tests {
		img, ok := resolveText(t, ref)
		if !ok {
			t.Errorf("%s: unknown", ref)
			continue
		}
		got := ""
		if img.Retired != nil {
			got = img.Retired.Replacement
			if got == "" {
				got = "-"
			}
		}
		if got != want {
			t.Errorf("%s: replacement %q, want %q", ref, got, want)
		}
	}
}

// BenchmarkResolveCold measures what a run over one Dockerfile pays.
// BenchmarkResolve resolves with rows that have been read.
func BenchmarkResolve(b *testing.B) {
	r, err := dockerfile.ParseImageRef("node:22-slim")
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		embedded.Resolve(r)
	}
}

func BenchmarkResolveCold(b *testing.B) {
	refs := []string{"node:22-slim", "golang:1.24", "python:3.12-slim", "eclipse-temurin:21-jdk", "gradle:8-jdk21"}
	for b.Loop() {
		for _, ref := range refs {
			imageRows.Clear()
			tagTables.Clear()
			r, _ := dockerfile.ParseImageRef(ref)
			embedded.Resolve(r)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*len(refs)), "µs/image")
}
