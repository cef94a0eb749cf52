package image

import (
	"path"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"github.com/dfmigrate/dfmigrate/rewrite/shell"
)

// stepKind is what becomes of a command that runs before the program.
type stepKind int

const (
	// stepRefused: only a shell at run time can do it.
	stepRefused stepKind = iota
	// stepNothing: it only prints.
	stepNothing
	// stepBuild: it makes files, the same in every container, and a build can do it.
	stepBuild
	// stepOwner: it hands files to a user, which COPY --chown does.
	stepOwner
)

// hinders says why a command can't run before the program without a shell; "" when it
// can go, or move to the build.
func (d *dissolver) hinders(s shell.Step) string {
	_, why := d.judge(s)
	return why
}

func (d *dissolver) judge(s shell.Step) (stepKind, string) {
	if len(s.Argv) == 0 {
		return stepRefused, "runs what only the environment knows"
	}
	name := path.Base(s.Argv[0])
	switch {
	case name == "echo" || name == "printf" || name == "cat" && s.Output:
		return stepRefused, "writes a file when the container starts"
	case s.Output && !slices.Contains([]string{"date", "ls", "env"}, name):
		return stepRefused, "writes its output to a file when the container starts"
	case prints(name, s.Argv[1:]):
		return stepNothing, ""
	case name == "sleep" && len(s.Argv) == 2 && strings.Trim(s.Argv[1], "0s") == "":
		return stepNothing, "" // a value of the image switches it off
	}
	if why := waits(name, s.Argv); why != "" {
		return stepRefused, why
	}
	if why := changesData(s.Argv); why != "" {
		return stepRefused, why
	}
	switch name {
	case "ulimit":
		return stepNothing, ""
	case "envsubst", "sed", "gomplate", "confd", "j2", "jinja2", "yq", "jq":
		return stepRefused, "writes a configuration when the container starts"
	case "chown", "chgrp":
		return stepOwner, ""
	case "rm", "rmdir", "unlink":
		return stepRefused, "removes what an earlier start of the same container left"
	case "mkdir", "touch", "chmod", "ln", "cp", "mv", "install":
		return d.files(s)
	}
	if builds(s.Argv) {
		if len(unfixed(s.Inputs)) > 0 {
			return stepRefused, "builds with a value that only the environment gives"
		}
		return stepBuild, ""
	}
	return stepRefused, "runs before the program starts"
}

// files judges a command that makes files.
func (d *dissolver) files(s shell.Step) (stepKind, string) {
	if len(s.Inputs) > 0 && slices.ContainsFunc(s.Inputs, func(in shell.Input) bool { return in.Name != "@" }) {
		return stepRefused, "makes files that the environment names"
	}
	for _, a := range s.Argv[1:] {
		if strings.HasPrefix(a, "-") {
			continue
		}
		switch p := Join(s.Dir, a); {
		case s.Argv[0] == "mkdir" || s.Argv[0] == "chmod":
			// A directory that is there already is left alone, and a volume starts as a
			// copy of the image's; on a bind mount it is not made.
		case d.img.mounted(p):
			return stepRefused, "changes a volume when the container starts"
		case Within(p, "/dev") || Within(p, "/proc") || Within(p, "/sys") || Within(p, "/tmp") || Within(p, "/run"):
			return stepRefused, "changes what exists only while the container runs"
		}
	}
	if s.Argv[0] == "chmod" {
		return stepOwner, ""
	}
	return stepBuild, ""
}

// prints tells of a command that changes nothing.
func prints(name string, args []string) bool {
	switch name {
	case "date", "ls", "id", "whoami", "env", "printenv", "uname", "hostname", "df", "free", "nproc", "clear", "pwd", "cat", "head", "tail", "lscpu", "tree":
		return !slices.Contains(args, "-f") && !slices.Contains(args, "-F")
	}
	if len(args) == 1 {
		switch args[0] {
		case "--version", "-v", "-V", "-version", "version":
			return true
		}
	}
	return (name == "pip" || name == "pip3") && len(args) > 0 && (args[0] == "list" || args[0] == "freeze")
}

// waits tells of commands that wait for something.
func waits(name string, argv []string) string {
	switch {
	case name == "sleep":
		return "waits before the program starts"
	case strings.HasPrefix(name, "wait-for") || strings.HasPrefix(name, "wait_for") || strings.HasPrefix(name, "waitfor") || name == "dockerize" || name == "wait4ports" || name == "wait4x" || name == "nc" || name == "pg_isready" || name == "mysqladmin":
		return "waits for another service"
	case (name == "python" || name == "python3") && slices.Contains(argv, "wait_for_db"):
		return "waits for another service"
	}
	return ""
}

// changesData tells of commands that work on a database.
func changesData(argv []string) string {
	for _, a := range argv {
		if strings.HasPrefix(a, "db:") || strings.HasPrefix(a, "ecto.") {
			return "changes a database before the program starts"
		}
		word, _, _ := strings.Cut(strings.ToLower(a), "=")
		for _, part := range strings.FieldsFunc(path.Base(word), func(r rune) bool { return r == ':' || r == '-' || r == '_' || r == '.' }) {
			switch part {
			case "migrate", "migration", "migrations", "makemigrations", "seed", "seeds", "loaddata", "syncdb", "createsuperuser", "alembic", "initdb", "flyway", "liquibase", "psql", "mysql", "createdb":
				return "changes a database before the program starts"
			}
		}
	}
	if i := slices.Index(argv, "db"); i > 0 && i+1 < len(argv) {
		switch argv[i+1] {
		case "upgrade", "push", "init", "sync":
			return "changes a database before the program starts"
		}
	}
	return ""
}

// builds tells of commands that make the program's own files from its sources.
func builds(argv []string) bool {
	words := argv
	if len(words) > 2 && path.Base(words[0]) == "poetry" || len(words) > 2 && (path.Base(words[0]) == "uv" || path.Base(words[0]) == "pipenv") {
		if words[1] == "run" {
			words = words[2:]
		}
	}
	switch path.Base(words[0]) {
	case "python", "python3", "django-admin", "manage.py":
		return slices.ContainsFunc(words[1:], func(w string) bool {
			return w == "collectstatic" || w == "compilemessages" || w == "compileall"
		})
	case "npm", "yarn", "pnpm":
		rest := slices.DeleteFunc(slices.Clone(words[1:]), func(w string) bool { return w == "run" || w == "run-script" || strings.HasPrefix(w, "-") })
		return len(rest) > 0 && (rest[0] == "build" || strings.HasPrefix(rest[0], "build:"))
	case "npx":
		return len(words) > 1 && (words[1] == "tsc" || words[1] == "prisma" && len(words) > 2 && words[2] == "generate")
	case "tsc":
		return true
	}
	return false
}

func unfixed(inputs []shell.Input) []shell.Input {
	return slices.DeleteFunc(slices.Clone(inputs), func(in shell.Input) bool { return in.Fixed })
}

// prepare keeps the steps that a build does.
func (d *dissolver) prepare(script *shell.Script, tr *shell.Trace, from place) {
	for _, s := range tr.Steps {
		kind, _ := d.judge(s)
		step := Prepared{Argv: s.Argv, Dir: s.Dir, Text: script.Line(s.Span), Span: spanIn(from, s.Span)}
		switch kind {
		case stepBuild:
			for _, v := range s.Env {
				step.Env = append(step.Env, EnvVar{Name: v.Name, Value: v.Value})
			}
			d.p.Prepare = append(d.p.Prepare, step)
		case stepOwner:
			d.p.Owners = append(d.p.Owners, step)
		default:
			for _, in := range s.Inputs {
				if path.Base(s.Argv[0]) == "sleep" {
					d.p.Branches = append(d.p.Branches, Asked{Name: in.Name, Text: step.Text, Span: step.Span})
				}
			}
			if path.Base(s.Argv[0]) == "ulimit" {
				d.p.Limits = append(d.p.Limits, step)
			}
		}
	}
}

// mounted tells of a path that a volume may hide.
func (img *Image) mounted(p string) bool {
	for _, i := range img.Config.Volumes {
		cmd, ok := i.Cmd.(*instructions.VolumeCommand)
		if !ok {
			continue
		}
		for _, v := range cmd.Volumes {
			if strings.Contains(v, "$") || Within(p, clean(v)) {
				return true
			}
		}
	}
	return false
}

// glob gives the files that match a pattern, when what its directory holds is known
// file by file.
func (img *Image) glob(pattern string) ([]string, bool) {
	dir := path.Dir(pattern)
	if strings.ContainsAny(dir, "*?[") || img.mounted(dir) {
		return nil, false
	}
	var found []string
	for _, e := range img.Tree.Under("/") {
		if e.Whole && Within(dir, e.Path) && e.Kind != FromContext {
			return nil, false // more may lie there
		}
		if ok, _ := path.Match(pattern, e.Path); ok && !strings.HasPrefix(path.Base(e.Path), ".") && !slices.Contains(found, e.Path) {
			if strings.ContainsAny(e.Path, "*?[$") {
				return nil, false
			}
			found = append(found, e.Path)
		}
		if e.Whole && e.Kind == FromContext && Within(dir, e.Path) {
			if !img.Context.Known() {
				return nil, false
			}
			below := strings.TrimPrefix(strings.TrimPrefix(dir, e.Path), "/")
			for _, m := range img.Context.Glob(path.Join(e.Source, below, path.Base(pattern))) {
				if p := path.Join(dir, path.Base(m)); !slices.Contains(found, p) {
					found = append(found, p)
				}
			}
		}
	}
	slices.Sort(found)
	return found, len(found) > 0
}
