package image_test

import (
	"testing"
	"testing/fstest"

	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// interpret returns the image of the last stage of a Dockerfile.
func interpret(t *testing.T, text string, files fstest.MapFS) *image.Image {
	t.Helper()
	df, err := dockerfile.Parse(source.NewFile("Dockerfile", []byte(text)), nil)
	if err != nil {
		t.Fatal(err)
	}
	build := project.None()
	if files != nil {
		if build, err = project.New(files, "Dockerfile"); err != nil {
			t.Fatal(err)
		}
	}
	in := &image.Interpreter{Dockerfile: df, Context: build}
	return in.Stage(df.Stages[len(df.Stages)-1])
}

func TestLookup(t *testing.T) {
	files := fstest.MapFS{
		"conf/app.yaml": {Data: []byte("a: 1\n")},
		"run.sh":        {Data: []byte("#!/bin/sh\n")},
	}
	tests := []struct {
		name, text, path string
		want             image.Presence
		kind             image.Kind
	}{
		{"file of a copied folder", "FROM debian\nCOPY . /app\n", "/app/conf/app.yaml", image.Present, image.FromContext},
		{"no such file", "FROM debian\nCOPY . /app\n", "/app/conf/none.yaml", image.Absent, image.FromBase},
		{"file renamed by COPY", "FROM debian\nCOPY run.sh /start\n", "/start", image.Present, image.FromContext},
		{"file into a folder", "FROM debian\nWORKDIR /app\nCOPY run.sh ./\n", "/app/run.sh", image.Present, image.FromContext},
		{"moved away", "FROM debian\nCOPY run.sh /a/\nRUN mv /a/run.sh /b\n", "/a/run.sh", image.Absent, image.Removed},
		{"moved to", "FROM debian\nCOPY run.sh /a/\nRUN mv /a/run.sh /b\n", "/b", image.Present, image.FromContext},
		{"removed", "FROM debian\nCOPY . /app\nRUN rm -rf /app/conf\n", "/app/conf/app.yaml", image.Absent, image.Removed},
		{"made", "FROM debian\nRUN mkdir -p /data\n", "/data", image.Present, image.Made},
		{"written by a redirection", "FROM debian\nRUN echo hi > /etc/motd\n", "/etc/motd", image.Present, image.FromRun},
		{"through a stage", "FROM debian AS a\nCOPY . /src\nFROM debian\nCOPY --from=a /src/conf /etc/conf\n", "/etc/conf/app.yaml", image.Present, image.FromStage},
		{"after an unknown command", "FROM debian\nRUN make install\n", "/usr/local/bin/x", image.Possible, image.FromRun},
		{"of the base", "FROM debian\n", "/bin/ls", image.Absent, image.FromBase},
		{"in a subshell's folder", "FROM debian\nRUN (cd /x && touch y) && touch z\n", "/x/y", image.Present, image.FromRun},
		{"after a subshell", "FROM debian\nRUN (cd /x && touch y) && touch z\n", "/z", image.Present, image.FromRun},
		{"in a literal loop", "FROM debian\nRUN for n in a b; do touch /l/$n; done\n", "/l/b", image.Present, image.FromRun},
		{"named by an ARG without a value", "FROM debian\nARG ARCH\nRUN touch /bin-$ARCH\n", "/bin-${ARCH}", image.Present, image.FromRun},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e, got := interpret(t, tt.text, files).Tree.Lookup(tt.path)
			if got != tt.want || e.Kind != tt.kind {
				t.Errorf("Lookup(%q) = kind %d, presence %d; want %d, %d", tt.path, e.Kind, got, tt.kind, tt.want)
			}
		})
	}
}

func TestUnknownContextIsPossible(t *testing.T) {
	img := interpret(t, "FROM debian\nCOPY . /app\n", nil)
	if _, got := img.Tree.Lookup("/app/main.py"); got != image.Possible {
		t.Errorf("a file of an unknown context is %d, want possible", got)
	}
}

func TestReadFileThroughStages(t *testing.T) {
	files := fstest.MapFS{"run.sh": {Data: []byte("#!/bin/sh\nexec app\n")}}
	img := interpret(t, "FROM debian AS a\nCOPY run.sh /run.sh\nFROM debian\nCOPY --from=a /run.sh /start.sh\n", files)
	got, ok := img.Tree.ReadFile("/start.sh")
	if !ok || string(got) != "#!/bin/sh\nexec app\n" {
		t.Errorf("ReadFile = %q, %v", got, ok)
	}
}

func TestPackagesAndUsers(t *testing.T) {
	img := interpret(t, "FROM alpine:3.24\nRUN apk add --no-cache --virtual .build gcc=1.2 && apk add git@edge && apk del .build\nRUN adduser -D -u 1001 -h /home/a app\n", nil)
	if len(img.Packages) != 1 || img.Packages[0].Name != "git" {
		t.Errorf("packages are %+v, want git alone", img.Packages)
	}
	last := img.Users[len(img.Users)-1]
	if last.Name != "app" || last.UID != "1001" || last.Home != "/home/a" {
		t.Errorf("user is %+v", last)
	}
}
