package project

import (
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"
)

// NodeLock is a lock file: what an install gives, down to the last dependency.
type NodeLock struct {
	// Path is the file.
	Path string
	// Manager is "npm", "yarn" (1.x), "yarn-berry" (2 and later) or "pnpm".
	Manager string
	// Packages are sorted by name, then version.
	Packages []NodeLocked
}

// NodeLocked is one package of a lock file.
type NodeLocked struct {
	Name, Version string
	// Path is where npm puts it ("node_modules/a/node_modules/b"); other
	// managers don't tell.
	Path string
	// Dev: only dev dependencies ask for it. DevKnown is false where the lock
	// file does not tell.
	Dev, DevKnown bool
	// Optional: an install without it succeeds.
	Optional bool
	// Script says whether the package has an install script, or needs a build:
	// ScriptUnknown where the lock file does not tell.
	Script NodeInstallScript
	// Bin maps its commands to scripts below the package; nil when not told.
	Bin map[string]string
	// OS, CPU and Libc are the systems that the package is for; empty is all.
	OS, CPU, Libc []string
}

// NodeInstallScript says whether something runs when a package is installed.
type NodeInstallScript int

const (
	// ScriptUnknown: the lock file does not say.
	ScriptUnknown NodeInstallScript = iota
	// ScriptNone: nothing runs.
	ScriptNone
	// ScriptRuns: an install script runs, which may compile or fetch a binary.
	ScriptRuns
)

// nodeLockReaders are in the order in which a directory's lock files count: npm
// prefers its shrinkwrap.
var nodeLockReaders = []struct {
	file string
	read func([]byte) (*NodeLock, error)
}{
	{"npm-shrinkwrap.json", parseNpmLock},
	{"package-lock.json", parseNpmLock},
	{"pnpm-lock.yaml", parsePnpmLock},
	{"yarn.lock", parseYarnLock},
}

// ReadNodeLocks reads every lock file of dir, or else of the nearest directory
// above it that has one, as a workspace's packages share their root's. A file
// that can't be read is an error; none at all is not.
func ReadNodeLocks(files Files, dir string) ([]*NodeLock, error) {
	for dir = clean(dir); ; dir = path.Dir(dir) {
		var locks []*NodeLock
		for _, reader := range nodeLockReaders {
			name := path.Join(dir, reader.file)
			if !files.Exists(name) {
				continue
			}
			content, err := files.ReadFile(name)
			if err != nil {
				return nil, err
			}
			lock, err := reader.read(content)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			lock.Path = name
			lock.sort()
			locks = append(locks, lock)
		}
		if len(locks) > 0 || dir == "." {
			return locks, nil
		}
	}
}

// Command returns the package whose bin has the command, when the lock file
// tells: the one that lies nearest to the root of node_modules.
func (l *NodeLock) Command(name string) (NodeLocked, bool) {
	var best NodeLocked
	for _, p := range l.Packages {
		if _, ok := p.Bin[name]; ok && (best.Name == "" || len(p.Path) < len(best.Path)) {
			best = p
		}
	}
	return best, best.Name != ""
}

func (l *NodeLock) sort() {
	slices.SortStableFunc(l.Packages, func(a, b NodeLocked) int {
		if c := strings.Compare(a.Name, b.Name); c != 0 {
			return c
		}
		return strings.Compare(a.Version, b.Version)
	})
}

// npmLock is package-lock.json: version 1 has Dependencies, version 3 Packages,
// version 2 both.
type npmLock struct {
	LockfileVersion int                         `json:"lockfileVersion"`
	Packages        map[string]npmLockedPackage `json:"packages"`
	Dependencies    map[string]npmLockedTree    `json:"dependencies"`
}

type npmLockedPackage struct {
	Name             string          `json:"name"`
	Version          string          `json:"version"`
	Link             bool            `json:"link"`
	Dev              bool            `json:"dev"`
	Optional         bool            `json:"optional"`
	DevOptional      bool            `json:"devOptional"`
	HasInstallScript bool            `json:"hasInstallScript"`
	Gypfile          bool            `json:"gypfile"`
	Bin              json.RawMessage `json:"bin"`
	OS               oneOrMany       `json:"os"`
	CPU              oneOrMany       `json:"cpu"`
	Libc             oneOrMany       `json:"libc"`
}

type npmLockedTree struct {
	Version      string                   `json:"version"`
	Dev          bool                     `json:"dev"`
	Optional     bool                     `json:"optional"`
	Dependencies map[string]npmLockedTree `json:"dependencies"`
}

func parseNpmLock(content []byte) (*NodeLock, error) {
	var in npmLock
	if err := json.Unmarshal(content, &in); err != nil {
		return nil, err
	}
	lock := &NodeLock{Manager: "npm"}
	for at, p := range in.Packages {
		_, name, installed := cutLast(at, "node_modules/")
		if !installed || p.Link {
			continue // the package itself, or a workspace's directory
		}
		if p.Name != "" {
			name = p.Name // an alias: "npm:real-name@1"
		}
		script := ScriptNone
		if p.HasInstallScript || p.Gypfile {
			script = ScriptRuns
		}
		lock.Packages = append(lock.Packages, NodeLocked{
			Name: name, Version: p.Version, Path: at,
			Dev: p.Dev, DevKnown: true, Optional: p.Optional || p.DevOptional,
			Script: script, Bin: parseNodeBin(name, p.Bin),
			OS: p.OS, CPU: p.CPU, Libc: p.Libc,
		})
	}
	if len(in.Packages) == 0 {
		lock.addNpmTree("", in.Dependencies)
	}
	return lock, nil
}

func (l *NodeLock) addNpmTree(parent string, deps map[string]npmLockedTree) {
	for name, p := range deps {
		at := path.Join(parent, "node_modules", name)
		l.Packages = append(l.Packages, NodeLocked{
			Name: name, Version: p.Version, Path: at, Dev: p.Dev, DevKnown: true, Optional: p.Optional,
		})
		l.addNpmTree(at, p.Dependencies)
	}
}

// cutLast splits s around the last sep.
func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

// oneOrMany is a JSON or YAML string, or a list of them.
type oneOrMany []string

func (m *oneOrMany) UnmarshalJSON(b []byte) error {
	var one string
	if json.Unmarshal(b, &one) == nil {
		*m = []string{one}
		return nil
	}
	var many []string
	if json.Unmarshal(b, &many) == nil {
		*m = many
	}
	return nil
}
