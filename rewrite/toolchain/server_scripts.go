package toolchain

import (
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/shell"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// beforeServer is shell text that runs each time that the container starts.
type beforeServer struct {
	name, text string
	// known is false when the text is not at hand.
	known bool
	bash  bool
	at    *image.Entry
}

// span is where the script came into the image.
func (s beforeServer) span(otherwise source.Span) source.Span {
	if s.at != nil && s.at.Instr != nil {
		return s.at.Instr.Span
	}
	return otherwise
}

// scriptFolders are those whose scripts an official image's entrypoint runs.
var scriptFolders = []string{"/docker-entrypoint.d"}

// startScripts are the file's own scripts that run before the server: those that the
// image's entrypoint looks for, and the process itself where it needs a shell.
func startScripts(img *image.Image, p *image.Process) []beforeServer {
	var out []beforeServer
	files := newImageFiles(img)
	for _, dir := range scriptFolders {
		if p.Wrapper == "" {
			break
		}
		for _, f := range files.files() {
			if path.Dir("/"+f) == dir && (strings.HasSuffix(f, ".sh") || strings.HasSuffix(f, ".envsh")) {
				out = append(out, readScript(img, "/"+f))
			}
		}
		for _, e := range img.Tree.Under(dir) {
			// A single file that RUN made, or a COPY whose files can't be told.
			if at := e; e.Kind != image.Made && !e.Dir && !slices.ContainsFunc(out, func(s beforeServer) bool { return s.name == e.Path }) {
				out = append(out, beforeServer{name: e.Path, at: &at})
			}
		}
	}
	if p.Shell == nil || len(p.Argv) == 0 {
		return out
	}
	if len(p.Argv) > 2 && strings.HasSuffix(p.Argv[1], "c") && strings.HasPrefix(p.Argv[1], "-") {
		return append(out, beforeServer{name: p.Shell.Where, text: p.Argv[2], known: true, bash: path.Base(p.Argv[0]) == "bash"})
	}
	script := p.Argv[0]
	if len(p.Argv) > 1 && slices.Contains([]string{"sh", "bash", "ash", "dash"}, path.Base(script)) {
		script = p.Argv[1]
	}
	if at, _, presence := img.Find(script, p.Dir); presence != image.Absent {
		return append(out, readScript(img, at))
	}
	return append(out, beforeServer{name: script})
}

func readScript(img *image.Image, p string) beforeServer {
	entry, _ := img.Tree.Lookup(p)
	s := beforeServer{name: p, at: &entry}
	text, ok := img.Tree.ReadFile(p)
	s.text, s.known = string(text), ok
	s.bash = shebangProgram(img, p) == "bash"
	return s
}

// nginxTemplates are files that the image's entrypoint fills in with the environment.
func nginxTemplates(img *image.Image) []beforeServer {
	var out []beforeServer
	for _, e := range img.Tree.Under("/etc/nginx/templates") {
		if at := e; e.Kind != image.Made {
			out = append(out, beforeServer{name: e.Path, at: &at})
		}
	}
	return out
}

// scriptWrites gives the final user what the scripts and the entrypoint write.
func (b *serverBuild) scriptWrites() {
	if b.ownUser() {
		return
	}
	if b.nginx != nil && b.wrapped() && len(nginxTemplates(b.Image)) > 0 {
		dir := nginxConf
		if v, ok := b.Image.Config.Getenv("NGINX_ENVSUBST_OUTPUT_DIR"); ok && !v.Symbolic {
			dir = path.Clean(v.Value)
		}
		b.own(dir)
	}
	for _, s := range b.scripts {
		if !s.known {
			b.say(finding.ServerScriptWrites, s.span(b.processSpan()), "what %s writes can't be told, because its text is not at hand", s.name)
			continue
		}
		paths, ok := writesOf(s.text, b.Image)
		if !ok {
			b.say(finding.ServerScriptWrites, s.span(b.processSpan()), "%s writes to files whose names are only known when the container starts", s.name)
		}
		for _, p := range paths {
			b.ownWritten(p, s)
		}
	}
}

// ownWritten gives the final user the directory of a file that a script writes.
func (b *serverBuild) ownWritten(p string, s beforeServer) {
	dir := path.Dir(p)
	switch {
	case image.Within(p, "/tmp") || image.Within(p, "/dev") || image.Within(p, "/proc") || slices.Contains(b.rt.Creates, p):
	case slices.Contains([]string{"/", "/etc", "/usr", "/usr/bin", "/usr/sbin", "/usr/local/bin", "/bin", "/sbin", "/lib", "/usr/lib", "/var", "/run", "/root"}, dir):
		b.say(finding.ServerScriptWrites, s.span(b.processSpan()), "%s writes %s, in a directory that stays root's", s.name, p)
	default:
		b.own(dir)
	}
}

// writesOf are the absolute paths that shell text writes; false when some can't be told.
func writesOf(text string, img *image.Image) ([]string, bool) {
	script, err := shell.Parse(strings.ReplaceAll(text, "\r\n", "\n"))
	if err != nil {
		return nil, false
	}
	all := true
	var out []string
	vars := map[string]string{}
	lookup := func(name string) (string, bool) {
		if v, ok := vars[name]; ok {
			return v, true
		}
		v, ok := img.Config.Getenv(name)
		return v.Value, ok && !v.Symbolic
	}
	add := func(w shell.Word) {
		fields, ok := w.Expand(lookup)
		if !ok {
			all = false
			return
		}
		for _, f := range fields {
			p := image.Join(img.Config.Workdir, f)
			if !slices.Contains(out, p) {
				out = append(out, p)
			}
		}
	}
	for _, c := range script.Commands {
		for _, a := range c.Assigns {
			if v, ok := a.Value.Expand(lookup); ok && len(v) == 1 {
				vars[a.Name] = v[0]
			}
		}
		for _, r := range append(slices.Clone(c.Inherited), c.Redirects...) {
			if t, ok := r.Target.Literal(); strings.HasPrefix(r.Op, ">") && r.Op != ">&" || r.Op == "&>" {
				if !ok || t != "/dev/null" {
					add(r.Target)
				}
			}
		}
		if n := len(c.Words); n > 1 && writesLast(c) {
			add(c.Words[n-1])
		}
	}
	return out, all
}

// writesLast tells of commands that write to their last operand.
func writesLast(c *shell.Command) bool {
	switch c.Name() {
	case "cp", "mv", "tee", "touch", "mkdir", "install", "ln", "rm":
		return true
	case "sed":
		return slices.ContainsFunc(c.Literals(), func(a string) bool {
			return strings.HasPrefix(a, "-i") || strings.HasPrefix(a, "--in-place") || strings.HasPrefix(a, "-") && !strings.HasPrefix(a, "--") && strings.HasSuffix(a, "i")
		})
	}
	return false
}
