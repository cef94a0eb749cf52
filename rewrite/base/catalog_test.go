package base

import (
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

// embedded knows the embedded rows alone.
var embedded *Catalog

func mustCatalog(t *testing.T, text string) *Catalog {
	t.Helper()
	var described struct {
		Bases   []Own    `yaml:"bases"`
		Mirrors []Mirror `yaml:"mirrors"`
	}
	if err := yaml.UnmarshalWithOptions([]byte(text), &described, yaml.Strict()); err != nil {
		t.Fatal(err)
	}
	c, err := NewCatalog(described.Bases, described.Mirrors)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

const ownAndMirrored = `
mirrors:
- {from: docker.io, to: 'registry.corp:5000/hub'}
- {from: docker.io/bitnami, to: registry.corp/bitnami/}
- {from: gcr.io/distroless, to: registry.corp/distroless}
bases:
- {image: registry.corp/hardened/jdk, like: 'eclipse-temurin:{tag}', user: '1001'}
- {image: registry.corp/hardened/*, like: '{name}:{tag}'}
- {image: 'acme/app-base:2*', suite: bookworm, runtime: {python: 3.10}, prefix: /opt/python, env: {LANG: C.UTF-8}}
- {image: acme/app-base, suite: alpine3.22}
- {image: registry.corp/plain/static, libc: none, shell: false, user: '65532'}
`

func TestCatalogResolves(t *testing.T) {
	c := mustCatalog(t, ownAndMirrored)
	for ref, want := range map[string]string{
		"registry.corp:5000/hub/library/python:3.12-slim":  "python: official python 3.12 trixie glibc",
		"registry.corp:5000/hub/python:3.12-alpine3.20":    "python: official python 3.12 alpine3.20 musl",
		"registry.corp/distroless/cc-debian13:nonroot":     "gcr.io/distroless/cc-debian13: distroless   trixie glibc",
		"registry.corp/hardened/jdk:21-jre-jammy":          "eclipse-temurin: official java 21 jammy glibc",
		"registry.corp/hardened/node:22-bookworm-slim":     "node: official node 22 bookworm glibc",
		"registry.corp/hardened/unheard:1":                 "",
		"docker.io/acme/app-base:2.7":                      ": debian python 3.10 bookworm glibc",
		"acme/app-base:1":                                  ": alpine   alpine3.22 musl",
		"acme/app-base@" + strings.TrimPrefix(digest, "@"): ": alpine   alpine3.22 musl",
		"registry.corp/plain/static:7":                     ": own    none",
		"registry.corp/elsewhere/python:3.12":              "",
		"node:22":                                          "node: official node 22 bookworm glibc",
	} {
		img, ok := c.ResolveText(ref)
		got := ""
		if ok {
			got = img.Name + ": " + strings.Join([]string{img.Family, img.Language, img.Version, img.Suite, string(img.Libc)}, " ")
		}
		if got != want {
			t.Errorf("%s: %q, want %q", ref, got, want)
		}
	}
	if img, _ := c.ResolveText("registry.corp/hardened/jdk:21"); img.User != "1001" || img.Prefix == "" {
		t.Errorf("the own image has user %q and prefix %q", img.User, img.Prefix)
	}
	if img, _ := c.ResolveText("registry.corp/hardened/python:3.12-slim"); movesTo(img) {
		t.Error("tags of an own image are made up")
	}
}

func movesTo(img Image) bool {
	_, alpine := AlpineTag(img)
	_, pinned := PinnedTag(img)
	return alpine || pinned || Published(img)
}

func TestMirrored(t *testing.T) {
	c := mustCatalog(t, ownAndMirrored)
	for image, want := range map[string]string{
		"python:3.12-slim":                           "registry.corp:5000/hub/library/python:3.12-slim",
		"library/python":                             "registry.corp:5000/hub/library/python",
		"bitnami/redis:7":                            "registry.corp/bitnami/redis:7",
		"gcr.io/distroless/cc-debian13:nonroot":      "registry.corp/distroless/cc-debian13:nonroot",
		"gcr.io/kaniko-project/executor":             "gcr.io/kaniko-project/executor",
		"node:22" + digest:                           "registry.corp:5000/hub/library/node:22" + digest,
		"scratch":                                    "scratch",
		"registry.corp:5000/hub/library/python:3.12": "registry.corp:5000/hub/library/python:3.12",
		"${BASE}":                                    "${BASE}",
	} {
		if got := c.Mirrored(image); got != want {
			t.Errorf("%s: %s, want %s", image, got, want)
		}
		if again := c.Mirrored(c.Mirrored(image)); again != want {
			t.Errorf("%s, twice: %s, want %s", image, again, want)
		}
		if got := embedded.Mirrored(image); got != image {
			t.Errorf("%s without mirrors: %s", image, got)
		}
	}
	img, _ := c.ResolveText("python:3.12")
	if tag, ok := AlpineTag(img); !ok || !strings.HasPrefix(tag, "registry.corp:5000/hub/library/python:3.12-alpine") {
		t.Errorf("the variant on Alpine is %q", tag)
	}
	if final, _ := c.Plain(Distroless, "cc"); !strings.HasPrefix(final.Image, "registry.corp/distroless/cc-") {
		t.Errorf("the final is %q", final.Image)
	}
}

// Each mistake is told in one line that says what to do.
func TestCatalogMistakes(t *testing.T) {
	off := false
	for want, c := range map[string]struct {
		own    []Own
		mirror []Mirror
	}{
		"image is empty":                              {own: []Own{{Like: "node:22"}}},
		"say what the image holds":                    {own: []Own{{Image: "registry.corp/app", Shell: &off}}},
		"nothing is known of acme/unheard":            {own: []Own{{Image: "registry.corp/app", Like: "acme/unheard:1"}}},
		"libc: uclibc is none of":                     {own: []Own{{Image: "registry.corp/app", Libc: "uclibc"}}},
		"suite: beaver is no release":                 {own: []Own{{Image: "registry.corp/app", Suite: "beaver"}}},
		"runtime: cobol is no language":               {own: []Own{{Image: "registry.corp/app", Suite: "noble", Runtime: map[string]Version{"cobol": "85"}}}},
		"\"latest\" is no version":                    {own: []Own{{Image: "registry.corp/app", Suite: "noble", Runtime: map[string]Version{"node": "latest"}}}},
		"one language":                                {own: []Own{{Image: "registry.corp/app", Suite: "noble", Runtime: map[string]Version{"node": "22", "python": "3.12"}}}},
		"kind: builder is neither":                    {own: []Own{{Image: "registry.corp/app", Suite: "noble", Kind: "builder"}}},
		"without a digest":                            {own: []Own{{Image: "registry.corp/app@sha256:abc", Suite: "noble"}}},
		"syntax error in pattern":                     {own: []Own{{Image: "registry.corp/[app", Suite: "noble"}}},
		"mirror 1: to is empty":                       {mirror: []Mirror{{From: "docker.io"}}},
		"harbor/proxy does not begin with a registry": {mirror: []Mirror{{From: "docker.io", To: "harbor/proxy"}}},
		"image names have no https://":                {mirror: []Mirror{{From: "docker.io", To: "https://registry.corp/hub"}}},
		"registry.corp/UPPER is no prefix":            {mirror: []Mirror{{From: "docker.io", To: "registry.corp/UPPER"}}},
		"the same":                                    {mirror: []Mirror{{From: "docker.io", To: "docker.io/"}}},
	} {
		_, err := NewCatalog(c.own, c.mirror)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one that says %q", err, want)
		}
	}
}

func TestEnding(t *testing.T) {
	c := mustCatalog(t, ownAndMirrored)
	for image, want := range map[string]string{
		"gcr.io/distroless/cc-debian13:nonroot":      "distroless cc glibc 65532:65532 ",
		"registry.corp/distroless/nodejs24-debian13": "distroless nodejs24 glibc  node 24",
		"alpine:3.22":                  "alpine alpine musl  ",
		"node:22-alpine":               "alpine node musl  node 22",
		"debian:trixie-slim":           "distroless debian glibc  ",
		"registry.corp/plain/static:1": "distroless . none 65532 ",
		"scratch":                      "scratch scratch none  ",
	} {
		ending, err := c.Ending(image)
		if err != nil {
			t.Errorf("%s: %v", image, err)
			continue
		}
		f := ending.Final()
		got := strings.Join([]string{string(f.Target), f.Name, string(f.Libc), f.User, f.Language}, " ")
		if f.Language != "" {
			got += " " + f.Version
		}
		if got != want || f.Image != image {
			t.Errorf("%s: %q, want %q", image, got, want)
		}
	}
	for image, want := range map[string]string{
		"registry.corp/unheard:1":         "describe it below bases",
		"gcr.io/distroless/base-debian11": "gcr.io/distroless/base-debian13 takes its place",
		"gcr.io/distroless/nodejs18":      "Node 18 ended",
		"Not An Image":                    "image name",
	} {
		if _, err := c.Ending(image); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want one that says %q", image, err, want)
		}
	}
}
