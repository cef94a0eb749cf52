package toolchain

import (
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
)

// pools reads the configuration of php-fpm that the file brings: where it wants root,
// it can't go; where it writes, the final user has to be able to.
func (b *phpBuild) pools() {
	for _, e := range contextEntries(b.Image, 0) {
		if image.Within(e.Path, phpConfigDir) && strings.HasSuffix(e.Source, ".conf") {
			if text, err := b.Image.Context.ReadFile(e.Source); err == nil {
				b.pool(e, string(text))
			}
		}
	}
}

func (b *phpBuild) pool(e image.Entry, text string) {
	for line := range strings.Lines(text) {
		name, value, ok := strings.Cut(strings.TrimSpace(line), "=")
		name, value = strings.TrimSpace(name), strings.Trim(strings.TrimSpace(value), `"`)
		if !ok || strings.HasPrefix(name, ";") {
			continue
		}
		switch name {
		case "listen.owner", "listen.group":
			b.say(finding.PHPPoolRoot, e.Instr.Span, "%s gives the socket to %s, which only root may", e.Source, value)
		case "listen", "pid", "error_log", "access.log", "slowlog":
			b.poolFile(e, name, value)
		}
	}
}

// poolFile makes the directory of a file that php-fpm creates the final user's.
func (b *phpBuild) poolFile(e image.Entry, name, file string) {
	dir := path.Dir(file)
	if !strings.HasPrefix(file, "/") || image.Within(file, "/dev") || image.Within(file, "/proc") || image.Within(file, "/tmp") {
		return
	}
	if !writablePlace(dir) || slices.Contains([]string{"/run", "/var/run", "/var/log"}, dir) {
		b.say(finding.PHPPoolRoot, e.Instr.Span, "%s has %s = %s, where only root may write", e.Source, name, file)
		return
	}
	b.rt.Writes = append(b.rt.Writes, dir)
}
