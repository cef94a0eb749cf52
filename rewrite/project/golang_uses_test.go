package project

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func goUses(t *testing.T, archive string) *GoUses {
	t.Helper()
	p, err := goTree(t, archive).Program(".", nil, GoBuild{})
	if err != nil {
		t.Fatal(err)
	}
	u, err := p.Uses()
	if err != nil {
		t.Fatal(err)
	}
	return u
}

const goServer = `
-- go.mod --
module example.com/app
-- main.go --
package main

import (
	"embed"
	"html/template"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/joho/godotenv"
	"github.com/spf13/viper"
)

//go:embed mail
var mail embed.FS

const dir = "templates"

type T struct {
	A string ` + "`json:\"notes.txt\"`" + `
}

func main() {
	godotenv.Load()
	viper.AddConfigPath("./conf")
	viper.SetConfigName("app")
	template.ParseGlob(dir + "/*.html")
	template.ParseFS(mail, "mail/*.txt")
	http.Handle("/", http.FileServer(http.Dir("./static")))
	os.ReadFile("/etc/app/key.pem")
	os.ReadFile(os.Args[1])
	os.MkdirAll("data/uploads", 0o755)
	os.OpenFile("app.log", os.O_CREATE|os.O_APPEND, 0o644)
	exec.Command("git", "clone", os.Args[2])
	exec.Command("sh", "-c", "ls | wc")
	time.LoadLocation("Europe/Oslo")
	os.Getenv("HOME")
	wd, _ := os.Getwd()
	run(filepath.Join(wd, "migrations"), wd+"/words.txt", "text/html", "main.go", "https://example.com/static", "lib")
	http.ListenAndServe(":8080", nil)
}
-- lib/lib.go --
package lib
-- .env --
-- conf/app.yaml --
-- conf/other.yaml --
-- templates/index.html --
-- mail/welcome.txt --
-- static/site.css --
-- migrations/1.sql --
-- words.txt --
-- notes.txt --
-- README.md --
`

func TestGoAssets(t *testing.T) {
	u := goUses(t, goServer)
	var got []string
	for _, a := range u.Assets(txtarFS(goServer), ".") {
		got = append(got, fmt.Sprintf("%s %v %s:%d", a.Path, a.Dir, a.Name.File, a.Name.Line))
	}
	want := []string{
		".env false main.go:26",
		"conf/app.yaml false main.go:27",
		"migrations true main.go:41",
		"static true main.go:31",
		"templates true main.go:29",
		"words.txt false main.go:41",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestGoUses(t *testing.T) {
	u := goUses(t, goServer)
	got := map[GoUse][]string{}
	for _, n := range u.Names {
		if n.Use != UseNamed && n.Use != UseRead {
			got[n.Use] = append(got[n.Use], fmt.Sprint(n.Text, n.Args))
		}
	}
	want := map[GoUse][]string{
		UseConfigDir:  {"./conf[]"},
		UseConfigName: {"app[]"},
		UseWrite:      {"data/uploads[]", "app.log[]"},
		UseProgram:    {"git[clone ]", "sh[-c ls | wc]"},
		UseZone:       {"Europe/Oslo[]"},
		UseEnv:        {"HOME[]"},
		UseListen:     {":8080[]"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	computed := 0
	for _, n := range u.Of(UseRead) {
		if n.Computed() {
			computed++
		}
	}
	if computed != 1 {
		t.Errorf("%d reads of a computed name, want os.ReadFile(os.Args[1])", computed)
	}
}

func TestGoAssetsFromAnotherDirectory(t *testing.T) {
	u := goUses(t, goServer)
	if got := u.Assets(txtarFS(goServer), "elsewhere"); len(got) != 0 {
		t.Errorf("found %v from a directory that has none of them", got)
	}
}

func TestGoReadsWorkingDirectory(t *testing.T) {
	const archive = "-- go.mod --\nmodule a\n-- main.go --\npackage main\n\nimport \"net/http\"\n\nvar d = http.Dir(\".\")\n"
	got := goUses(t, archive).Assets(txtarFS(archive), ".")
	if len(got) != 1 || got[0].Path != "." || !got[0].Dir {
		t.Errorf("got %v", got)
	}
}

func TestGoRowsDecode(t *testing.T) {
	cgo, err := readGoRows[goCgoRows]("data/go_cgo.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range cgo.Modules {
		if _, ok := goCgoRow(row.Module); ok == row.Pure || !row.Pure && row.Reason == "" {
			t.Errorf("%s does not stand for itself", row.Module)
		}
	}
	calls, err := readGoRows[goCallRows]("data/go_calls.yaml")
	if err != nil {
		t.Fatal(err)
	}
	known := map[GoUse]bool{
		UseRead: true, UseWrite: true, UseOpen: true, UseDatabase: true, UseProgram: true, UseEnv: true, UseHome: true,
		UseAccount: true, UseZone: true, UseListen: true, UseConfigDir: true, UseConfigName: true, usePass: true,
	}
	for _, row := range calls.Calls {
		if len(row.Funcs) == 0 || !known[row.Use] {
			t.Errorf("row %+v has no function or an unknown use", row)
		}
	}
	watchers, err := readGoRows[goWatcherRows]("data/go_watchers.yaml")
	if err != nil || watchers.Source == "" || watchers.Checked == "" {
		t.Errorf("watchers: %v, %+v", err, watchers)
	}
	if !IsGoWatcher("github.com/air-verse/air") || IsGoWatcher("github.com/air-verse/airplane") {
		t.Error("watchers are told apart wrongly")
	}
	if cgo.Source == "" || cgo.Checked == "" || calls.Source == "" || calls.Checked == "" {
		t.Error("rows without a source or a date")
	}
}
