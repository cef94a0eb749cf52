package bulk_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/dfmigrate/dfmigrate/rewrite"
	"github.com/dfmigrate/dfmigrate/rewrite/bulk"
	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// monorepo writes a folder with two services, for the examples.
func monorepo() (dir string, remove func()) {
	dir, err := os.MkdirTemp("", "monorepo-")
	if err != nil {
		panic(err)
	}
	for _, service := range []string{"cart", "search"} {
		for name, text := range map[string]string{
			"Dockerfile": "FROM golang:1.24\nWORKDIR /src\nCOPY . .\nRUN CGO_ENABLED=0 go build -o /" + service + " .\nCMD [\"/" + service + "\"]\n",
			"go.mod":     "module example.com/" + service + "\n\ngo 1.24\n",
			"main.go":    "package main\n\nfunc main() {}\n",
		} {
			target := filepath.Join(dir, service, name)
			_ = os.MkdirAll(filepath.Dir(target), 0o755)
			if err := os.WriteFile(target, []byte(text), 0o644); err != nil {
				panic(err)
			}
		}
	}
	return dir, func() { os.RemoveAll(dir) }
}

// migrate reads, parses and migrates the Dockerfile at a path, with the build context
// that its COPY instructions point to.
func migrate(ctx context.Context, folders *bulk.Folders, path string) (rewrite.Result, error) {
	text, err := bulk.ReadFile(path)
	if err != nil {
		return rewrite.Result{}, err
	}
	d, err := dockerfile.Parse(source.NewFile(path, text), nil)
	if err != nil {
		return rewrite.Result{}, err
	}
	build, err := folders.FindContext(d, path)
	if err != nil {
		return rewrite.Result{}, err
	}
	defer build.Close()
	return rewrite.MigrateParsed(ctx, d, build.Context, rewrite.Options{Target: "distroless"}), nil
}

// A whole folder is migrated in place: what is found, several at once, each written all
// at once, reported in the order in which it was found.
func Example() {
	dir, remove := monorepo()
	defer remove()

	configs, err := bulk.NewConfigs("", time.Now()) // the nearest .dfmigrate.yaml of each file
	if err != nil {
		fmt.Println(err)
		return
	}
	folders := &bulk.Folders{} // shared by all that looks at the tree
	inputs, err := folders.Find([]string{dir}, bulk.Selection{}, configs)
	if err != nil {
		fmt.Println(err)
		return
	}
	writer := bulk.Writer{Folders: folders}
	type outcome struct {
		path string
		rewrite.Result
		err error
	}
	err = bulk.InOrder(context.Background(), inputs, 4, func(in bulk.Input) outcome {
		res, err := migrate(context.Background(), folders, in.Path)
		if err == nil && res.Status == rewrite.Migrated {
			err = writer.Replace(in.Path, res.Before, res.After)
		}
		return outcome{in.Path, res, err}
	}, func(o outcome) {
		name, _ := filepath.Rel(dir, o.path)
		fmt.Println(filepath.ToSlash(name), o.Status, "to", o.BaseAfter, o.err)
	})
	if err := errors.Join(err, writer.Close()); err != nil {
		fmt.Println(err)
	}
	// Output:
	// cart/Dockerfile migrated to gcr.io/distroless/static-debian13:nonroot <nil>
	// search/Dockerfile migrated to gcr.io/distroless/static-debian13:nonroot <nil>
}

// When ctx ends, nothing more is started, what is done is handed over, and InOrder
// returns the cause.
func ExampleInOrder() {
	ctx, cancel := context.WithCancelCause(context.Background())
	words := strings.Fields("build once run anywhere")
	err := bulk.InOrder(ctx, words, 1, func(word string) string {
		if word == "run" {
			cancel(errors.New("that will do"))
		}
		return strings.ToUpper(word)
	}, func(loud string) { fmt.Println(loud) })
	fmt.Println("error:", err)
	// Output:
	// BUILD
	// ONCE
	// RUN
	// error: that will do
}
