package toolchain

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
)

// needs tells what the program asks of the image beyond .NET.
func (w *dotnetWork) needs() {
	w.packages()
	w.programs()
	w.ownsWrites(w.sources.Writes)
	if w.Target == base.Distroless && !strings.Contains(w.rt.Final.Image, "-extra") {
		return
	}
	if w.Target == base.Alpine && w.Image.Base.Libc == base.Musl {
		return // the file installs what it needs, and goes on doing so
	}
	// The packages of cultures and of time zones that the final image has under other names.
	for _, p := range w.Image.Packages {
		if strings.HasPrefix(p.Name, "libicu") || strings.HasPrefix(p.Name, "icu-") || p.Name == "tzdata" {
			w.rt.Final.Packages = append(w.rt.Final.Packages, p.Name)
		}
	}
}

// packages tells of NuGet packages with machine code.
func (w *dotnetWork) packages() {
	for _, n := range w.nuget() {
		series, _, _ := strings.Cut(w.version, ".")
		if major, err := strconv.Atoi(series); n.Below > 0 && err == nil && major >= n.Below {
			continue
		}
		switch {
		case len(n.Libraries) > 0 && len(w.Image.Packages) == 0:
			w.say(finding.DotnetLibraries, w.processSpan(), "%s loads %s, which %s had as little as %s has: what needs them failed before", n.Package, strings.Join(n.Libraries, ", "), w.Image.Base.Ref.String(), w.rt.Final.Image)
		case w.Target == base.Distroless && len(n.Libraries) > 0:
			w.say(finding.DotnetNative, w.processSpan(), "%s loads %s, which %s has not", n.Package, strings.Join(n.Libraries, ", "), w.rt.Final.Image)
		case w.Target == base.Alpine && n.Musl == "breaks" && w.Image.Base.Libc != base.Musl:
			w.say(finding.DotnetNative, w.processSpan(), "the machine code of %s is for glibc (%s)", n.Package, n.Source)
		case w.Target == base.Alpine && n.Musl == "packages" && w.Image.Base.Libc != base.Musl:
			for _, p := range n.Apk {
				if !slices.Contains(w.rt.Packages, p) {
					w.rt.Packages = append(w.rt.Packages, p)
				}
			}
		}
		if n.Program != "" {
			w.say(finding.DotnetProgram, w.processSpan(), "%s starts %s", n.Package, n.Program)
		}
	}
}

// programs tells of programs that the sources start.
func (w *dotnetWork) programs() {
	w.rt.ProgramsKnown = w.sources.Files > 0
	for _, p := range w.sources.Programs {
		switch name := path.Base(p.Name); {
		case p.Shell && w.Target == base.Distroless:
			w.say(finding.DotnetShell, w.processSpan(), "%s:%d starts %s", p.File, p.Line, p.Name)
		case p.Shell || name == "dotnet":
		default:
			w.rt.Programs = append(w.rt.Programs, name)
			if !installsProgram(w.Image, name, w.workdir()) {
				w.say(finding.DotnetProgram, w.processSpan(), "%s:%d starts %s", p.File, p.Line, p.Name)
			}
		}
	}
}

// port keeps the port on which ASP.NET Core listens by itself: another base sets other
// variables.
func (w *dotnetWork) port() {
	for _, a := range w.sources.Addresses {
		w.rt.Listens = append(w.rt.Listens, Listen{Address: a.URL, From: a.From})
	}
	if w.rt.Final.Name != "aspnet" && w.rt.Final.Name != "runtime-deps" {
		return
	}
	for _, name := range []string{"ASPNETCORE_URLS", "ASPNETCORE_HTTP_PORTS"} {
		before, was := w.Image.Config.Getenv(name)
		if was && before.From != nil {
			return // the file says it itself, and keeps saying it
		}
		i := slices.IndexFunc(w.rt.Final.Env, func(e base.EnvVar) bool { return e.Name == name })
		switch {
		case was && before.Value != "" && (i < 0 || w.rt.Final.Env[i].Value != before.Value):
			w.rt.Env = append(w.rt.Env, Env{Name: name, Value: before.Value, Comment: "The old base set this; the new one has another port."})
		case i >= 0 && !was && w.Image.Base.Kind == "sdk":
			w.say(finding.DotnetPort, w.processSpan(), "the SDK sets no port, so that the program listened on localhost:5000 unless it says otherwise; %s sets %s=%s", w.rt.Final.Image, name, w.rt.Final.Env[i].Value)
		}
	}
}
