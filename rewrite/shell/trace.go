package shell

import "github.com/dfmigrate/dfmigrate/rewrite/source"

// World is what a script finds around it when a container starts.
type World struct {
	// Name is the script's own path, "$0".
	Name string
	// Dir is the absolute working directory.
	Dir string
	// Getenv gives the variables that the image fixes.
	Getenv Lookup
	// Is answers "[ -f path ]" and its like for an absolute path.
	Is func(op, path string) (yes, known bool)
	// Which gives the path of a command, "" when the image has none of that name.
	Which func(name string) (path string, known bool)
	// Read gives the text of a file that is the same in every container.
	Read func(path string) (text string, ok bool)
	// Glob gives the paths that match an absolute pattern.
	Glob func(pattern string) (paths []string, ok bool)
}

// Trace is what a script comes down to when it is followed from its first command
// to the program that it starts, with every answer that is the same in every
// container. Stop tells where that ends.
type Trace struct {
	// Program are the words of the program, nil when Stop is set.
	Program []TracedWord
	// Span are the program's words in the text.
	Span source.Span
	// Exec is true when the program took the shell's place by exec.
	Exec bool
	// Env are the variables that the program finds changed, in order.
	Env []Setting
	// Dir is the directory that the program starts in.
	Dir string
	// Steps are the commands that run before the program.
	Steps []Step
	// Branches are the questions whose answer another container could change.
	Branches []Branch
	// Checks are variables without which the script gives up.
	Checks []Branch
	// HandedOn are assignments of NAME=$NAME for a variable that only the container sets.
	HandedOn []Branch
	// Redirects are redirections of the program that lead to its own output, or nowhere.
	Redirects []string
	// Stop is why the script can't be followed to a program.
	Stop *Stop
}

// Input is something outside of the script that a value depends on.
type Input struct {
	// Name is a variable's, or "@" for the script's arguments.
	Name string
	// Fixed is true when the image gives the value; else the variable is unset.
	Fixed bool
}

// TracedWord is a word of the program.
type TracedWord struct {
	// Text is the word as written, Span its place.
	Text string
	Span source.Span
	// Fields are what it becomes; Text itself when that is not known.
	Fields []string
	Known  bool
	// Inputs are what the fields depend on.
	Inputs []Input
	// Bare is true for one variable and nothing else, without quotes: unset, it is no word at all.
	Bare bool
}

// Setting is a variable that the script sets for its program.
type Setting struct {
	Name, Value string
	Inputs      []Input
	// Default is true when the value only stands in for one that the container's
	// environment may give.
	Default bool
	Span    source.Span
}

// Step is a command that runs before the program.
type Step struct {
	// Argv are its words, with their inputs.
	Argv   []string
	Inputs []Input
	// Dir is where it runs.
	Dir       string
	Redirects []Redirect
	// Output is true when some redirection leads into a file.
	Output bool
	// Env are assignments in front of it.
	Env  []Setting
	Span source.Span
}

// Branch is a question of the script about something outside of it.
type Branch struct {
	Input Input
	Span  source.Span
}

// Stop is where a script stops being predictable.
type Stop struct {
	Span source.Span
	Why  string
}
