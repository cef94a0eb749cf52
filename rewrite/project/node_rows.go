package project

import (
	"bytes"
	"embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"
	"golang.org/x/mod/semver"
)

//go:embed data/node_*.yaml
var nodeData embed.FS

// NodeCode says how machine code gets into a Node package.
type NodeCode string

const (
	// NodeCompiled code is compiled by node-gyp at each install.
	NodeCompiled NodeCode = "compiled"
	// NodePrebuilt code is bundled or fetched, and compiled where nothing fits.
	NodePrebuilt NodeCode = "prebuilt"
	// NodePlatform code comes as an optional package per system and C library.
	NodePlatform NodeCode = "platform"
)

// NodeMusl says what a package with machine code offers on musl.
type NodeMusl string

const (
	// MuslPrebuilt: there is a binary.
	MuslPrebuilt NodeMusl = "prebuilt"
	// MuslCompiled: it compiles, given a compiler.
	MuslCompiled NodeMusl = "compiled"
	// MuslNone: it can't be had.
	MuslNone NodeMusl = "none"
)

// NodeNativeRow is what is known of a package with machine code in it.
type NodeNativeRow struct {
	Name string   `yaml:"name"`
	Code NodeCode `yaml:"code"`
	Musl NodeMusl `yaml:"musl"`
	// Build are the Debian packages that compiling it needs, Run those that the
	// result needs. The C and C++ libraries, python3, make and g++ go without saying.
	Build []string `yaml:"build"`
	Run   []string `yaml:"run"`
	// Program is what it starts that is no file of the package; empty for most.
	Program string `yaml:"program"`
	// By are packages one of which an application asks for that has it, where it does not ask
	// for it itself; empty where others bring it too.
	By []string `yaml:"by"`
	// Instead are variables that name a program which it starts in the place of Program.
	Instead []string `yaml:"instead"`
	// Shell: it runs shell commands while it works.
	Shell bool `yaml:"shell"`
	// OpenSSL: it has a binary for each version of OpenSSL, and looks which its system has.
	OpenSSL bool `yaml:"openssl"`
	// Until is the package's major version from which on it has no machine code; "" for none.
	Until string `yaml:"until"`
}

// holds tells whether the row is right for a version, or a range of versions, of the package.
func (r NodeNativeRow) holds(version string) bool {
	major, _, _ := strings.Cut(strings.TrimLeft(version, "^~>=v "), ".")
	n, err := strconv.Atoi(major)
	until, bounded := strconv.Atoi(r.Until)
	return err != nil || bounded != nil || n < until
}

// NodeToolUse says what a command in a start script is for.
type NodeToolUse string

const (
	// NodeServes: runs the program, or serves its files, in its own process.
	NodeServes NodeToolUse = "serve"
	// NodeRuns: starts the program that its arguments name.
	NodeRuns NodeToolUse = "run"
	// NodeDevelops: a development server, which compiles while it runs.
	NodeDevelops NodeToolUse = "dev"
	// NodeWatches: starts the program again whenever a file changes.
	NodeWatches NodeToolUse = "watch"
	// NodeCompiles: compiles in its own process, then runs the script.
	NodeCompiles NodeToolUse = "compile"
	// NodeBuilds: builds or migrates something and ends.
	NodeBuilds NodeToolUse = "build"
)

// NodeTool is what is known of a command that Node packages offer.
type NodeTool struct {
	Command string `yaml:"command"`
	Package string `yaml:"package"`
	// Bin is the command's script below the package.
	Bin string `yaml:"bin"`
	// Moved: other versions have the script elsewhere.
	Moved bool `yaml:"moved"`
	// Earlier is where the script of earlier versions is, by the version before which.
	Earlier map[string]string `yaml:"earlier"`
	Does    NodeToolUse       `yaml:"does"`
	// Spawns is "node" when the tool starts node by its name, "shell" when it
	// needs a shell, and empty when neither.
	Spawns string `yaml:"spawns"`
	// Signals: it handles SIGTERM.
	Signals bool `yaml:"signals"`
	// Writes are directories that it writes, relative to the package; "~/" stands
	// for the home.
	Writes []string `yaml:"writes"`
}

// BinOf is the command's script below the package of a version; false where it is not known.
func (t NodeTool) BinOf(version string) (string, bool) {
	version = "v" + version
	if !t.Moved || len(t.Earlier) == 0 || !semver.IsValid(version) {
		return t.Bin, !t.Moved
	}
	bin, before := t.Bin, ""
	for v, earlier := range t.Earlier {
		if semver.Compare(version, "v"+v) < 0 && (before == "" || semver.Compare("v"+v, before) < 0) {
			bin, before = earlier, "v"+v
		}
	}
	return bin, true
}

var nodeNativeRows = sync.OnceValue(func() []NodeNativeRow {
	var rows struct {
		Source, Checked string
		Packages        []NodeNativeRow `yaml:"packages"`
	}
	decodeNodeRows("data/node_native.yaml", &rows)
	return rows.Packages
})

var nodeToolRows = sync.OnceValue(func() []NodeTool {
	var rows struct {
		Source, Checked string
		Tools           []NodeTool `yaml:"tools"`
	}
	decodeNodeRows("data/node_tools.yaml", &rows)
	return rows.Tools
})

// decodeNodeRows panics on rows that a test has shown to be well-formed.
func decodeNodeRows(name string, into any) {
	content, err := nodeData.ReadFile(name)
	if err == nil {
		err = yaml.NewDecoder(bytes.NewReader(content), yaml.Strict()).Decode(into)
	}
	if err != nil {
		panic(fmt.Errorf("rows %s: %w", name, err))
	}
}

// LookupNodeNative returns the row of a package with machine code.
func LookupNodeNative(name string) (NodeNativeRow, bool) {
	rows := nodeNativeRows()
	i := slices.IndexFunc(rows, func(r NodeNativeRow) bool { return r.Name == name })
	if i < 0 {
		return NodeNativeRow{}, false
	}
	return rows[i], true
}

// LookupNodeTool returns the row of a command.
func LookupNodeTool(command string) (NodeTool, bool) {
	rows := nodeToolRows()
	i := slices.IndexFunc(rows, func(t NodeTool) bool { return t.Command == command })
	if i < 0 {
		return NodeTool{}, false
	}
	return rows[i], true
}

// NodeLibrary is what the use of a library says about the process.
type NodeLibrary struct {
	Name string `yaml:"name"`
	// Signals: using it handles SIGTERM.
	Signals bool `yaml:"signals"`
	// Shell: it hands command lines to a shell.
	Shell bool `yaml:"shell"`
	// Program is what it starts that is no file of the package; empty for most.
	Program string `yaml:"program"`
}

var nodeLibraryRows = sync.OnceValue(func() []NodeLibrary {
	var rows struct {
		Source, Checked string
		Libraries       []NodeLibrary `yaml:"libraries"`
	}
	decodeNodeRows("data/node_libraries.yaml", &rows)
	return rows.Libraries
})

// LookupNodeLibrary returns the row of a package.
func LookupNodeLibrary(name string) (NodeLibrary, bool) {
	rows := nodeLibraryRows()
	i := slices.IndexFunc(rows, func(l NodeLibrary) bool { return l.Name == name })
	if i < 0 {
		return NodeLibrary{}, false
	}
	return rows[i], true
}

var nodeFeatureRows = sync.OnceValue(func() map[string]int {
	var rows struct {
		Source, Checked string
		Features        map[string]int `yaml:"features"`
	}
	decodeNodeRows("data/node_features.yaml", &rows)
	return rows.Features
})

// NodeHas reports whether a version of Node ("18", "22.11.0") has a feature of the
// rows; false for a version that is no number.
func NodeHas(feature, version string) bool {
	major, _, _ := strings.Cut(version, ".")
	n, err := strconv.Atoi(major)
	from, ok := nodeFeatureRows()[feature]
	return err == nil && ok && n >= from
}

// nodeImplicit is which packages bring a command that only the other system's
// images have without being asked.
type nodeImplicit struct {
	Source, Checked string
	Debian          map[string][]string `yaml:"debian"`
	Alpine          map[string][]string `yaml:"alpine"`
}

var nodeImplicitRows = sync.OnceValue(func() nodeImplicit {
	var rows nodeImplicit
	decodeNodeRows("data/node_implicit.yaml", &rows)
	return rows
})

// NodeImplicit returns the packages for a command that a build finds in the official
// image on one system and not on the other, to which the build moves: to a slim
// Debian (debian), or to Alpine.
func NodeImplicit(command string, debian bool) []string {
	if debian {
		return slices.Clone(nodeImplicitRows().Debian[command])
	}
	return slices.Clone(nodeImplicitRows().Alpine[command])
}
