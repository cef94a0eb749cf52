package toolchain

import (
	"strings"
	"testing"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
)

// goRuntime asks for the needs of the process of a Dockerfile.
func goRuntime(t *testing.T, target base.Target, archive string) (*Runtime, []finding.Finding, *image.Image) {
	t.Helper()
	d, img, p := goStage(t, archive)
	m := golang{}.Match(img, p)
	if m == nil {
		t.Fatal("no match")
	}
	rt, findings := golang{}.Runtime(Request{Dockerfile: d, Image: img, Process: p, Match: m, Target: target, User: "65532:65532"})
	return rt, findings, img
}

func TestGoFinalBase(t *testing.T) {
	const sqlite = "-- go.mod --\nmodule m\n-- main.go --\npackage main\n\nimport _ \"github.com/mattn/go-sqlite3\"\n"
	const vips = "-- go.mod --\nmodule m\n-- main.go --\npackage main\n\nimport _ \"github.com/h2non/bimg\"\n"
	const build = "\nWORKDIR /src\nCOPY . .\nRUN go build -o app\nCMD [\"./app\"]\n"
	for _, c := range []struct {
		name, archive string
		final         string
		first, base   string
		id            finding.ID
	}{
		{"pure", "FROM golang:1.24" + build + goMainFile, "static", "ENV CGO_ENABLED=0", "", finding.GoCgoOff},
		{"pure on Alpine", "FROM golang:1.24-alpine" + build + goMainFile, "static", "ENV CGO_ENABLED=0", "", finding.GoCgoOff},
		{"off already", "FROM golang:1.24\nENV CGO_ENABLED=0" + build + goMainFile, "static", "", "", ""},
		{"asked for", "FROM golang:1.24-bookworm\nENV CGO_ENABLED=1" + build + goMainFile, "base", "", "", finding.GoCgoKept},
		{"sqlite", "FROM golang:1.24-bookworm" + build + sqlite, "base", "", "", finding.GoCgoKept},
		{"sqlite on a moving tag", "FROM golang:1.24" + build + sqlite, "base", "", "golang:1.24-trixie", finding.GoCgoKept},
		{"unknown sources", "FROM golang:1.24-bookworm" + build, "base", "", "", finding.GoCgoUnknown},
		{"race detector", strings.Replace("FROM golang:1.24-bookworm"+build, "go build", "go build -race", 1) + goMainFile, "base", "", "", finding.GoCgoKept},
		{"libvips", "FROM golang:1.24-bookworm" + build + vips, "cc", "", "", finding.GoCgoKept},
	} {
		t.Run(c.name, func(t *testing.T) {
			rt, findings, img := goRuntime(t, base.Distroless, "-- Dockerfile --\n"+c.archive)
			if rt == nil {
				t.Fatalf("refused: %v", findings)
			}
			change := rt.Change(img.Stage)
			if rt.Final.Name != c.final || strings.Join(change.First, "\n") != c.first || change.Base != c.base {
				t.Errorf("final %s, first %q, base %q", rt.Final.Name, change.First, change.Base)
			}
			if c.id != "" && (len(findings) == 0 || findings[0].ID != c.id) {
				t.Errorf("findings %v, want %s", findings, c.id)
			}
		})
	}
}

func hasID(findings []finding.Finding, id finding.ID) bool {
	for _, f := range findings {
		if f.ID == id {
			return true
		}
	}
	return false
}

func TestGoMovesBuilder(t *testing.T) {
	const sqlite = "-- go.mod --\nmodule m\n-- main.go --\npackage main\n\nimport _ \"github.com/mattn/go-sqlite3\"\n"
	const kafka = "-- go.mod --\nmodule m\n-- main.go --\npackage main\n\nimport _ \"github.com/confluentinc/confluent-kafka-go/v2/kafka\"\n"
	const build = "WORKDIR /src\nCOPY . .\nRUN go build -o app\nCMD [\"./app\"]\n"
	for _, c := range []struct {
		name, archive string
		target        base.Target
		base          string
		first, edits  string
		removed       int
		refused       bool
	}{
		{"to Alpine", "FROM golang:1.24\n" + build + sqlite, base.Alpine, "golang:1.24-alpine3.23", "RUN apk add --no-cache gcc musl-dev", "", 0, false},
		{"to Alpine with a package", "FROM golang:1.24\nRUN apt-get update && apt-get install -y libsqlite3-dev && rm -rf /var/lib/apt/lists/*\n" + build + sqlite,
			base.Alpine, "golang:1.24-alpine3.23", "RUN apk add --no-cache gcc musl-dev pkgconf", "apk add --no-cache sqlite-dev", 0, false},
		{"to Alpine with make", "FROM golang:1.24\nRUN make tools || true\n" + build + sqlite, base.Alpine, "golang:1.24-alpine3.23", "RUN apk add --no-cache gcc musl-dev make", "", 0, false},
		{"a package and more", "FROM golang:1.24\nRUN apt-get update && apt-get install -y jq && jq --version\n" + build + sqlite,
			base.Alpine, "golang:1.24-alpine3.23", "RUN apk add --no-cache gcc musl-dev", "apk add --no-cache jq", 0, false},
		{"an unknown package", "FROM golang:1.24\nRUN apt-get update && apt-get install -y libnothing-dev\n" + build + sqlite, base.Alpine, "", "", "", 0, true},
		{"to Debian", "FROM golang:1.24-alpine\nRUN apk add --no-cache gcc musl-dev\n" + build + sqlite, base.Distroless, "golang:1.24-trixie", "", "", 1, false},
		{"tags for musl", "FROM golang:1.24\n" + build + kafka, base.Alpine, "golang:1.24-alpine3.23", "RUN apk add --no-cache gcc musl-dev", " -tags musl", 0, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			rt, findings, img := goRuntime(t, c.target, "-- Dockerfile --\n"+c.archive)
			if rt == nil || c.refused {
				if !c.refused || rt != nil || !hasID(findings, finding.GoCgoBuilder) {
					t.Fatalf("refused: %v, findings %v", rt == nil, findings)
				}
				return
			}
			change := rt.Change(img.Stage)
			edits := ""
			for _, e := range change.Edits {
				edits += e.New
			}
			if change.Base != c.base || strings.Join(change.First, "\n") != c.first || edits != c.edits || len(change.Remove) != c.removed {
				t.Errorf("base %q, first %q, edits %q, %d removed", change.Base, change.First, edits, len(change.Remove))
			}
		})
	}
}

const goUser = `-- go.mod --
module example.com/shop
-- main.go --
package main

import (
	"os"
	"os/exec"
	"time"
)

func main() {
	os.ReadFile("config.yaml")
	os.MkdirAll("data", 0o755)
	exec.Command("git", "clone")
	exec.Command("convert")
	time.LoadLocation("Europe/Oslo")
}
-- config.yaml --
-- extra.yaml --
-- other.yaml --
-- web/index.html --
`

func TestGoCarries(t *testing.T) {
	const file = "-- Dockerfile --\nFROM golang:1.24\nWORKDIR /src\nCOPY . .\nRUN go build -o app\nENV WEB=./web\nCMD [\"./app\", \"-c=extra.yaml\"]\n"
	rt, findings, _ := goRuntime(t, base.Alpine, file+goUser)
	if rt == nil {
		t.Fatal(findings)
	}
	var copies []string
	for _, c := range rt.Copies {
		copies = append(copies, c.Source+" "+c.Dest)
	}
	want := "/src/app /src/app, /src/extra.yaml /src/extra.yaml, /src/web /src/web, /src/config.yaml /src/config.yaml"
	if got := strings.Join(copies, ", "); got != want {
		t.Errorf("copies %s", got)
	}
	if got := strings.Join(rt.Writes, " "); got != "/src/data" {
		t.Errorf("writes %s", got)
	}
	if got := strings.Join(rt.Packages, " "); got != "git tzdata" {
		t.Errorf("packages %s", got)
	}
	if !hasID(findings, finding.GoProgram) {
		t.Error("nothing was said of convert, which nothing installs")
	}
}

func TestGoStartsShell(t *testing.T) {
	const file = "-- Dockerfile --\nFROM golang:1.24\nWORKDIR /src\nCOPY . .\nRUN go build -o app\nCMD [\"./app\"]\n" +
		"-- go.mod --\nmodule m\n-- main.go --\npackage main\n\nimport \"os/exec\"\n\nvar c = exec.Command(\"sh\", \"-c\", \"ls\")\n"
	if rt, findings, _ := goRuntime(t, base.Distroless, file); rt != nil || !hasID(findings, finding.GoShell) {
		t.Errorf("Distroless: %v", findings)
	}
	if rt, findings, _ := goRuntime(t, base.Alpine, file); rt == nil {
		t.Errorf("Alpine: %v", findings)
	}
}

func TestGoRunIsCompiled(t *testing.T) {
	rt, findings, img := goRuntime(t, base.Distroless, "-- Dockerfile --\nFROM golang:1.24\nWORKDIR /src\nCOPY . .\nCMD [\"go\", \"run\", \"-v\", \".\", \"-port\", \"80\"]\n"+goMainFile)
	if rt == nil {
		t.Fatal(findings)
	}
	if got := strings.Join(rt.Change(img.Stage).Last, "\n"); got != "RUN go build -v -o /usr/local/bin/shop ." {
		t.Errorf("builds with %q", got)
	}
	if got := strings.Join(rt.Cmd, " "); got != "/usr/local/bin/shop -port 80" {
		t.Errorf("runs %q", got)
	}
}

func TestGoDropsBuildVariables(t *testing.T) {
	rt, _, _ := goRuntime(t, base.Distroless, "-- Dockerfile --\nFROM golang:1.24\nWORKDIR /src\nCOPY . .\nRUN go build -o app\nCMD [\"./app\"]\n"+goMainFile)
	for name, want := range map[string]bool{"GOPROXY": true, "CGO_CFLAGS": true, "GOMAXPROCS": false, "GOOGLE_KEY": false, "PATH": false} {
		if rt.DropEnv(name) != want {
			t.Errorf("%s dropped: %v", name, !want)
		}
	}
}
