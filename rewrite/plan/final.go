package plan

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/toolchain"
	"github.com/dfmigrate/dfmigrate/templates"
)

// finalStage is what templates/final.tmpl sees.
type finalStage struct {
	// Base is the image, Platform the --platform flag with a blank after it, Name the stage's name.
	Base, Platform, Name string
	// Build is the name of the build stage.
	Build string
	// Packages are Debian packages to carry, for templates/packages.tmpl.
	Packages *carriedPackages
	// Setup are the RUN lines of a base with a package manager.
	Setup []string
	// Runtime are the COPYs that change less often than the application.
	Runtime []string
	// Before, After and Late are instructions, by their place around WORKDIR and COPY.
	Before, After, Late []string
	// Workdir is the working directory, WorkdirLine its instruction.
	Workdir, WorkdirLine string
	// UserFirst puts USER before WORKDIR, which then makes the directory as the user's own.
	UserFirst bool
	// Copies are the COPYs of the application.
	Copies []string
	// User is UID:GID.
	User string
	// Process are ENTRYPOINT and CMD.
	Process []string

	e        *editor
	declared map[string]bool
	env      map[string]bool
}

// workdir takes over the working directory: word for word when it is the last
// and absolute, computed otherwise.
func (f *finalStage) workdir(i *dockerfile.Instruction) {
	uses := strings.HasPrefix(i.Args.Text, "$")
	if image.Symbolic(f.e.Image.Config.Workdir) || uses {
		f.Workdir = "" // so that its ARGs come before it
		f.args(i)
	}
	f.Workdir = f.e.Image.Config.Workdir
	f.WorkdirLine = "WORKDIR " + f.Workdir
	if !uses {
		return
	}
	_, unknown, _ := dockerfile.ExpandWord(i.Args.Text, f.e.r.Dockerfile.Escape, func(n string) (string, bool) {
		return "", f.env[n] || f.declared[n] || f.finalSets(n)
	})
	if len(unknown) == 0 { // else the old base set the variable, and the new one does not
		f.WorkdirLine = strings.TrimRight(strings.ReplaceAll(f.e.file.Text(i.Span), "\r\n", "\n"), "\n")
	}
}

// userAndProcess ends the stage.
func (f *finalStage) userAndProcess() {
	e := f.e
	if f.Workdir == "" {
		f.Workdir = e.Image.Config.Workdir
		f.WorkdirLine = "WORKDIR " + f.Workdir
		// Without a WORKDIR of the file's own, the base's comes first.
		f.After, f.Before = append(f.Before, f.After...), nil
	}
	owned := slices.ContainsFunc(e.Runtime.Copies, func(c toolchain.Copy) bool { return c.Early && c.Owned && c.Dest == f.Workdir })
	f.UserFirst = e.workdirInstruction() != nil && !owned && (e.Runtime.Closed && e.handedWorkdir() || !e.Runtime.Closed && e.madeWorkdir() && !e.hasFiles(f.Workdir))
	switch {
	case owned || e.Runtime.OwnsWorkdir == "":
	case e.Runtime.Closed:
		e.tellWorkdir(f.UserFirst)
	default: // it comes along with what lies in it
		e.Runtime.Writes = append(e.Runtime.Writes, f.Workdir)
	}
	f.Before = append(e.envLines(false), f.Before...)
	f.Late = append(f.Late, e.envLines(true)...)
	f.Late = append(f.Late, e.kept()...)
	if e.Process.Dir != "" && !e.ownProcess(e.r) {
		f.Late = append(f.Late, "WORKDIR "+e.Process.Dir)
	}
	f.User = e.user()
	if u := e.Image.Config.UserFrom; u != nil && !nonRootNumber(e.Image.Config.User) && !rootUser(e.Image.Config.User) {
		e.say(finding.UserNumbered, u.Span, "USER %s becomes %s", u.Args.Text, f.User)
	} else if u == nil {
		e.say(finding.UserRoot, e.Stage.From.Span, "the process runs as %s", f.User)
	}
	if e.Runtime.ProcessWhy != "" {
		f.Process = append(f.Process, "# "+e.Runtime.ProcessWhy)
	}
	if e.ownProcess(e.r) {
		for _, i := range []*dockerfile.Instruction{e.Image.Config.Entrypoint, e.Image.Config.Cmd} {
			if i != nil {
				f.Process = append(f.Process, strings.TrimPrefix(strings.Join(e.moved(i), "\n"), "\n"))
			}
		}
		return
	}
	entry, cmd := e.execForms(e.r)
	f.command(e.Image.Config.Entrypoint, "ENTRYPOINT", entry)
	f.command(e.Image.Config.Cmd, "CMD", cmd)
}

// kept are instructions of the old base that the file does not replace by its own.
func (e *editor) kept() []string {
	var lines []string
	for _, line := range e.Runtime.Keep {
		keyword, args, _ := strings.Cut(line, " ")
		own := keyword == "STOPSIGNAL" && e.Image.Config.Stopsignal != nil ||
			slices.ContainsFunc(e.Image.Config.Expose, func(i *dockerfile.Instruction) bool { return keyword == "EXPOSE" && i.Args.Text == args })
		if !own {
			lines = append(lines, line)
		}
	}
	return lines
}

// command renders one of ENTRYPOINT and CMD, under the comment of the old one.
func (f *finalStage) command(old *dockerfile.Instruction, keyword string, args []string) {
	if len(args) == 0 {
		return
	}
	if old != nil {
		comment := strings.ReplaceAll(f.e.file.Text(f.e.attached(old)), "\r\n", "\n")
		if comment != "" {
			f.Process = append(f.Process, strings.TrimSuffix(comment, "\n"))
		}
	}
	f.Process = append(f.Process, keyword+" "+execForm(args))
}

// copyLine renders a COPY --from, relative to WORKDIR where it lies below it.
func (f *finalStage) copyLine(c toolchain.Copy) string {
	from := c.From
	if from == "" {
		from = f.Build
	} else if slices.ContainsFunc(f.e.Runtime.Carried, func(s toolchain.Stage) bool { return s.Name == from }) {
		from = f.carried(from)
	} else {
		from = f.e.fromImage(from)
	}
	var b strings.Builder
	if c.Comment != "" {
		b.WriteString("# " + c.Comment + "\n")
	}
	fmt.Fprintf(&b, "COPY --from=%s ", from)
	if c.Owned {
		fmt.Fprintf(&b, "--chown=%s ", f.User)
	}
	src, dest := c.Source, c.Dest
	if strings.ContainsAny(path.Base(src), "*?[") && path.Base(src) == path.Base(dest) {
		return b.String() + src + " " + path.Dir(dest) + "/" // what a RUN copied by a pattern
	}
	if c.Dir && src != "/" && dest == "/" {
		src += "/"
	}
	if !c.Early && f.Workdir != "/" {
		switch rel, below := strings.CutPrefix(dest, f.Workdir+"/"); {
		case dest == f.Workdir:
			dest = "./"
		case below:
			dest = rel
			if c.Dir {
				dest += "/"
			}
		case c.Dir:
			src, dest = strings.TrimSuffix(src, "/")+"/", strings.TrimSuffix(dest, "/")+"/"
		}
	} else if c.Dir {
		src, dest = strings.TrimSuffix(src, "/")+"/", strings.TrimSuffix(dest, "/")+"/"
	}
	if strings.ContainsAny(src+dest, " \t") {
		return b.String() + execForm([]string{src, dest})
	}
	return b.String() + src + " " + dest
}

// render executes the templates of the carried stages and the final one.
func (f *finalStage) render() (string, error) {
	var out strings.Builder
	init, err := f.e.initText(f.carried(initStage))
	if err != nil {
		return "", err
	}
	out.WriteString(init)
	out.WriteString(f.e.homeText(f.carried(homeStage)))
	carried, err := f.carriedStages()
	if err != nil {
		return "", err
	}
	out.WriteString(carried)
	if f.carriesPackages() {
		text, err := f.e.execute("packages.tmpl", map[string]any{
			"Name": f.carried(packagesStage), "Base": f.Base,
			"System": f.e.Image.Catalog.SystemImage(f.e.Runtime.Final.Suite), "Suite": f.e.Runtime.Final.Suite,
			"Packages": f.Packages.Packages, "Installs": f.Packages.Installs(),
		})
		if err != nil {
			return "", err
		}
		out.WriteString(text + "\n")
	}
	text, err := f.e.execute("final.tmpl", f)
	if err != nil {
		return "", err
	}
	out.WriteString(text)
	return out.String(), nil
}

func (e *editor) execute(name string, data any) (string, error) {
	t, err := templates.Stage(e.r.Templates, name)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	if err := t.Execute(&b, data); err != nil {
		return "", fmt.Errorf("template %s: %w", name, err)
	}
	return b.String(), nil
}
