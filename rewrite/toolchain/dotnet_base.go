package toolchain

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
)

// dotnetRepositories are those of Microsoft's images that a program can run on, from
// the one that holds least.
var dotnetRepositories = []string{"runtime-deps", "runtime", "aspnet"}

// chooseBase finds the version that runs and the final image that has it.
func (w *dotnetWork) chooseBase() bool {
	span := rootOf(w.Image.Stage).From.Span
	if !w.readVersion() {
		return false
	}
	repository, why := w.repository()
	if repository == "" {
		w.say(finding.DotnetVersion, span, "%s is no image that dfmigrate knows to run programs of .NET", w.Image.Base.Ref.String())
		return false
	}
	global := w.global()
	final, ok := w.Image.Catalog.DotnetFinal(w.Target, repository, w.version, global.cultures || global.zones)
	if !ok {
		w.say(finding.DotnetVersion, span, "Microsoft publishes no %s image of .NET %s without a shell; choose --to alpine, or a supported version", repository, w.version)
		if w.Target == base.Alpine {
			w.findings[len(w.findings)-1] = finding.New(finding.DotnetVersion, span, "no %s image of .NET %s on Alpine is known", repository, w.version)
		}
		return false
	}
	w.rt.Final, w.rt.Version = final, final.Version
	if w.Target == base.Alpine && w.keepsAlpine() {
		w.rt.Final.Image = w.Image.Base.Ref.String()
	}
	if why != "" {
		w.say(finding.DotnetRepository, span, "%s: %s", w.rt.Final.Image, why)
	}
	if end := base.DotnetEnd(w.version); end != "" {
		w.say(finding.DotnetUnsupported, span, "support for .NET %s ended on %s", final.Version, end)
	}
	if written := w.version; w.Target == base.Distroless && final.Version != written && strings.Count(written, ".") > 1 {
		w.say(finding.DotnetPatch, span, "%s has no image of its own there: %s follows the newest patch of %s", written, w.rt.Final.Image, final.Version)
	}
	w.globalization(global)
	w.account()
	return true
}

// keepsAlpine: the file's own image is the runtime on Alpine already.
func (w *dotnetWork) keepsAlpine() bool {
	from := w.Image.Base
	return from.Libc == base.Musl && from.Language == "dotnet" && from.Kind == "runtime" && from.Shell
}

// readVersion reads the version of .NET from the tag, or for a moving one from the project.
func (w *dotnetWork) readVersion() bool {
	from, span := w.Image.Base, rootOf(w.Image.Stage).From.Span
	if from.Language != "dotnet" && w.artifact != nil { // on a plain system: the program brings its runtime
		from = w.artifact.Image.Base
	}
	w.version = from.Version
	if from.Moving {
		if framework := w.framework(); framework != "" {
			w.version = framework
		}
		w.say(finding.DotnetVersionMoves, span, "%s means .NET %s here", from.Ref.String(), w.version)
	}
	if from.Kind == "sdk" { // whose patches are numbered in another way
		if series, ok := base.DotnetSeries(w.version); ok {
			w.version = series
		}
	}
	if from.Language != "dotnet" || w.version == "" {
		w.say(finding.DotnetVersion, span, "%s does not tell which version of .NET runs", w.Image.Base.Ref.String())
		return false
	}
	return true
}

// framework is the version that the project targets: 8.0 for net8.0.
func (w *dotnetWork) framework() string {
	if w.project == nil {
		return ""
	}
	f := strings.TrimPrefix(w.project.TargetFramework(), "net")
	f = strings.TrimPrefix(f, "coreapp")
	if strings.Trim(f, "0123456789.") != "" || !strings.Contains(f, ".") {
		return ""
	}
	return f
}

// repository is which of Microsoft's images runs the program, and why, where the file
// does not say so itself.
func (w *dotnetWork) repository() (name, why string) {
	from := w.Image.Base
	if from.Language != "dotnet" {
		return "runtime-deps", "the program brings its own runtime"
	}
	name = path.Base(from.Name)
	if from.Kind != "sdk" {
		if !slices.Contains(dotnetRepositories, name) {
			return "", ""
		}
		return name, ""
	}
	switch {
	case w.built != nil && w.proc.host && w.built.selfContained(w.project):
		return "runtime-deps", "the program brings its own runtime"
	case w.project == nil:
		return "aspnet", "the project can't be read, and this image has both frameworks"
	case w.project.Web():
		return "aspnet", path.Base(w.project.Path) + " needs ASP.NET Core"
	case slices.ContainsFunc(w.project.Packages, func(n string) bool {
		return !strings.HasPrefix(n, "System.") && !strings.HasPrefix(n, "Microsoft.Extensions.")
	}):
		return "aspnet", "a package of " + path.Base(w.project.Path) + " may need ASP.NET Core"
	}
	return "runtime", path.Base(w.project.Path) + " needs nothing of ASP.NET Core"
}

// dotnetCultures is the variable that turns cultures off.
const dotnetCultures = "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"

// globalNeeds is what the program needs of cultures and time zones, and what tells.
type globalNeeds struct {
	cultures, zones bool
	why             string
}

// global tells whether the program already runs without cultures, and without time zones.
func (w *dotnetWork) global() globalNeeds {
	off := ""
	if v, ok := w.Image.Config.Getenv(dotnetCultures); ok {
		switch strings.ToLower(v.Value) {
		case "1", "true":
			off = dotnetCultures + " is set"
			if v.From == nil {
				off = w.Image.Base.Ref.String() + " has no cultures"
			}
		default:
			return globalNeeds{true, true, dotnetCultures + " is " + v.Value}
		}
	}
	if off == "" && w.project != nil && w.project.True("InvariantGlobalization") {
		off = path.Base(w.project.Path) + " sets InvariantGlobalization"
	}
	if off == "" && w.project == nil {
		return globalNeeds{true, true, "the project can't be read"}
	}
	if off == "" {
		return globalNeeds{true, true, path.Base(w.project.Path) + " does not set InvariantGlobalization"}
	}
	for _, n := range w.nuget() {
		if n.Globalization {
			return globalNeeds{true, true, n.Package + " fails without cultures"}
		}
	}
	if why := w.needsZones(); why != "" {
		return globalNeeds{false, true, why}
	}
	return globalNeeds{false, false, off}
}

// needsZones says what tells that the program may read the time zones of the old
// image, "" when nothing does.
func (w *dotnetWork) needsZones() string {
	has := w.Image.Base.Libc == base.Glibc // whose images of .NET hold them
	for _, p := range w.Image.Packages {
		if p.Name == "tzdata" {
			return "the file installs time zones"
		}
	}
	switch _, tz := w.Image.Config.Getenv("TZ"); {
	case !has:
		return ""
	case tz:
		return "TZ needs the time zones"
	case w.sources.TimeZones != "":
		return w.sources.TimeZones + " asks for a time zone by its name"
	case w.sources.Files == 0:
		return "the sources can't be read, and may ask for a time zone"
	}
	return ""
}

// nuget are the rows of the project's packages.
func (w *dotnetWork) nuget() []project.NuGetPackage {
	if w.project == nil {
		return nil
	}
	return w.project.NuGetPackages()
}

// globalization tells of the choice, and on Alpine installs what the old base had.
func (w *dotnetWork) globalization(g globalNeeds) {
	span := rootOf(w.Image.Stage).From.Span
	if w.Target == base.Distroless {
		what := "with cultures and time zones"
		if !g.cultures && !g.zones {
			what = "without cultures and time zones"
		}
		w.say(finding.DotnetGlobalization, span, "%s, %s: %s", w.rt.Final.Image, what, g.why)
		return
	}
	if w.Image.Base.Libc == base.Musl || !g.cultures && !g.zones {
		return
	}
	packages := base.DotnetGlobalization(g.cultures)
	w.rt.Packages = append(w.rt.Packages, packages...)
	w.say(finding.DotnetGlobalization, span, "it gets %s: %s", strings.Join(packages, ", "), g.why)
	if v, ok := w.Image.Config.Getenv(dotnetCultures); g.cultures && (!ok || v.From == nil) {
		w.rt.Env = append(w.rt.Env, Env{Name: dotnetCultures, Value: "false", Comment: "Alpine's images of .NET have no cultures by themselves."})
	}
}

// account is the one that the image keeps for programs: it has a home directory, where
// .NET puts keys and unpacks what a single file holds.
func (w *dotnetWork) account() {
	for _, u := range w.rt.Final.Users {
		if u.Name == "app" {
			w.rt.User = strconv.Itoa(u.UID) + ":" + strconv.Itoa(u.GID)
		}
	}
}
