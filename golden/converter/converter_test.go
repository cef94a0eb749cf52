// Package converter gives every Dockerfile that the cases expect to BuildKit's own
// converter, which accepts it or not before anything is built. It is a module of its
// own, so that nothing of BuildKit's solver reaches dfmigrate.
package converter

import (
	"context"
	"encoding/json"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"github.com/moby/buildkit/client/llb/sourceresolver"
	"github.com/moby/buildkit/frontend/dockerfile/dockerfile2llb"
	"github.com/moby/buildkit/frontend/dockerui"
	"github.com/opencontainers/go-digest"
	"golang.org/x/tools/txtar"
)

// TestConverterAccepts converts want/Dockerfile of each case, for each target.
func TestConverterAccepts(t *testing.T) {
	converted := 0
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".txtar") {
			return err
		}
		archive, err := txtar.ParseFile(path)
		if err != nil {
			return err
		}
		for _, file := range archive.Files {
			if strings.HasPrefix(file.Name, "want") && strings.HasSuffix(file.Name, "/Dockerfile") {
				converted++
				convert(t, path+" "+file.Name, file.Data, buildArgs(string(archive.Comment)))
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if converted < 500 {
		t.Errorf("only %d Dockerfiles were found", converted)
	}
}

func convert(t *testing.T, name string, text []byte, args map[string]string) {
	_, err := dockerfile2llb.Dockerfile2LLB(context.Background(), text, dockerfile2llb.ConvertOpt{
		MetaResolver: plainImages{},
		Config:       dockerui.Config{BuildArgs: args},
	})
	if err != nil {
		t.Errorf("%s: %v", name, err)
	}
}

// buildArgs are the values of --build-arg on a case's command lines.
func buildArgs(comment string) map[string]string {
	args := map[string]string{}
	words := strings.Fields(comment)
	for i, w := range words {
		if w == "--build-arg" && i+1 < len(words) {
			name, value, _ := strings.Cut(words[i+1], "=")
			args[name] = value
		}
	}
	return args
}

// plainImages answers for every base image: Linux, and nothing but a PATH.
type plainImages struct{}

func (plainImages) ResolveImageConfig(_ context.Context, ref string, _ sourceresolver.Opt) (string, digest.Digest, []byte, error) {
	config, err := json.Marshal(map[string]any{
		"architecture": "amd64", "os": "linux",
		"config": map[string]any{"Env": []string{"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"}},
	})
	return ref, digest.FromBytes(config), config, err
}
