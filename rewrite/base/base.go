// Package base knows base images and system packages: what an image that a
// Dockerfile names holds, which images a rewritten Dockerfile may end in, which
// tag of the same image stands on another system, and what a package is for.
//
// Every fact is a row in data/, embedded and strictly decoded, with the source
// it was read from and the day on which it was checked. No rule of the program
// carries a version number or an image name; docs/bases.md tells how to bring
// the rows up to date.
package base

import "github.com/dfmigrate/dfmigrate/rewrite/dockerfile"

// Target is a family of final base images.
type Target string

// The families that a Dockerfile can be rewritten to.
const (
	Distroless Target = "distroless"
	Alpine     Target = "alpine"
	// Scratch is the empty image.
	Scratch Target = "scratch"
)

// Libc is the C library of an image, which decides what binaries run there.
type Libc string

// NoLibc is an image in which only static binaries run (scratch, static).
const (
	Glibc       Libc = "glibc"
	Musl        Libc = "musl"
	NoLibc      Libc = "none"
	UnknownLibc Libc = ""
)

// EnvVar is a variable that a base image sets. Value is "" where it is not
// known exactly (GPG_KEY, say). BuildOnly marks what only builds read, so that
// it can go together with the base.
type EnvVar struct {
	Name      string `yaml:"name"`
	Value     string `yaml:"value"`
	BuildOnly bool   `yaml:"build_only"`
}

// User is an entry of the image's /etc/passwd.
type User struct {
	Name string `yaml:"name"`
	UID  int    `yaml:"uid"`
	GID  int    `yaml:"gid"`
	Home string `yaml:"home"`
}

// Retirement tells that an image is published no more, or no longer kept up.
type Retirement struct {
	// Since is a day (2024-09-03) or a month (2021-09).
	Since string `yaml:"since"`
	// Replacement is an image that takes its place, "" where none does.
	Replacement string `yaml:"replacement"`
	// Reason is a clause: "its Debian release left support".
	Reason string `yaml:"reason"`
}

// Image is what is known of an image that a Dockerfile names.
type Image struct {
	Ref dockerfile.ImageRef
	// Name is the familiar name of the public image that it is: "python" also for one
	// of a mirror, and for an image of the user's own that is like it; "" for an own
	// image that is like none.
	Name string
	// Family is "official" for Docker's own language and server images, else
	// the maker or the system: "distroless", "alpine", "debian", "ubuntu",
	// "scratch", "rhel", "windows", "chainguard", "dotnet", "lambda", ….
	Family string
	// Language is "go", "node", "python", "java", "rust", "ruby", "php",
	// "dotnet", …; "" for plain systems and servers.
	Language string
	// Kind is "sdk" (it can build) or "runtime"; "" for plain systems.
	Kind string
	// Version is the language's version as the tag gives it ("3.12",
	// "22.11.0", "21.0.5_11"); "" when the tag does not say and no row does.
	Version string
	// Moving is set when Version comes from a row for a moving tag (latest,
	// lts, 3): it holds for the day the row was checked.
	Moving bool
	// Tool is the version of the build tool that the tag names first (maven's
	// 3.9 in 3.9-eclipse-temurin-21); "" elsewhere.
	Tool string
	// Suite is the system's release: "bookworm", "alpine3.21", "noble", "ubi9",
	// or "alpine" where the minor release is not known; "" unknown.
	Suite string
	Libc  Libc
	// Variant is what else the tag says: "slim", "alpine", "jre", "jdk-alpine".
	Variant string
	// User, Workdir, Entrypoint and Cmd are the image's configuration. User ""
	// is root, Workdir "" is /. Home is the home of that user.
	User, Home, Workdir string
	Entrypoint, Cmd     []string
	// Instructions are what else its configuration has, as a Dockerfile writes it:
	// STOPSIGNAL SIGQUIT, EXPOSE 9000.
	Instructions []string
	// Env is what the image sets, without PATH.
	Env []EnvVar
	// Path holds the directories of PATH in their order.
	Path []string
	// Shell tells whether /bin/sh is there.
	Shell bool
	// PackageManager is "apt", "apk", "dnf", "microdnf", "yum", "zypper" or "".
	PackageManager string
	// Prefix is where the language's runtime lies: /usr/local, JAVA_HOME.
	Prefix string
	// Interpreter is the path of the language's program and SitePackages where python finds
	// modules; "" where that is not known.
	Interpreter, SitePackages string
	// Packages are programs and data that come with the image without being
	// asked for and that people rely on: curl, git, wget, ca-certificates.
	Packages []string
	// Retired is nil while the image is published.
	Retired *Retirement
	Users   []User
	// Source says where the row was read, Checked on which day (2026-08-22).
	Source, Checked string

	catalog  *Catalog  // that resolved it
	records  bool      // see Final.Records
	official *imageRow // nil for what has no tag table
	tag      tag
	// tagsOf is the image whose tags count, tagPrefix what stands before them.
	tagsOf, tagPrefix string
}

// Final is a base image that a rewritten Dockerfile may end in.
type Final struct {
	// Image is the whole reference: gcr.io/distroless/nodejs22-debian13:nonroot.
	Image string
	// Name is short: "static", "cc", "nodejs22", "python3", "alpine"; on Alpine a
	// language's image has its repository's name ("node").
	Name   string
	Target Target
	// Language and Version name the runtime it holds: a major version for node
	// and java on Distroless, major.minor for python, the tag's own on Alpine.
	Language, Version string
	// Patch is the exact version at the day the row was checked; "" unknown.
	Patch string
	Suite string
	Libc  Libc
	// Entrypoint is the image's own; Interpreter the absolute path of the
	// runtime's program (/nodejs/bin/node), "" where there is none.
	Entrypoint, Cmd []string
	Interpreter     string
	// Env is what the image sets, without PATH; Path is PATH.
	Env     []EnvVar
	Path    []string
	Workdir string
	Shell   bool
	// Packages are Debian or apk package names, dependencies included.
	Packages []string
	Users    []User
	// User is the UID:GID that the image starts programs as; "" for root.
	User string
	// Records is true when dpkg's records of its packages lie in /var/lib/dpkg/status.d,
	// and those of others can join them.
	Records bool
	// SitePackages is where the interpreter finds modules (python only).
	SitePackages string
	// Prefix is where the runtime lies, as in Image.
	Prefix string
}

// Package says what a system package is for.
type Package struct {
	Name string
	// Role is "build" (compilers, headers, build tools), "library", "program", "people"
	// (what one uses in a shell: editors, ping), "data", "plugins" (what a library loads by name), "certificates", "timezone",
	// "locale", "init" (also gosu and sudo), "shell", "fetch" (curl, wget) or "runtime" (a language's interpreter).
	Role string
	// Runtime maps a suite ("bookworm", "trixie", "alpine") to the packages that
	// a -dev package stands for at run time; nil elsewhere.
	Runtime map[string][]string
	// Programs are the commands that it puts on PATH, where they are known.
	Programs []string
	// BuildStarts is true where languages' own tools start its programs while they
	// build, without a word of it in the file: git for dependencies, python3 for node-gyp.
	BuildStarts bool
}
