package toolchain

import (
	"path"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
)

// place decides which files go into the final stage.
func (w *dotnetWork) place() {
	w.rt.InPlace = true
	w.rt.Sources = append(w.rt.Sources, "/root/.nuget", "/root/.dotnet", "/root/.local/share/NuGet", "/usr/share/dotnet")
	if !w.builtHere() {
		return // what COPY put into the image is the program
	}
	if w.built == nil || w.artifact == nil {
		return // something was built here, but the program is another
	}
	dir, ok := w.programDir()
	if !ok {
		w.say(finding.DotnetWhole, w.processSpan(), "all of %s comes along: what the program needs beside %s can't be told", w.workdir(), w.proc.program)
		return
	}
	w.rt.Closed = true
	w.rt.Copies = append(w.rt.Copies, Copy{Source: dir, Dest: dir, Dir: true})
	w.rt.Copies = append(w.rt.Copies, w.contentRoot(dir)...)
	w.rt.Sources = append(w.rt.Sources, w.built.Command.Dir)
	for _, a := range w.Image.Artifacts {
		if a.Toolchain == "dotnet" {
			w.rt.Sources = append(w.rt.Sources, a.Path, a.Command.Dir)
		}
	}
	w.say(finding.DotnetPublished, w.processSpan(), "%s is what the final stage needs of the build", dir)
}

// builtHere: a RUN of the product's own chain made a program.
func (w *dotnetWork) builtHere() bool {
	for _, a := range w.Image.Artifacts {
		if a.Toolchain == "dotnet" {
			return true
		}
	}
	return false
}

// programDir is the directory that holds all of the program: where -o put it, or the
// directory of the assembly below bin. False for what build leaves, which lacks the
// static files of a web program.
func (w *dotnetWork) programDir() (string, bool) {
	dir := path.Dir(w.proc.program)
	if w.built.Verb != "publish" && (w.project == nil || w.project.Web()) {
		return "", false
	}
	if w.built.Output != "" {
		return w.artifact.Path, w.artifact.Path != "/" && image.Within(dir, w.artifact.Path)
	}
	return dir, image.Within(dir, w.artifact.Path) && dir != w.artifact.Path
}

// contentRoot are the files that ASP.NET Core looks for in the working directory, where
// that is another one than the program's.
func (w *dotnetWork) contentRoot(dir string) []Copy {
	cwd := w.workdir()
	if cwd == dir || w.project != nil && !w.project.Web() && w.project.SDK != "Microsoft.NET.Sdk.Worker" {
		return nil
	}
	var out []Copy
	add := func(p string, isDir bool) {
		if !image.Within(p, dir) {
			out = append(out, Copy{Source: p, Dest: p, Dir: isDir})
		}
	}
	files := treeFS{w.Image}
	entries, err := files.ReadDir(strings.TrimPrefix(cwd, "/"))
	if err != nil {
		return nil
	}
	for _, e := range entries {
		switch name := e.Name(); {
		case !e.IsDir() && strings.HasPrefix(name, "appsettings") && path.Ext(name) == ".json":
			add(path.Join(cwd, name), false)
		case e.IsDir() && (name == "wwwroot" || name == "Views" || name == "Pages"):
			add(path.Join(cwd, name), true)
		}
	}
	return out
}
