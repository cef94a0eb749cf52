// Package golden proves behaviour by cases: each *.txtar below a toolchain's
// folder holds prose, one or more command lines, a Dockerfile with its build
// context, and what is wanted. See README.md beside it.
package golden

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/dfmigrate/dfmigrate/rewrite"
	"github.com/dfmigrate/dfmigrate/rewrite/around"
	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

var update = flag.Bool("update", false, "rewrite the want/ files of the cases; read each of them before committing")

// golden is one case.
type golden struct {
	path    string
	archive *txtar.Archive
	runs    []run
}

// run is one command line of a case.
type run struct {
	opts      rewrite.Options
	noContext bool
	want      string // the folder of its want files
}

func TestGolden(t *testing.T) {
	for _, path := range cases(t) {
		t.Run(strings.TrimSuffix(filepath.ToSlash(path), ".txtar"), func(t *testing.T) {
			t.Parallel()
			g := load(t, path)
			for _, r := range g.runs {
				g.check(t, r)
			}
			if *update {
				if err := os.WriteFile(path, txtar.Format(g.archive), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

func cases(t *testing.T) []string {
	var paths []string
	err := filepath.WalkDir(".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (p == "cli" || p == "e2e" || p == "bench") {
			return filepath.SkipDir
		}
		if strings.HasSuffix(p, ".txtar") {
			paths = append(paths, p)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

func load(t *testing.T, path string) *golden {
	archive, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	g := &golden{path: path, archive: archive}
	for _, line := range strings.Split(string(archive.Comment), "\n") {
		if args, ok := strings.CutPrefix(line, "dfmigrate "); ok {
			g.runs = append(g.runs, parseRun(t, args))
		}
	}
	if len(g.runs) == 0 {
		t.Fatalf("%s: no line that starts with \"dfmigrate \"", path)
	}
	if len(g.runs) == 1 {
		g.runs[0].want = "want"
	}
	catalog := g.catalog(t)
	for i := range g.runs {
		g.runs[i].opts.Catalog = catalog
	}
	return g
}

func parseRun(t *testing.T, args string) run {
	r := run{}
	words := strings.Fields(args)
	value := func(i int) string {
		if i+1 >= len(words) {
			t.Fatalf("flag %s needs a value", words[i])
		}
		return words[i+1]
	}
	for i := 0; i < len(words); i++ {
		switch words[i] {
		case "--to":
			r.opts.Target = value(i)
			r.want = "want-" + r.opts.Target
			i++
		case "--base":
			r.opts.Base = value(i)
			r.want = "want-" + strings.NewReplacer("/", "-", ":", "-").Replace(r.opts.Base)
			i++
		case "--target":
			r.opts.Stage = value(i)
			i++
		case "--user":
			r.opts.User = value(i)
			i++
		case "--build-arg":
			k, v, _ := strings.Cut(value(i), "=")
			if r.opts.BuildArgs == nil {
				r.opts.BuildArgs = map[string]string{}
			}
			r.opts.BuildArgs[k] = v
			i++
		case "--debug-stage":
			r.opts.DebugStage = true
		case "--strict":
			r.opts.Strict = true
		case "-":
			r.noContext = true
		default:
			t.Fatalf("unknown flag %s in a case", words[i])
		}
	}
	return r
}

// file returns a file of the archive.
func (g *golden) file(name string) ([]byte, bool) {
	for _, f := range g.archive.Files {
		if f.Name == name {
			return f.Data, true
		}
	}
	return nil, false
}

func (g *golden) set(name string, data []byte) {
	for i := range g.archive.Files {
		if g.archive.Files[i].Name == name {
			g.archive.Files[i].Data = data
			return
		}
	}
	g.archive.Files = append(g.archive.Files, txtar.File{Name: name, Data: data})
}

// catalogFile describes the user's own bases and mirrors in a case.
const catalogFile = "bases.yaml"

func (g *golden) catalog(t *testing.T) *base.Catalog {
	text, ok := g.file(catalogFile)
	if !ok {
		return nil
	}
	var described struct {
		Bases   []base.Own    `yaml:"bases"`
		Mirrors []base.Mirror `yaml:"mirrors"`
	}
	if err := yaml.UnmarshalWithOptions(text, &described, yaml.Strict()); err != nil {
		t.Fatalf("%s: %s: %v", g.path, catalogFile, err)
	}
	catalog, err := base.NewCatalog(described.Bases, described.Mirrors)
	if err != nil {
		t.Fatalf("%s: %s: %v", g.path, catalogFile, err)
	}
	return catalog
}

func (g *golden) context(t *testing.T, r run) *project.Context {
	if r.noContext {
		return project.None()
	}
	c, err := project.New(g.files(), "Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// files are those of the case, without what is wanted.
func (g *golden) files() fstest.MapFS {
	files := fstest.MapFS{}
	for _, f := range g.archive.Files {
		if !strings.HasPrefix(f.Name, "want") && f.Name != catalogFile {
			files[f.Name] = &fstest.MapFile{Data: f.Data, Mode: 0o644}
		}
	}
	return files
}

// around is what the case's files say of its Dockerfile.
func (g *golden) around(r run) around.Uses {
	if r.noContext {
		return around.Uses{}
	}
	return around.Read(g.files(), func(string) bool { return false }).Of("Dockerfile")
}

// check runs one command line, compares it with what is wanted, and asks of
// variants of the same file what must hold for every file.
func (g *golden) check(t *testing.T, r run) {
	input, ok := g.file("Dockerfile")
	if !ok {
		t.Fatal("the case has no Dockerfile")
	}
	r.opts.Around = g.around(r)
	res := rewrite.Migrate(context.Background(), source.NewFile("Dockerfile", input), g.context(t, r), r.opts)
	if *update {
		g.update(r, res)
	} else {
		g.compare(t, r, res)
	}
	if res.Status == rewrite.Migrated {
		properties(t, input, res)
		g.variants(t, r, input, res)
	}
}

func findings(f *source.File, res rewrite.Result) []byte {
	var b bytes.Buffer
	for _, x := range res.Findings {
		place := fmt.Sprint(f.Position(x.Span.Start).Line)
		if x.File != "" {
			place = fmt.Sprintf("%s:%d", x.File, x.Line)
		}
		severity := x.Severity.String()
		if x.Accepted != nil {
			severity += fmt.Sprintf(", accepted on line %d (%s)", x.Accepted.Line, x.Accepted.Reason)
		}
		fmt.Fprintf(&b, "%s: %s: %s [%s]\n", place, severity, x.Message, x.ID)
		if rule, _ := finding.Lookup(x.ID); x.Fix != rule.Fix {
			fmt.Fprintf(&b, "    %s\n", x.Fix)
		}
	}
	if res.Err != nil {
		fmt.Fprintf(&b, "%v\n", res.Err)
	}
	return b.Bytes()
}

func (g *golden) update(r run, res rewrite.Result) {
	g.set(r.want+"/status", []byte(string(res.Status)+"\n"))
	g.set(r.want+"/findings", findings(source.NewFile("Dockerfile", res.Before), res))
	if res.Status == rewrite.Migrated {
		g.set(r.want+"/Dockerfile", res.After)
	} else {
		g.archive.Files = remove(g.archive.Files, r.want+"/Dockerfile")
	}
}

func remove(files []txtar.File, name string) []txtar.File {
	var kept []txtar.File
	for _, f := range files {
		if f.Name != name {
			kept = append(kept, f)
		}
	}
	return kept
}

func (g *golden) compare(t *testing.T, r run, res rewrite.Result) {
	t.Helper()
	status, ok := g.file(r.want + "/status")
	if !ok {
		t.Fatalf("the case has no %s/status: run with -update and read what it wrote", r.want)
	}
	if got := string(res.Status) + "\n"; got != string(status) {
		t.Errorf("%s: status is %q, want %q", r.want, got, status)
	}
	want, _ := g.file(r.want + "/findings")
	if diff := cmp.Diff(string(want), string(findings(source.NewFile("Dockerfile", res.Before), res))); diff != "" {
		t.Errorf("%s/findings (-want +got):\n%s", r.want, diff)
	}
	if res.Status != rewrite.Migrated {
		return
	}
	file, _ := g.file(r.want + "/Dockerfile")
	if diff := cmp.Diff(string(file), string(res.After)); diff != "" {
		t.Errorf("%s/Dockerfile (-want +got):\n%s", r.want, diff)
	}
}
