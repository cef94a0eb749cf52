//go:build unix

package main

import (
	"bytes"
	"embed"
	"fmt"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"strings"
	"text/template"

	"golang.org/x/tools/txtar"
)

// services holds the kinds of services of the monorepo, an archive each: how often it
// comes in the first line ("weight 14"), then its files as templates of a service.
//
//go:embed services
var services embed.FS

// kind is a kind of service.
type kind struct {
	weight int
	files  []*template.Template // each by its path in the service's folder
}

// service is what the templates of a kind are about.
type service struct {
	Name, Team string
	Port       int
	random     *rand.Rand
}

// Pick is one of the choices.
func (s *service) Pick(choices ...string) string { return choices[s.random.IntN(len(choices))] }

// Maybe is true half of the time.
func (s *service) Maybe() bool { return s.random.IntN(2) == 0 }

// stats says how much there is in a tree.
type stats struct {
	dockerfiles    []string // their paths
	files          int      // Dockerfiles included
	lines, bytes   int      // of the Dockerfiles
	servicesByTeam map[string][]string
}

// writeTree writes a monorepo of count services below dir: a folder for each, in one
// for its team, and what a repository has around them. The same seed and count give the
// same bytes.
func writeTree(dir string, count int, seed uint64) (*stats, error) {
	kinds, err := loadKinds()
	if err != nil {
		return nil, err
	}
	total := 0
	for _, k := range kinds {
		total += k.weight
	}
	st := &stats{servicesByTeam: map[string][]string{}}
	for i := range count {
		random := rand.New(rand.NewPCG(seed, uint64(i)))
		s := newService(i, random)
		n := random.IntN(total)
		which := 0
		for n >= kinds[which].weight {
			n -= kinds[which].weight
			which++
		}
		if err := st.write(dir, kinds[which], s); err != nil {
			return nil, err
		}
	}
	return st, st.writeAround(dir)
}

// newService is the service with number i. Names differ, so that no two Dockerfiles
// are the same.
func newService(i int, random *rand.Rand) *service {
	things := []string{"billing", "search", "catalogue", "mail", "stock", "price", "user", "order", "report", "media"}
	doers := []string{"api", "worker", "gateway", "sync", "proxy", "web", "feed", "jobs"}
	return &service{
		Name:   fmt.Sprintf("%s-%s-%d", things[random.IntN(len(things))], doers[random.IntN(len(doers))], i),
		Team:   fmt.Sprintf("team-%02d", random.IntN(40)),
		Port:   8000 + random.IntN(1000),
		random: random,
	}
}

func (st *stats) write(dir string, k kind, s *service) error {
	folder := path.Join(s.Team, s.Name)
	for _, t := range k.files {
		var text bytes.Buffer
		if err := t.Execute(&text, s); err != nil {
			return err
		}
		if err := st.writeFile(dir, path.Join(folder, t.Name()), text.Bytes()); err != nil {
			return err
		}
	}
	st.servicesByTeam[s.Team] = append(st.servicesByTeam[s.Team], s.Name)
	return nil
}

// writeAround writes what lies beside the services: the marks of a git repository, its
// CODEOWNERS, and a compose.yaml for each team that builds its first services.
func (st *stats) writeAround(dir string) error {
	around := map[string]string{
		".git/HEAD":  "ref: refs/heads/main\n",
		".gitignore": "node_modules/\n*.log\ndist/\n",
	}
	var owners strings.Builder
	for team, names := range st.servicesByTeam {
		compose := "services:\n"
		for _, name := range names[:min(len(names), 10)] {
			compose += fmt.Sprintf("  %s:\n    build: ./%s\n", name, name)
		}
		around[team+"/compose.yaml"] = compose
	}
	for n := range 40 {
		fmt.Fprintf(&owners, "/team-%02d/ @example/team-%02d\n", n, n)
	}
	around["CODEOWNERS"] = owners.String()
	for name, text := range around {
		if err := st.writeFile(dir, name, []byte(text)); err != nil {
			return err
		}
	}
	return nil
}

func (st *stats) writeFile(dir, name string, text []byte) error {
	target := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
		return err
	}
	st.files++
	if path.Base(name) == "Dockerfile" {
		st.dockerfiles = append(st.dockerfiles, target)
		st.lines += bytes.Count(text, []byte("\n"))
		st.bytes += len(text)
	}
	return os.WriteFile(target, text, 0o644)
}

func loadKinds() ([]kind, error) {
	entries, err := services.ReadDir("services")
	if err != nil {
		return nil, err
	}
	var kinds []kind
	for _, e := range entries {
		text, err := services.ReadFile("services/" + e.Name())
		if err != nil {
			return nil, err
		}
		archive := txtar.Parse(text)
		var k kind
		if _, err := fmt.Sscanf(string(archive.Comment), "weight %d\n", &k.weight); err != nil {
			return nil, fmt.Errorf("%s: %w", e.Name(), err)
		}
		for _, f := range archive.Files {
			t, err := template.New(f.Name).Parse(string(f.Data))
			if err != nil {
				return nil, fmt.Errorf("%s: %w", e.Name(), err)
			}
			k.files = append(k.files, t)
		}
		kinds = append(kinds, k)
	}
	return kinds, nil
}

// writeLong writes one Dockerfile of the given number of lines: a long build stage,
// whose instructions are of the ordinary kinds and sizes, and a short final one.
func writeLong(name string, lines int) error {
	var text bytes.Buffer
	text.WriteString("FROM golang:1.24 AS build\nWORKDIR /src\nCOPY . .\n")
	for n := 3; n < lines-6; {
		switch n % 5 {
		case 0:
			fmt.Fprintf(&text, "# step %d\n", n)
			n++
		case 1:
			fmt.Fprintf(&text, "ENV STEP_%d=%d\n", n, n)
			n++
		case 2:
			fmt.Fprintf(&text, "COPY a/%d.txt /data/%d\n", n, n)
			n++
		default:
			fmt.Fprintf(&text, "RUN set -e; \\\n    echo %d > /tmp/%d\n", n, n)
			n += 2
		}
	}
	text.WriteString("RUN CGO_ENABLED=0 go build -o /out/app .\n\nFROM alpine:3.20\nCOPY --from=build /out/app /app\nENTRYPOINT [\"/app\"]\n")
	return os.WriteFile(name, text.Bytes(), 0o644)
}
