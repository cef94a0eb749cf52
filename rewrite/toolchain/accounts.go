package toolchain

import (
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/shell"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// translateAccounts gives the commands of a RUN that create users and groups the
// options of the system that its stage moves to.
func (w *nodeWork) translateAccounts(st *dockerfile.Stage, run *image.Run) {
	edits, bad := accountEdits(run, w.rt.Final.Libc == base.Glibc)
	if bad != nil {
		w.say(finding.NodeNativeRefused, run.Instr.Span, "%q has no known counterpart on the system of %s", strings.Join(bad.Args, " "), w.rt.Change(w.rootStage(st)).Base)
		return
	}
	change := w.rt.Change(st)
	for _, gone := range change.Remove {
		if gone == run.Instr {
			return
		}
	}
	change.Edits = append(change.Edits, edits...)
}

// accountEdits writes the account commands of a RUN for the other system, Debian
// when apt is true; bad is the first that has no counterpart there.
func accountEdits(run *image.Run, apt bool) (edits []source.Edit, bad *image.Command) {
	for _, c := range run.Commands {
		if !accountCommand(c, apt) {
			continue
		}
		text, ok := otherAccount(c, apt)
		if !ok || c.Shell == nil || run.Heredoc || run.Script == nil {
			return nil, c
		}
		edits = append(edits, source.Edit{Span: run.Instr.Args.Span(c.Shell.Span.Start, c.Shell.Span.End), New: text})
	}
	return edits, nil
}

// accountCommand tells of a command that the other system lacks, or knows with other options.
func accountCommand(c *image.Command, apt bool) bool {
	switch c.Name() {
	case "adduser", "addgroup", "deluser", "delgroup":
		return true
	case "useradd", "groupadd", "usermod", "groupmod", "userdel", "groupdel", "gpasswd":
		return !apt // Alpine has them with the package shadow
	}
	return false
}

// otherAccount writes an account command in the other system's options; false when
// it has no counterpart there.
func otherAccount(c *image.Command, apt bool) (string, bool) {
	commands, ok := alpineAccount(c)
	if apt {
		commands, ok = debianAccount(c)
	}
	if !ok || len(commands) == 0 {
		return "", false
	}
	text := strings.Join(commands, " && ")
	if len(commands) > 1 && c.Shell != nil && (c.Shell.Conditional || c.Shell.Negated || c.Shell.Background) {
		text = "{ " + text + "; }"
	}
	return text, true
}

// accountOptions are the options of one command, by their letters and long names: what
// they mean, with a "=" where a value follows. What is not among them has no counterpart.
type accountOptions map[string]string

// accountWords are a command's options by their meaning, and its names, as they are
// written in the file.
type accountWords struct {
	options map[string]string
	names   []string
}

func (w accountWords) has(meaning string) bool {
	_, ok := w.options[meaning]
	return ok
}

// flag renders an option of the other system where the meaning is given.
func (w accountWords) flag(meaning, option string) string {
	v, ok := w.options[meaning]
	switch {
	case !ok:
		return ""
	case v == "":
		return " " + option
	}
	return " " + option + " " + v
}

// parse splits the words of a command; false where an option is not among the known.
func (o accountOptions) parse(c *image.Command) (accountWords, bool) {
	out := accountWords{options: map[string]string{}}
	for i := 1; i < len(c.Args); i++ {
		arg, raw := c.Args[i], rawWord(c, i)
		if !strings.HasPrefix(arg, "-") || len(arg) == 1 {
			if !c.Known[i] && c.Shell == nil {
				return out, false
			}
			out.names = append(out.names, raw)
			continue
		}
		if !c.Known[i] && !strings.HasPrefix(raw, "-") {
			return out, false
		}
		if _, long := o[arg]; strings.HasPrefix(arg, "--") || long && len(arg) > 2 {
			name, _, attached := strings.Cut(arg, "=")
			meaning, known := o[name]
			meaning, valued := strings.CutSuffix(meaning, "=")
			_, value, _ := strings.Cut(raw, "=")
			switch {
			case !known || attached && !valued:
				return out, false
			case valued && !attached:
				if i++; i >= len(c.Args) {
					return out, false
				}
				value = rawWord(c, i)
			}
			out.options[meaning] = value
			continue
		}
		for j := 1; j < len(arg); j++ {
			meaning, known := o["-"+arg[j:j+1]]
			meaning, valued := strings.CutSuffix(meaning, "=")
			switch {
			case !known:
				return out, false
			case !valued:
				out.options[meaning] = ""
				continue
			case j+1 < len(arg):
				out.options[meaning] = shell.Quote(arg[j+1:])
			default:
				if i++; i >= len(c.Args) {
					return out, false
				}
				out.options[meaning] = rawWord(c, i)
			}
			break
		}
	}
	return out, true
}

// rawWord is an argument as the file writes it, so that variables and quotes stay.
func rawWord(c *image.Command, i int) string {
	if c.Shell != nil && len(c.Shell.Words) == len(c.Args) {
		return c.Shell.Words[i].Text
	}
	return shell.Quote(c.Args[i])
}
