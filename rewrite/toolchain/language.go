package toolchain

import (
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
)

// holds tells whether an image has an interpreter or compiler of a language,
// whether its base or an instruction brought it.
func holds(img *image.Image, language string) bool {
	return img.Base.Language == language || len(img.Languages(language)) > 0
}

// shellIs tells whether shell text of which nothing more is known can be taken for a
// language's process: in an image of its own, or one that something was installed for
// with that language. The base's own language comes before those that instructions bring.
func shellIs(img *image.Image, language string) bool {
	return img.Base.Language == language || img.Base.Language == "" && holds(img, language) && hasArtifactOf(img, language, 0)
}

// movable is the image whose other variants a stage can move to: its base where that
// has the language, else the official image of what an instruction brought.
func movable(root base.Image, img *image.Image, language string) base.Image {
	if root.Language == language || img == nil {
		return root
	}
	l, ok := img.Language(language, language)
	if !ok || !l.Known {
		return root
	}
	if slim, ok := img.Catalog.Official(language, l.Version+"-slim"); ok && l.By != "image" {
		return slim // like a plain system it has no compilers: the file installs those that it needs
	}
	return l.Image
}

// officialOf is the official image that has the version of a language which an image
// holds: the base itself, or the counterpart of what an instruction brought.
func officialOf(img *image.Image, language string) (base.Image, bool) {
	l, ok := img.Language(language, language)
	return l.Image, ok && l.Known
}

// ownPackages is the plain Alpine final with the package that the file itself installs
// for a language: on a release that is kept up it holds the very version.
func ownPackages(r Request, language string) (base.Final, []string, bool) {
	from := r.Image.Base
	end, known := base.EndOfLife(from.Suite)
	if r.Target != base.Alpine || from.Family != "alpine" || from.Retired != nil || !known || end <= from.Checked {
		return base.Final{}, nil, false
	}
	var names []string
	for _, p := range r.Image.Packages {
		if b, ok := base.PackagedLanguage(p.Name, from.Suite); ok && p.Manager == "apk" && b.Language == language {
			if name := runtimePackage(p.Name); !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	final, ok := r.Image.Catalog.Plain(base.Alpine, "alpine")
	final.Image, final.Suite = from.Ref.String(), from.Suite
	return final, names, ok && len(names) > 0
}

// runtimePackage is the package that runs what another one of the same language builds.
func runtimePackage(name string) string {
	known, _ := base.LookupPackage(name)
	if runtime := known.Runtime["alpine"]; len(runtime) > 0 {
		return runtime[0]
	}
	return strings.TrimSuffix(name, "-dev")
}

// dropCopied takes the instructions away that copied a language from its image into the
// product: the final stage has it in another way.
func (rt *Runtime) dropCopied(img *image.Image, language string) {
	for _, l := range img.Languages(language) {
		if l.By == "image" && slices.Contains(img.Stage.Body, l.Instr) {
			c := rt.Change(img.Stage)
			c.Remove = append(c.Remove, l.Instr)
		}
	}
}

// builtByOthers tells whether a path lies where another language's tools work: in a
// directory that they installed dependencies in.
func builtByOthers(img *image.Image, language, p string) bool {
	return slices.ContainsFunc(img.Artifacts, func(a *image.Artifact) bool {
		dir := path.Dir(a.Path)
		return a.Toolchain == "node" && language != "node" && a.Kind == "dependencies" && dir != "/" && dir != p && image.Within(p, dir)
	})
}

// othersBuildIn tells whether another language's tools work in a directory or below.
func othersBuildIn(img *image.Image, language, dir string) bool {
	return slices.ContainsFunc(img.Artifacts, func(a *image.Artifact) bool {
		return a.Toolchain == "node" && language != "node" && a.Kind == "dependencies" && image.Within(a.Path, dir)
	})
}
