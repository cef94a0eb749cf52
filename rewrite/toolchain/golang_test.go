package toolchain

import (
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// goStage interprets the last stage of the Dockerfile of a txtar archive, with the
// other files as its context; without others the context is unknown.
func goStage(t *testing.T, archive string) (*dockerfile.Dockerfile, *image.Image, *image.Process) {
	t.Helper()
	a := txtar.Parse([]byte(archive))
	context := fstest.MapFS{}
	var text []byte
	for _, f := range a.Files {
		context[f.Name] = &fstest.MapFile{Data: f.Data}
		if f.Name == "Dockerfile" {
			text = f.Data
		}
	}
	ctx := project.None()
	if len(a.Files) > 1 {
		var err error
		if ctx, err = project.New(context, "Dockerfile"); err != nil {
			t.Fatal(err)
		}
	}
	d, err := dockerfile.Parse(source.NewFile("Dockerfile", text), nil)
	if err != nil {
		t.Fatal(err)
	}
	in := &image.Interpreter{Dockerfile: d, Context: ctx, Effects: []image.Effect{golang{}.Effect}}
	img := in.Stage(d.Stages[len(d.Stages)-1])
	return d, img, img.Process()
}

const goMainFile = "-- go.mod --\nmodule example.com/team/shop\n-- main.go --\npackage main\n\nfunc main() {}\n"

func TestGoOutputs(t *testing.T) {
	for _, c := range []struct{ name, archive, want string }{
		{"named", "FROM golang:1.24\nWORKDIR /src\nCOPY . .\nRUN go build -o /bin/app .\n", "/bin/app"},
		{"relative", "FROM golang:1.24\nWORKDIR /src\nCOPY . .\nRUN go build -o bin/app\n", "/src/bin/app"},
		{"equals sign", "FROM golang:1.24\nWORKDIR /src\nCOPY . .\nRUN go build -o=app .\n", "/src/app"},
		{"module's name", "FROM golang:1.24\nWORKDIR /src\nCOPY . .\nRUN go build\n", "/src/shop"},
		{"file's name", "FROM golang:1.24\nWORKDIR /src\nCOPY . .\nRUN go build -v main.go\n", "/src/main"},
		{"into a directory", "FROM golang:1.24\nWORKDIR /src\nCOPY . .\nRUN go build -o /out/ .\n", "/out/shop"},
		{"into the working directory", "FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN go build -o /app .\n", "/app/shop"},
		{"into a made directory", "FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN mkdir /out && go build -o /out .\n", "/out/shop"},
		{"installed", "FROM golang:1.24\nWORKDIR /src\nCOPY . .\nRUN go install .\n", "/go/bin/shop"},
		{"installed to GOBIN", "FROM golang:1.24\nENV GOBIN=/usr/bin\nWORKDIR /src\nCOPY . .\nRUN go install\n", "/usr/bin/shop"},
		{"downloaded", "FROM golang:1.24\nRUN go install example.com/tool/v2/cmd/x@latest\nRUN go install example.com/tool/v2@v2.1.0\n", "/go/bin/x /go/bin/tool"},
		{"flags with values", "FROM golang:1.24\nWORKDIR /src\nCOPY . .\nRUN GOOS=linux go build -tags 'a b' -ldflags \"-s -w -X main.v=$(date)\" -o app main.go\n", "/src/app"},
		{"cd before", "FROM golang:1.24\nCOPY . /src\nRUN cd /src && go build -o app\n", "/src/app"},
		{"-C", "FROM golang:1.24\nCOPY . /src\nRUN go build -C /src -o app\n", "/src/app"},
		{"a loop", "FROM golang:1.24\nWORKDIR /src\nCOPY . .\nRUN for c in a b; do go build -o /out/$c .; done\n", "/out/a /out/b"},
		{"thrown away", "FROM golang:1.24\nWORKDIR /src\nCOPY . .\nRUN go build -o /dev/null . && go vet ./... && go mod download\n", ""},
		{"a check", "FROM golang:1.24\nWORKDIR /src\nCOPY . .\nRUN go build ./...\n", ""},
		{"an old get", "FROM golang:1.16\nRUN go get github.com/githubnemo/CompileDaemon\n", "/go/bin/CompileDaemon"},
		{"a new get", "FROM golang:1.24\nRUN go get github.com/githubnemo/CompileDaemon\n", ""},
		{"a variable's value", "FROM golang:1.24\nARG OUT=/out\nWORKDIR /src\nCOPY . .\nRUN go build -o ${OUT}/app .\n", "/out/app"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, img, _ := goStage(t, "-- Dockerfile --\n"+c.archive+goMainFile)
			var got []string
			for _, a := range img.Artifacts {
				if a.Kind == "binary" {
					got = append(got, a.Path)
				}
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// The names are those of the programs, wherever COPY put their sources.
func TestGoMainsWhereCopyPutThem(t *testing.T) {
	_, img, _ := goStage(t, `-- Dockerfile --
FROM golang:1.24
WORKDIR /work
COPY go.mod ./
COPY services/api/main.go main.go
COPY cmd/ cmd/
RUN go build -o /out/ ./...
-- go.mod --
module example.com/team/shop
-- services/api/main.go --
package main
-- cmd/worker/main.go --
package main
-- cmd/lib/lib.go --
package lib
`)
	var got []string
	for _, a := range img.Artifacts {
		got = append(got, a.Path+" from "+a.Facts.(*goBuilt).Dir)
	}
	want := "/out/shop from /work, /out/worker from /work/cmd/worker"
	if strings.Join(got, ", ") != want {
		t.Errorf("got %q", got)
	}
}

func TestGoMatch(t *testing.T) {
	for _, c := range []struct{ name, archive, want string }{
		{"by path", "FROM golang:1.24\nWORKDIR /src\nCOPY . .\nRUN go build -o app\nCMD [\"./app\"]\n" + goMainFile, "/src/app"},
		{"by name", "FROM golang:1.24\nWORKDIR /src\nCOPY . .\nRUN go install\nCMD shop\n" + goMainFile, "/go/bin/shop"},
		{"copied", "FROM golang:1.24 AS b\nWORKDIR /src\nCOPY . .\nRUN go build -o app\nFROM alpine\nCOPY --from=b /src/app /app\nENTRYPOINT [\"/app\"]\n" + goMainFile, "/app"},
		{"copied with its directory", "FROM golang:1.24 AS b\nWORKDIR /src\nCOPY . .\nRUN go build -o /out/app\nFROM alpine\nCOPY --from=b /out /bin\nENTRYPOINT [\"app\"]\n" + goMainFile, "/bin/app"},
		{"unknown context, unnamed", "FROM golang:1.24\nWORKDIR /src\nCOPY . .\nRUN go build\nCMD [\"./anything\"]\n", "/src/anything"},
		{"unknown context, unnamed, copied", "FROM golang:1.24 AS b\nWORKDIR /src\nCOPY . .\nRUN go build\nFROM alpine\nCOPY --from=b /src/thing /thing\nCMD [\"/thing\"]\n", "/thing"},
		{"go run", "FROM golang:1.24\nWORKDIR /src\nCOPY . .\nCMD go run .\n" + goMainFile, "/usr/local/bin/shop"},
		{"go run of a file", "FROM golang:1.24\nWORKDIR /src\nCOPY . .\nCMD [\"go\", \"run\", \"main.go\", \"-v\"]\n" + goMainFile, "/usr/local/bin/app"},
		{"make", "FROM golang:1.24 AS b\nWORKDIR /src\nCOPY . .\nRUN make build\nFROM alpine\nCOPY --from=b /src/bin/app /app\nCMD [\"/app\"]\n" + goMainFile, "/app"},
		{"make with a makefile", "FROM golang:1.24 AS b\nWORKDIR /src\nCOPY . .\nRUN make\nFROM alpine\nCOPY --from=b /src/bin/app /app\nCMD [\"/app\"]\n-- Makefile --\nOUT := bin/app\nbuild:\n\tgo build -o $(OUT) .\n" + goMainFile, "/app"},
		{"a file of the context", "FROM alpine\nCOPY main.go /app\nCMD [\"/app\"]\n" + goMainFile, ""},
		{"the go command itself", "FROM golang:1.24\nCMD [\"go\", \"version\"]\n" + goMainFile, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, img, p := goStage(t, "-- Dockerfile --\n"+c.archive)
			m := golang{}.Match(img, p)
			got := ""
			if m != nil {
				got = m.Facts.(*goMatch).File
			}
			if got != c.want {
				t.Errorf("matched %q, want %q", got, c.want)
			}
		})
	}
}
