package toolchain

import (
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
)

// apacheStart is what the official image with Apache starts by itself.
const apacheStart = "apache2-foreground"

// apache carries Apache of Debian's packages with PHP in it, as the official image has
// them: PHP lies in /usr/local, and its module among Apache's.
func (b *phpBuild) apache() {
	row, ok := base.ServerNamed("apache2")
	img, span := b.Image.Base, rootOf(b.Image.Stage).From.Span
	if !ok {
		return
	}
	libs := closure{}
	for _, a := range b.extensions {
		if known, ok := project.PHPExtensionNamed(a.Facts.(*phpExtension).Name); ok {
			libs.Opens = append(libs.Opens, known.Opens...)
			libs.Files = append(libs.Files, known.Files...)
		}
	}
	var prune []string
	for _, line := range phpPrune {
		words := strings.Fields(line)
		for i := range words {
			words[i] = "local/" + words[i]
		}
		prune = append(prune, strings.Join(words, " "))
	}
	l := systemLanguage{
		title: "PHP", program: row.Starts["apache2"][0], packages: []string{"apache2", "apache2-*"},
		trees: []string{"/etc/apache2", "/usr/lib/apache2/modules", "/usr/local"}, prune: prune,
	}
	b.carryServer(row, l, finding.PHPCarried, libs)
	b.inheritEnv("PHP_INI_DIR", "APACHE_CONFDIR")
	b.rt.Keep = img.Instructions
	b.sameLibc()
	b.shellCalls()
	argv := []string{row.Starts["apache2"][0], "-DFOREGROUND"}
	if b.Process.Name() == apacheStart {
		argv = append(argv, b.Process.Argv[1:]...)
	}
	b.rt.Cmd = argv
	b.rt.ProcessWhy = "What " + apacheStart + " of the image " + img.Ref.String() + " runs in the end."
	if len(b.Image.Config.Expose) > 0 {
		return // the plan tells of those, and the settings may name another one
	}
	for _, port := range row.Ports {
		b.say(finding.PrivilegedPort, span, "port %d: a non-root process may open it under Docker, not under every Kubernetes or Podman", port)
	}
}
