package project

import (
	"path"
	"slices"
	"strings"
)

func (s *NodeSources) takeLiterals(f *jsFile) {
	for _, t := range f.tokens {
		if t.kind == jsString {
			s.Literals[t.text] = true
		}
	}
}

// take adds the facts of one file.
func (s *NodeSources) take(f *jsFile) {
	s.takeLiterals(f)
	for i, t := range f.tokens {
		switch t.kind {
		case jsString:
			s.takeWriteOption(f, i)
		case jsName:
			s.takeProcess(f, i)
			s.takeChild(f, i)
			s.takeRuntime(f, i)
			s.takeWrite(f, i)
		}
	}
	for _, m := range f.imports {
		row, ok := LookupNodeLibrary(NodeModulePackage(m.Name))
		if ok && row.Signals {
			s.Signals = append(s.Signals, f.useOf(m, "SIGTERM"))
		}
		if ok && row.Shell {
			s.Shell = append(s.Shell, f.useOf(m, ""))
		}
		if ok && row.Program != "" {
			s.Programs = append(s.Programs, f.useOf(m, row.Program))
		}
	}
}

func (f *jsFile) useOf(m NodeUse, name string) NodeUse {
	return NodeUse{Name: name, File: m.File, Line: m.Line}
}

// takeProcess reads process.on("SIGTERM"), process.env.NAME, and Nest's
// enableShutdownHooks().
func (s *NodeSources) takeProcess(f *jsFile, i int) {
	if f.at(i).text == "enableShutdownHooks" && f.member(i) {
		s.Signals = append(s.Signals, f.use(i, "SIGTERM"))
		return
	}
	if f.at(i).text != "process" || f.member(i) || !f.at(i+1).is(".") {
		return
	}
	switch f.at(i + 2).text {
	case "on", "once", "addListener", "prependListener":
		if arg := f.at(i + 4); arg.kind == jsString {
			if strings.HasPrefix(arg.text, "SIG") {
				s.Signals = append(s.Signals, f.use(i, arg.text))
			}
		} else if slices.ContainsFunc(f.tokens, func(t jsToken) bool { return t.kind == jsString && t.text == "SIGTERM" }) {
			s.Signals = append(s.Signals, f.use(i, "SIGTERM")) // [...].forEach(sig => process.on(sig, …))
		}
	case "env":
		if f.at(i + 3).is(".") {
			s.Environment = append(s.Environment, f.use(i, f.at(i+4).text))
		} else if f.at(i+3).is("[") && f.at(i+4).kind == jsString {
			s.Environment = append(s.Environment, f.use(i, f.at(i+4).text))
		} else if f.at(i+3).kind != jsName && f.at(i-1).is("=") && f.at(i-2).is("}") {
			s.takeEnvPattern(f, i-2)
		}
	}
}

// takeEnvPattern reads const { A, B } = process.env, which closes at end.
func (s *NodeSources) takeEnvPattern(f *jsFile, end int) {
	for i := end - 1; i >= 0 && !f.at(i).is("{"); i-- {
		if before := f.at(i - 1); f.at(i).kind == jsName && (before.is("{") || before.is(",")) {
			s.Environment = append(s.Environment, f.use(i, f.at(i).text))
		}
	}
}

// takeChild reads the calls of child_process.
func (s *NodeSources) takeChild(f *jsFile, i int) {
	module, member := f.target(i)
	if module == "cross-spawn" && member == "" {
		module, member = "child_process", "spawn"
	}
	if module != "child_process" || f.inImport(i) {
		return
	}
	arg := f.at(i + 2)
	literal := f.at(i+1).is("(") && (arg.kind == jsString || arg.kind == jsTemplate)
	switch member {
	case "exec", "execSync":
		use := f.use(i, "")
		if literal {
			use.Name = arg.text
		}
		s.Shell = append(s.Shell, use)
	case "spawn", "spawnSync", "execFile", "execFileSync":
		use := f.use(i, "")
		if literal {
			use.Name = arg.text
		}
		if !f.at(i + 1).is("(") {
			return
		}
		if f.hasOption(i+1, "shell") {
			s.Shell = append(s.Shell, use)
		} else if !f.isExecPath(i + 2) {
			s.starts(use)
		}
	}
}

// starts adds a program that is started by name: a shell is one that reads a command.
func (s *NodeSources) starts(use NodeUse) {
	if shells[path.Base(use.Name)] {
		s.Shell = append(s.Shell, use)
	} else {
		s.Programs = append(s.Programs, use)
	}
}

// takeRuntime reads what Deno and Bun start by themselves: new Deno.Command("git"),
// Deno.run({cmd: ["git"]}), Bun.spawn(["git"]), and the first word of Bun's own shell.
func (s *NodeSources) takeRuntime(f *jsFile, i int) {
	runtime, member := f.at(i), f.at(i+2).text
	if f.member(i) || !f.at(i+1).is(".") || !runtime.is("Deno") && !runtime.is("Bun") {
		return
	}
	arg := i + 4
	switch {
	case runtime.is("Deno") && member == "Command":
	case runtime.is("Deno") && member == "run", runtime.is("Bun") && (member == "spawn" || member == "spawnSync"):
		for f.at(arg).is("{") || f.at(arg).is("cmd") || f.at(arg).is(":") || f.at(arg).is("[") {
			arg++
		}
	default:
		return
	}
	if f.at(arg).kind == jsString {
		s.starts(f.use(i, f.at(arg).text))
	}
}

// isExecPath: process.execPath, process.argv[0].
func (f *jsFile) isExecPath(i int) bool {
	return f.at(i).is("process") && (f.at(i+2).is("execPath") || f.at(i+2).is("argv") || f.at(i+2).is("argv0"))
}

// hasOption: the call that opens at i has NAME: in an argument, and not false.
func (f *jsFile) hasOption(i int, name string) bool {
	depth := 0
	for ; i < len(f.tokens); i++ {
		switch t := f.at(i); {
		case t.is("("), t.is("{"), t.is("["):
			depth++
		case t.is(")"), t.is("}"), t.is("]"):
			if depth--; depth == 0 {
				return false
			}
		case t.kind == jsName && t.text == name && f.at(i+1).is(":"):
			return !f.at(i + 2).is("false")
		}
	}
	return false
}
