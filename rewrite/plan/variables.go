package plan

import (
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// settleVariables takes variables out of the start command that an exec form can do
// without: those that the program reads by itself, and optional words that nothing
// gives a value. The others are for the toolchain, or refuse the file. Where there is
// a shell the command changes only if nothing is lost by it.
func settleVariables(p *Plan, r Request) {
	if p.Process.Shell != nil || len(p.Process.Vars) == 0 {
		return
	}
	proc := *p.Process
	proc.Env = slices.Clone(proc.Env)
	trial := &Plan{Process: &proc}
	for at := 0; at < len(proc.Vars); {
		v := proc.Vars[at]
		switch from, n, name := ownOption(&proc, v); {
		case n > 0:
			if v.Default {
				proc.Env = append(proc.Env, image.EnvVar{Name: v.Name, Value: defaultOf(&proc, v, from, n)})
			}
			id, unset := finding.VariableOwn, ""
			if !v.Known && strings.HasPrefix(proc.Argv[from], "-") {
				id, unset = finding.VariableOwnUnset, "; nothing in the file sets it, and without it the program now takes its own default"
			}
			trial.say(id, spanOf(&proc, v), "%q left the start command: %s reads %s itself%s", strings.Join(proc.Argv[from:from+n], " "), name, v.Name, unset)
			dropWords(&proc, from, n)
		case optionalWord(&proc, v) && !hasShell(r.Target):
			trial.say(finding.VariableLeft, spanOf(&proc, v), "%s is left out of the start command: nothing in the file gives it a value, and without one it is no word at all", v.Word)
			dropWords(&proc, v.Index, 1)
		default:
			at++
		}
	}
	if hasShell(r.Target) && proc.Settled() {
		return
	}
	p.Process = &proc
	p.Findings = append(p.Findings, trial.Findings...)
}

func spanOf(proc *image.Process, v image.VarUse) source.Span {
	if v.Span == (source.Span{}) && proc.Instr != nil {
		return proc.Instr.Span
	}
	return v.Span
}

// ownOption finds the words of the start command that tell a program what it reads in
// the variable itself: n words from from on.
func ownOption(proc *image.Process, v image.VarUse) (from, n int, program string) {
	if v.Count > 1 || sharesWord(proc, v) {
		return 0, 0, ""
	}
	for _, word := range proc.Argv[:min(v.Index, len(proc.Argv))] {
		row, ok := project.LookupVariable(path.Base(word), v.Name)
		if !ok {
			continue
		}
		if len(row.Options) == 0 {
			if v.Bare && !v.Default {
				return v.Index, v.Count, row.Program
			}
			continue
		}
		for _, form := range row.Forms {
			for _, o := range row.Options {
				switch before := proc.Argv[v.Index-1]; {
				case before == o && isForm(v.Word, form, v.Name):
					return v.Index - 1, 2, row.Program
				case strings.HasPrefix(o, "--") && isForm(v.Word, o+"="+form, v.Name):
					return v.Index, 1, row.Program
				case len(o) == 2 && isForm(v.Word, o+form, v.Name):
					return v.Index, 1, row.Program
				}
			}
		}
	}
	return 0, 0, ""
}

// isForm tells whether a shell word is prefix and then the variable, with a default or without.
func isForm(word, prefix, name string) bool {
	word = strings.Trim(word, `"'`)
	word = strings.ReplaceAll(word, `"`, "")
	rest, ok := strings.CutPrefix(word, prefix)
	if !ok {
		return false
	}
	if rest == "$"+name || rest == "${"+name+"}" {
		return true
	}
	inner, ok := strings.CutPrefix(rest, "${"+name+":-")
	if !ok {
		inner, ok = strings.CutPrefix(rest, "${"+name+"-")
	}
	return ok && strings.HasSuffix(inner, "}") && !strings.ContainsAny(inner[:len(inner)-1], "${}")
}

// defaultOf is the value that the word's default gave the variable.
func defaultOf(proc *image.Process, v image.VarUse, from, n int) string {
	word := strings.ReplaceAll(strings.Trim(v.Word, `"'`), `"`, "")
	prefix, _, _ := strings.Cut(word, "$")
	return strings.TrimPrefix(proc.Argv[from+n-1], prefix)
}

func sharesWord(proc *image.Process, v image.VarUse) bool {
	return slices.ContainsFunc(proc.Vars, func(o image.VarUse) bool { return o.Index == v.Index && o.Name != v.Name })
}

// optionalWord tells of a variable alone in its word, unset, that by its name holds
// further options, and is no value of the option before it.
func optionalWord(proc *image.Process, v image.VarUse) bool {
	if v.Known || !v.Bare || path.Base(proc.Program()) == "java" && v.Index <= slices.Index(proc.Argv, "-jar")+1 {
		return false
	}
	for _, part := range strings.Split(strings.ToUpper(v.Name), "_") {
		switch part {
		case "ARGS", "OPTS", "OPTIONS", "FLAGS", "PARAMS", "EXTRA", "ARGUMENTS":
			return v.Index > 0
		}
	}
	return false
}

// dropWords takes n words out of the process, and the variables that stood in them.
func dropWords(proc *image.Process, from, n int) {
	proc.Argv = slices.Delete(slices.Clone(proc.Argv), from, from+n)
	if proc.Split > from {
		proc.Split = max(from, proc.Split-n)
	}
	proc.Verbatim = false
	var kept []image.VarUse
	for _, v := range proc.Vars {
		switch {
		case v.Index >= from && v.Index < from+n:
			continue
		case v.Index >= from+n:
			v.Index -= n
		}
		kept = append(kept, v)
	}
	proc.Vars = kept
}
