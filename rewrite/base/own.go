package base

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
)

// Own describes images of the user's own, which no row can know. Either Like names a
// public image that they were made from, or Suite (or Libc) and the other fields say
// what they hold. With Like, the other fields say what is different.
type Own struct {
	// Image is a name, or a pattern of names in which * stands for anything but a slash:
	// registry.corp/hardened/python, registry.corp/hardened/*. With a tag
	// (registry.corp/app-base:2*) it is for that tag, else for all tags.
	Image string `yaml:"image"`
	// Like is a public image: python:3.12-slim-bookworm. {tag} stands for the tag, {name}
	// for the last part of the name of the image that is described: "{name}:{tag}".
	Like string `yaml:"like"`
	// Suite is the release that the image stands on: bookworm, alpine3.22, noble, ubi9.
	Suite string `yaml:"suite"`
	// Libc is glibc, musl, or none where only static programs run; the suite tells it, too.
	Libc Libc `yaml:"libc"`
	// Runtime is the language that the image holds and its version: {python: 3.12.4}.
	Runtime map[string]Version `yaml:"runtime"`
	// Kind is sdk (it can build; the default) or runtime, for an image with a language.
	Kind string `yaml:"kind"`
	// Prefix is where the language's runtime lies, such as /usr/local or a JAVA_HOME.
	Prefix string `yaml:"prefix"`
	// User is the USER of the image; empty means root. Workdir is its WORKDIR.
	User    string `yaml:"user"`
	Workdir string `yaml:"workdir"`
	// Shell tells whether there is a /bin/sh; not given, there is one.
	Shell *bool `yaml:"shell"`
	// PackageManager is apt, apk, dnf, microdnf, yum, or none; not given, the suite tells.
	PackageManager string `yaml:"package-manager"`
	// Entrypoint and Cmd are the image's own, in exec form.
	Entrypoint []string `yaml:"entrypoint"`
	Cmd        []string `yaml:"cmd"`
	// Env is what the image sets beside PATH.
	Env map[string]string `yaml:"env"`
	// Path are the directories that its PATH has before the system's own.
	Path []string `yaml:"path"`
	// Packages are packages of its system that it holds and programs rely on: libpq5,
	// ca-certificates.
	Packages []string `yaml:"packages"`
}

// Version is a version as a configuration file writes it: 3.10 is not the number 3.1.
type Version string

// UnmarshalYAML takes the text of a scalar.
func (v *Version) UnmarshalYAML(node ast.Node) error {
	scalar, ok := node.(ast.ScalarNode)
	if !ok {
		return fmt.Errorf("line %d: a version is one word", node.GetToken().Position.Line)
	}
	*v = Version(scalar.GetToken().Value)
	return nil
}

// ownRule is an Own that was found to be sound.
type ownRule struct {
	Own
	pattern string // of names as people use them
	tagged  bool   // the pattern is for a name and its tag
}

func (o Own) rule(c *Catalog) (ownRule, error) {
	rule := ownRule{Own: o, pattern: o.Image}
	switch {
	case o.Image == "":
		return rule, errors.New("image is empty")
	case o.Like == "" && o.Suite == "" && o.Libc == UnknownLibc:
		return rule, errors.New("say what the image holds: like: a public image, or suite: a release")
	case o.Libc != UnknownLibc && o.Libc != Glibc && o.Libc != Musl && o.Libc != NoLibc:
		return rule, fmt.Errorf("libc: %s is none of glibc, musl, none", o.Libc)
	case len(o.Runtime) > 1:
		return rule, errors.New("runtime: an image has one language that dfmigrate looks at")
	case o.Kind != "" && o.Kind != "sdk" && o.Kind != "runtime":
		return rule, fmt.Errorf("kind: %s is neither sdk nor runtime", o.Kind)
	case o.Suite != "" && system(o.Suite) == "":
		return rule, fmt.Errorf("suite: %s is no release that dfmigrate knows, such as bookworm or alpine3.22", o.Suite)
	}
	for language, version := range o.Runtime {
		if _, ok := languages().Names[language]; !ok {
			return rule, fmt.Errorf("runtime: %s is no language that dfmigrate knows", language)
		}
		if !startsWithDigit(string(version)) {
			return rule, fmt.Errorf("runtime: %s: %q is no version", language, version)
		}
	}
	if strings.Contains(o.Image, "@") {
		return rule, errors.New("image: say a name and a tag, without a digest")
	}
	for _, p := range []string{"docker.io/library/", "docker.io/"} {
		rule.pattern = strings.TrimPrefix(rule.pattern, p)
	}
	if _, err := path.Match(rule.pattern, ""); err != nil {
		return rule, fmt.Errorf("image: %w", err)
	}
	rule.tagged = strings.Contains(path.Base(rule.pattern), ":")
	return rule, rule.checkLike(c)
}

// checkLike resolves Like as far as that can be done without an image.
func (o ownRule) checkLike(c *Catalog) error {
	if o.Like == "" || strings.Contains(o.Like, "{name}") {
		return nil
	}
	if _, ok := c.ResolveText(strings.ReplaceAll(o.Like, "{tag}", "latest")); !ok {
		return fmt.Errorf("like: nothing is known of %s", o.Like)
	}
	return nil
}

func (o ownRule) matches(ref dockerfile.ImageRef) bool {
	name := ref.Name
	if o.tagged {
		tag := ref.Tag
		if tag == "" && ref.Digest == "" {
			tag = "latest"
		}
		name += ":" + tag
	}
	ok, _ := path.Match(o.pattern, name)
	return ok
}

// describe is what is known of an image that the rule matches; false where that is
// like an image of which nothing is known.
func (o ownRule) describe(c *Catalog, ref dockerfile.ImageRef) (Image, bool) {
	img := Image{Family: "own", Shell: true, Kind: "sdk"}
	if o.Like != "" {
		tag := ref.Tag
		if tag == "" {
			tag = "latest"
		}
		text := strings.NewReplacer("{tag}", tag, "{name}", path.Base(ref.Name)).Replace(o.Like)
		rows := &Catalog{}
		if c != nil {
			rows.mirrors = c.mirrors
		}
		var ok bool
		if img, ok = rows.ResolveText(text); !ok {
			return Image{}, false
		}
	}
	// Its other tags are not known, whatever the image it was made from has.
	img.Ref, img.official, img.tag, img.catalog = ref, nil, tag{}, c
	img.Source, img.Checked = "described by the user", releases().Checked
	o.lay(&img)
	return img, true
}

// lay lays what the rule says over an image.
func (o ownRule) lay(img *Image) {
	if o.Suite != "" {
		img.Suite = o.Suite
		if name, ok := releases().names[o.Suite]; ok {
			img.Suite = name
		}
	}
	sys := system(img.Suite)
	if o.Like == "" {
		img.Family = systemFamily(sys)
		img.Libc = systems().Libc[sys]
		img.Users = slices.Clone(systems().Users[sys])
		img.Path = slices.Clone(systems().Path)
		img.PackageManager = systems().packageManager(sys, img.Suite)
		img.Kind = ""
	}
	if o.Libc != UnknownLibc {
		img.Libc = o.Libc
	}
	for language, version := range o.Runtime {
		img.Language, img.Version, img.Moving = language, string(version), false
		if o.Prefix == "" || o.Prefix == "/usr/local" {
			img.Family = "official" // laid out as that
		}
		if img.Kind == "" {
			img.Kind = "sdk"
		}
		if img.Prefix == "" {
			img.Prefix = "/usr/local"
		}
	}
	for to, from := range map[*string]string{&img.Kind: o.Kind, &img.Prefix: o.Prefix, &img.Workdir: o.Workdir} {
		if from != "" {
			*to = from
		}
	}
	if o.Shell != nil {
		img.Shell = *o.Shell
	}
	switch {
	case o.PackageManager == "none" || !img.Shell:
		img.PackageManager = ""
	case o.PackageManager != "":
		img.PackageManager = o.PackageManager
	}
	if o.User != "" {
		img.User = o.User
		img.Home = homeOf(o.User, img.Users)
	}
	if o.Entrypoint != nil {
		img.Entrypoint = slices.Clone(o.Entrypoint)
	}
	if o.Cmd != nil {
		img.Cmd = slices.Clone(o.Cmd)
	}
	for name, value := range o.Env {
		img.Env = slices.DeleteFunc(slices.Clone(img.Env), func(e EnvVar) bool { return e.Name == name })
		img.Env = append(img.Env, EnvVar{Name: name, Value: value})
	}
	img.Path = append(slices.Clone(o.Path), img.Path...)
	img.Packages = append(slices.Clone(img.Packages), o.Packages...)
	slices.Sort(img.Packages)
	img.Packages = slices.Compact(img.Packages)
	o.interpreter(img)
}

// interpreter says where the language's program lies, as in its official image.
func (o ownRule) interpreter(img *Image) {
	if len(o.Runtime) == 0 && o.Prefix == "" {
		return
	}
	img.Interpreter, img.SitePackages = Program(*img), ""
	if img.Language == "python" {
		img.SitePackages = img.fill(path.Join(img.Prefix, "lib/python{minor}/site-packages"))
	}
}

// systemFamily is the family of plain images of a kind of system.
func systemFamily(system string) string {
	switch system {
	case "el", "al":
		return "rhel"
	case "":
		return "own"
	}
	return system
}
