// Package toolchain knows languages: which commands of a RUN produce what, which
// processes are theirs, and what such a process needs at run time. One file (or
// a few, by idea) per language.
package toolchain

import (
	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// Toolchain is one language.
type Toolchain interface {
	// Name is the language's short name: "go", "node", "python", "java".
	Name() string
	// Effect records what a command of a RUN leaves behind (see image.Effect).
	// It is asked for every command while stages are interpreted.
	Effect(s *image.State, c *image.Command) bool
	// Match tells whether a process is this language's; nil when it isn't.
	Match(img *image.Image, p *image.Process) *Match
	// Runtime works out what the process needs on a target. Findings of blocker
	// severity refuse the file; the Runtime may then be nil.
	Runtime(r Request) (*Runtime, []finding.Finding)
}

// All are the toolchains, in the order in which they are asked to match. Go, C
// and ready programs are the last, because they take binaries that nothing else claims.
func All() []Toolchain {
	return []Toolchain{node{}, python{}, java{}, dotnet{}, elixir{}, ruby{}, php{}, perl{}, rust{}, server{}, bun{}, deno{}, golang{}, cc{}, binary{}}
}

// Effects are the effects of all toolchains, for image.Interpreter.
func Effects() []image.Effect {
	var out []image.Effect
	for _, t := range All() {
		out = append(out, t.Effect)
	}
	return out
}

// Detect returns the first toolchain that a process belongs to.
func Detect(img *image.Image, p *image.Process) *Match {
	for _, t := range All() {
		if m := t.Match(img, p); m != nil {
			m.Toolchain = t
			return m
		}
	}
	return nil
}

// Match is a process that belongs to a toolchain.
type Match struct {
	Toolchain Toolchain
	// Facts belong to the toolchain.
	Facts any
	// Inherited is true when the process is the base image's own and yet an application,
	// such as a server that waits for the file's scripts.
	Inherited bool
}

// Request is the question that Runtime answers.
type Request struct {
	// Dockerfile is the whole file, Image the product's image and Process what it runs.
	Dockerfile *dockerfile.Dockerfile
	Image      *image.Image
	Process    *image.Process
	Match      *Match
	Target     base.Target
	// User is the final UID:GID.
	User string
}

// finalName is what findings call the final base before it is chosen: the image that
// was asked for, else the target.
func (r Request) finalName() string {
	if f := r.Image.Catalog.Final(); f != nil {
		return f.Image
	}
	return string(r.Target)
}

// finalTitle is finalName at the beginning of a comment.
func (r Request) finalTitle() string {
	if r.finalName() == string(base.Distroless) {
		return "Distroless"
	}
	return r.finalName()
}

// Listen is where a process listens.
type Listen struct {
	// Address is a port or an address such as "http://*:80"; several are separated by ";".
	Address string
	// From is the file and the setting that say so.
	From string
}

// Runtime is what a process needs at run time, and how the build has to change for it.
type Runtime struct {
	// Version of the language, as far as the file fixes it ("3.12", "22").
	Version string
	// Final is the base image of the final stage.
	Final base.Final
	// Copies are what the process needs of the build stage. See Closed.
	Copies []Copy
	// Aside are paths of the build stage that a command at its end moves elsewhere.
	Aside []string
	// Closed is true for compiled programs: of the files that lie below Sources
	// only Copies are carried. When false (interpreted programs), all that the
	// build stage got from the context or made by RUN is carried too.
	// Files outside Sources which COPY or RUN put into the image are always carried.
	Closed bool
	// Sources are directories of the image that only the build reads: source
	// trees of compiled programs, caches (/go/pkg, /root/.m2).
	Sources []string
	// Entrypoint and Cmd are the exec forms of the final stage, written in the
	// final base's terms. When both are nil the file's own instructions stay word for word.
	Entrypoint, Cmd []string
	// OwnVariables is true when the toolchain itself dealt with the variables that a
	// shell put into the process, and told of them.
	OwnVariables bool
	// Init is true when the process took signals from a program in front of it, which is
	// gone, and does not handle them itself.
	Init bool
	// Insert are words to put before others of the process, such as an interpreter before
	// a script. The process is then written in exec form, unless Entrypoint or Cmd is set.
	Insert []Insertion
	// ProcessWhy is a comment to put above them, without "# "; empty for none.
	ProcessWhy string
	// User is the UID:GID of the account that the final base keeps for programs, which
	// takes the place of Distroless' own unless the caller named one; "" for none.
	User string
	// Env are variables that the final stage must set beyond the file's own.
	Env []Env
	// DropEnv tells of a variable of the base, or of an ENV, that only builds read.
	DropEnv func(name string) bool
	// Carried are stages to put between the build and the final stage, such as
	// one that collects an interpreter and its libraries.
	Carried []Stage
	// Changes are edits to stages that exist, by stage.
	Changes map[*dockerfile.Stage]*Change
	// Keep are instructions of the old base, such as its STOPSIGNAL, that the final base has not.
	Keep []string
	// InPlace is true when the product stage needs no build stage of its own:
	// after its FROM is replaced its own COPYs put everything where Copies would.
	InPlace bool
	// Stays is true when the product stage goes on being the final one as it is, RUN
	// lines included: its base stays, or becomes the same image's variant for the target.
	Stays bool
	// Owns are paths of a stage that stays which are given to the final user, Creates
	// files that are made for it in directories of root.
	Owns, Creates []string
	// OwnsWorkdir says why the process may write to its working directory, which the
	// file's own WORKDIR makes; "" when it need not.
	OwnsWorkdir string
	// Writes are absolute directories that the process writes to.
	Writes []string
	// Listens is what configuration files say of ports, which EXPOSE need not.
	Listens []Listen
	// Scripts are shell texts that run when the container starts, on a base with a shell.
	Scripts []image.Script
	// Programs are commands, such as "git", that the process starts.
	Programs []string
	// ProgramsKnown is true when the sources were read, so that a program which is not
	// among Programs is not started by them.
	ProgramsKnown bool
	// Packages are packages of the target's own system that the final stage has to
	// install, where it can.
	Packages []string
	// Libraries is true when shared libraries of system packages come along by
	// themselves (a Carried stage looks for them), so that library packages
	// need not be carried.
	Libraries bool
	// Brings tells of system packages whose files Copies take along; nil for none.
	Brings func(name string) bool
	// Looks tells what the program may look for in the system that it does not bring
	// itself; nil when that can't be told, so that it may be everything.
	Looks func(base.Support) bool
	// Probe gives the exec form of a health check that asks for an HTTP URL
	// and exits 1 unless the answer is a success; nil when the image has no means.
	Probe func(url string) []string
	// Dial gives the exec form of a health check that asks whether a port is open; nil
	// when the image has no means.
	Dial func(host, port string) []string
}

// Insertion puts words before the word at index At of the process.
type Insertion struct {
	At    int
	Words []string
}

// Copy is one COPY --from of the final stage.
type Copy struct {
	// From is the name of a Carried stage, or "" for the build stage.
	From string
	// Source and Dest are absolute paths.
	Source, Dest string
	// Dir is true when Source is a directory.
	Dir bool
	// Owned gives it to the final user.
	Owned bool
	// Early puts it before WORKDIR and the file's own instructions: runtimes,
	// which change less often than the application.
	Early bool
	// Leads is true for a link in a directory that another Copy takes along, in whose
	// place the file goes that it leads to.
	Leads bool
	// Comment stands above it, without "# "; empty for none.
	Comment string
}

// Env is a variable of the final stage.
type Env struct {
	Name, Value string
	// Comment stands above it, without "# ".
	Comment string
	// Late puts it right before USER instead of before the file's own ENV.
	Late bool
}

// Stage is a stage to add.
type Stage struct {
	// Name is how Copies refer to it; it is made unique in the file.
	Name string
	// Template is the name of a file in templates/, Data its input. The template
	// sees .Build (what the stage stands on), .Root and .Shell (see plan.carriedStage),
	// .Name (its own), .Base (the final image) and .Data.
	Template string
	// From is the stage or image that it stands on, "" for the build stage.
	From string
	Data any
}

// Change is what has to change in a stage that exists.
type Change struct {
	// Base replaces the image that FROM names; "" leaves it.
	Base string
	// Installs is true when an edit, or one of First, installs packages of Base's system.
	Installs bool
	// First are instructions (one string each, without newline) to put right after FROM.
	First []string
	// Last are instructions to put after the last of the stage that stays.
	Last []string
	// Edits replace bytes of the file.
	Edits []source.Edit
	// Remove are instructions to delete as a whole.
	Remove []*dockerfile.Instruction
}

// Change returns the changes of a stage, made on first use.
func (r *Runtime) Change(s *dockerfile.Stage) *Change {
	if r.Changes == nil {
		r.Changes = map[*dockerfile.Stage]*Change{}
	}
	c := r.Changes[s]
	if c == nil {
		c = &Change{}
		r.Changes[s] = c
	}
	return c
}
