package toolchain

import (
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// process writes the start command in the final base's terms. On Alpine, which has a
// shell and java on PATH, the file's own instructions stay.
func (w *javaWork) process() {
	if w.proc.command == nil {
		w.bash()
		return
	}
	p := w.Process
	w.scriptFinding()
	argv, split := slices.Clone(p.Argv), p.Split
	if w.Target == base.Alpine {
		if len(p.Vars) > 0 {
			return
		}
	} else {
		var ok bool
		if argv, split, ok = w.options(argv, split); !ok {
			return
		}
	}
	program := w.program(argv[0])
	changed := program != argv[0] || !slices.Equal(argv, p.Argv)
	argv[0] = program
	if len(w.rt.Final.Entrypoint) > 0 && w.Target == base.Distroless && split == 0 {
		// CMD alone: the final's own ENTRYPOINT is java -jar.
		if len(argv) > 2 && argv[1] == "-jar" && !strings.HasPrefix(argv[2], "-") {
			w.rt.Cmd = argv[2:]
			return
		}
		w.rt.ProcessWhy = "The base's own entrypoint is java -jar."
		w.rt.Entrypoint, w.rt.Cmd = argv[:1:1], argv[1:]
		return
	}
	if !changed && p.Verbatim {
		return // the plan takes an init away, or keeps it
	}
	if split > 0 {
		w.rt.Entrypoint = argv[:split:split]
	}
	w.rt.Cmd = argv[split:]
}

// program is how the final base calls java: by its name, which is on PATH, unless the
// file names another base's path.
func (w *javaWork) program(name string) string {
	if !strings.Contains(name, "/") || name == w.rt.Final.Interpreter || strings.HasPrefix(name, w.rt.Final.Interpreter+"/") {
		return name
	}
	if w.Target == base.Alpine && w.rt.Final.Image == w.Image.Base.Ref.String() || w.keepsPackage() {
		return name
	}
	if w.jlinked(image.Join(w.dir(), name)) {
		return name
	}
	return w.rt.Final.Interpreter
}

// jlinked: the program belongs to a runtime that a RUN made with jlink.
func (w *javaWork) jlinked(file string) bool {
	entry, presence := w.Image.Tree.Lookup(file)
	return presence != image.Absent && entry.Artifact != nil && entry.Artifact.Kind == "runtime"
}

// options takes the variables that a shell put among the options out of the command,
// and sets the variable that Java reads itself; the rule stands at JavaOptions.
func (w *javaWork) options(argv []string, split int) ([]string, int, bool) {
	w.rt.OwnVariables = true
	var values []string
	name := w.optionsVariable()
	first := 0
	drop := make([]bool, len(argv))
	for _, v := range w.Process.Vars {
		span := v.Span
		if span == (source.Span{}) {
			span = w.processSpan()
		}
		option := v.Index > 0 && v.Index <= w.proc.command.Main && pureVariable(v.Word) || defaulted(v)
		if v.Index > 0 && javaValueOptions[argv[v.Index-1]] {
			option = false // such as the class path itself
		}
		before := v.Index < w.proc.command.Main
		switch {
		case option && before && name != "":
			for i := v.Index; i < min(v.Index+v.Count, len(argv)); i++ {
				drop[i] = true
				if v.Known {
					values = append(values, argv[i])
				}
			}
			first = v.Index
			w.say(finding.JavaOptions, span, "%s", optionsMessage(v, name, first > 1))
		case !v.Known:
			w.say(finding.VariableUnset, span, "%s in the start command is filled in by a shell when the container starts; nothing in the file gives %s a value", v.Word, v.Name)
		default:
			w.say(finding.VariableFixed, span, "%s is now fixed to %q: setting %s when the container starts no longer changes the start command", v.Word, strings.Join(argv[v.Index:min(v.Index+v.Count, len(argv))], " "), v.Name)
		}
	}
	if w.refused() {
		return nil, 0, false
	}
	if len(values) > 0 {
		w.rt.Env = append(w.rt.Env, Env{Name: name, Value: quoteOptions(values), Late: true, Comment: "Java reads this variable itself; the start command no longer does."})
	}
	out := make([]string, 0, len(argv))
	for i, word := range argv {
		if drop[i] {
			if i < split {
				split--
			}
			continue
		}
		out = append(out, word)
	}
	return out, split, true
}

// defaulted tells of ${NAME:-options}: a word that is one variable with a default.
func defaulted(v image.VarUse) bool {
	return strings.HasPrefix(v.Word, "${"+v.Name+":-") && strings.HasSuffix(v.Word, "}") && strings.Count(v.Word, "}") == 1
}

func optionsMessage(v image.VarUse, name string, behind bool) string {
	text := v.Word + " left the start command: set " + name + " in place of " + v.Name
	if !v.Known {
		text += ", which the file gives no value"
	}
	if behind {
		text += "; options that the command names before it now win over it"
	}
	return text
}

// optionsVariable is the variable that java of this version reads, "" when the file
// sets it already.
func (w *javaWork) optionsVariable() string {
	name := "JDK_JAVA_OPTIONS"
	if len(w.major) == 1 && w.major < "9" {
		name = "JAVA_TOOL_OPTIONS"
	}
	if _, ok := w.Image.Config.Getenv(name); ok {
		return ""
	}
	return name
}

// quoteOptions joins options; those with blanks are quoted as the launcher reads them.
func quoteOptions(values []string) string {
	quoted := make([]string, len(values))
	for i, v := range values {
		quoted[i] = v
		if strings.ContainsAny(v, " \t") {
			quoted[i] = `"` + v + `"`
		}
	}
	return strings.Join(quoted, " ")
}

// bash adds the shell that a script of the process asks for, which Alpine has not.
func (w *javaWork) bash() {
	if w.Target != base.Alpine || w.Image.Base.Libc == base.Musl {
		return
	}
	if w.proc.keepsScript {
		w.rt.Packages = append(w.rt.Packages, "bash")
		// Such programs write beside their scripts: Play its RUNNING_PID.
		w.rt.Writes, w.rt.InPlace = append(w.rt.Writes, path.Dir(path.Dir(w.proc.script))), false
		return
	}
	for _, i := range []*image.Process{w.Process} {
		if i.Instr == nil || !i.Instr.JSON {
			continue
		}
		program := i.Instr.JSONArgs()[0]
		if program == "bash" || program == "/bin/bash" || program == "/usr/bin/bash" || w.bashScript(program) {
			w.rt.Packages = append(w.rt.Packages, "bash")
		}
	}
}

func (w *javaWork) bashScript(program string) bool {
	content, ok := w.Image.Tree.ReadFile(image.Join(w.dir(), program))
	line, _, _ := strings.Cut(string(content), "\n")
	return ok && strings.HasPrefix(line, "#!") && strings.Contains(line, "bash")
}
