package toolchain

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
)

// Places of the official nginx images.
const (
	nginxMain    = "/etc/nginx/nginx.conf"
	nginxConf    = "/etc/nginx/conf.d"
	nginxSite    = nginxConf + "/default.conf"
	nginxLogs    = "/var/log/nginx"
	nginxModules = "/usr/lib/nginx/modules"
	nginxPid     = "/run/nginx.pid"
)

// nginxFacts is what a configuration says of what nginx opens.
type nginxFacts struct {
	// owns are directories of the image, makes such as the file may not have yet, and
	// creates files, all to be written to.
	owns, makes, creates []string
	ports                []int
	roots                []string
	// keys are private keys that the configuration names.
	keys []string
	// unseen are configuration files whose text is not at hand.
	unseen []string
	// stock is true when the site that the image brings is served, modules when the
	// configuration loads modules.
	stock, modules bool
	// unprivileged is true for the image that works as another user than root by itself.
	unprivileged bool
}

// readNginx reads the configuration of an image: the file's own, and what is known of
// the image's where the file has none; packaged is what stands for that of a package.
func readNginx(img *image.Image, p *image.Process, packaged string) *nginxFacts {
	n := &nginxFacts{}
	n.unprivileged = img.Base.User != ""
	files := newImageFiles(img)
	main := nginxMain
	var argv []string
	if p.Shell == nil {
		argv = p.Argv
	}
	for i, a := range argv {
		if a == "-c" && i+1 < len(argv) {
			main = image.Join("/etc/nginx", argv[i+1])
		}
	}
	site, _ := img.Tree.Lookup(nginxSite)
	stockSite := site.Kind == image.FromBase
	text, err := files.ReadFile(strings.TrimPrefix(main, "/"))
	stockMain := false
	if err != nil {
		entry, presence := img.Tree.Lookup(main)
		stockMain = main == nginxMain && entry.Kind == image.FromBase && presence == image.Absent || packaged != "" && main == nginxMain && presence != image.Present
		if !stockMain {
			n.unseen = append(n.unseen, main)
		}
		text = []byte("http { include " + nginxConf + "/*.conf; }")
		if packaged != "" {
			text = []byte(packaged)
		}
	}
	c := project.ReadNginxConfig(files, main, string(text), "/etc/nginx")
	n.read(img, c)
	n.stock = stockSite && n.includesSites(c) && packaged == ""
	if packaged != "" && stockMain && len(n.ports) == 0 {
		n.ports = []int{80} // of the site that the package brings
	}
	if n.stock {
		port := 80
		if n.unprivileged {
			port = 8080
		}
		if !slices.Contains(n.ports, port) {
			n.ports = append(n.ports, port)
		}
	}
	n.hidden(img)
	for i, a := range argv {
		if a == "-g" && i+1 < len(argv) {
			n.read(img, project.ReadNginxConfig(files, "-g", argv[i+1], "/etc/nginx"))
		}
	}
	if n.unprivileged {
		n.creates = slices.DeleteFunc(n.creates, func(f string) bool { return stockMain })
		return n
	}
	if n.creates == nil {
		n.creates = []string{nginxPid}
	}
	n.creates = slices.DeleteFunc(n.creates, func(f string) bool { return image.Within(f, "/tmp") })
	return n
}

// includesSites tells whether a configuration includes what lies in conf.d.
func (n *nginxFacts) includesSites(c *project.NginxConfig) bool {
	found := false
	c.Each(func(d project.NginxDirective) {
		found = found || d.Name == "include" && len(d.Args) == 1 && strings.HasPrefix(image.Join("/etc/nginx", d.Args[0]), nginxConf+"/")
	})
	return found
}

// read takes up what the directives open.
func (n *nginxFacts) read(img *image.Image, c *project.NginxConfig) {
	c.Each(func(d project.NginxDirective) {
		if len(d.Args) == 0 {
			return
		}
		arg := d.Args[0]
		switch {
		case d.Name == "listen":
			n.listen(arg)
		case d.Name == "pid":
			n.creates = []string{n.pid(image.Join("/etc/nginx", arg))}
		case strings.HasSuffix(d.Name, "_temp_path") || strings.HasSuffix(d.Name, "_cache_path"):
			n.directory(image.Join("/etc/nginx", arg))
		case d.Name == "access_log" || d.Name == "error_log":
			n.log(arg)
		case d.Name == "load_module":
			n.modules = true
		case d.Name == "root" || d.Name == "alias":
			n.roots = append(n.roots, path.Clean(arg))
		case d.Name == "ssl_certificate_key":
			if !strings.Contains(arg, "$") && !slices.Contains(n.keys, arg) {
				n.keys = append(n.keys, arg)
			}
		}
	})
	for _, u := range c.Unseen {
		at := image.Join("/etc/nginx", u)
		if !strings.ContainsAny(at, "*?[") {
			if _, presence := img.Tree.Lookup(at); presence != image.Absent && !slices.Contains(n.unseen, at) {
				n.unseen = append(n.unseen, at)
			}
		}
	}
}

// hidden finds configuration whose text only a build knows.
func (n *nginxFacts) hidden(img *image.Image) {
	for _, e := range img.Tree.Under("/etc/nginx") {
		if e.Kind == image.Made || e.Link != "" || image.Within(e.Path, "/etc/nginx/templates") {
			continue
		}
		if !e.Dir && path.Ext(e.Path) != ".conf" {
			continue
		}
		_, readable := img.Tree.ReadFile(e.Path)
		if !readable && !(e.Kind == image.FromContext && e.Dir && img.Context.Known()) && !slices.Contains(n.unseen, e.Path) {
			n.unseen = append(n.unseen, e.Path)
		}
	}
}

// pid is where the process id is written, /var/run being a link to /run.
func (n *nginxFacts) pid(p string) string {
	if rest, ok := strings.CutPrefix(p, "/var/run/"); ok {
		p = "/run/" + rest
	}
	if dir := path.Dir(p); dir != "/run" && !image.Within(p, "/tmp") {
		n.makes = append(n.makes, dir)
		return "/tmp" // the directory is enough
	}
	return p
}

// directory is one that nginx creates, or writes to.
func (n *nginxFacts) directory(p string) {
	if strings.Contains(p, "$") || image.Within(p, "/tmp") || image.Within(p, "/var/cache/nginx") || image.Within(p, "/dev") || slices.Contains(n.makes, p) {
		return
	}
	n.makes = append(n.makes, p)
}

// log is a file that nginx opens for writing; access.log and error.log of the image
// are links to the container's output.
func (n *nginxFacts) log(p string) {
	if p == "off" || strings.HasPrefix(p, "syslog:") || p == "stderr" || image.Within(p, "/dev") {
		return
	}
	p = image.Join("/etc/nginx", p)
	dir := path.Dir(p)
	switch {
	case p == nginxLogs+"/access.log" || p == nginxLogs+"/error.log" || image.Within(p, "/proc"):
	case dir == nginxLogs:
		if !slices.Contains(n.owns, dir) {
			n.owns = append(n.owns, dir)
		}
	case dir == "/var/log":
		n.makes = append(n.makes, p)
	default:
		n.directory(dir)
	}
}

// listen is a port: 80, [::]:80, 127.0.0.1:8080, or 80 by itself for an address alone.
func (n *nginxFacts) listen(arg string) {
	if strings.HasPrefix(arg, "unix:") {
		n.directory(path.Dir(strings.TrimPrefix(arg, "unix:")))
		return
	}
	text := arg
	if i := strings.LastIndexByte(arg, ':'); i >= 0 && !strings.HasSuffix(arg, "]") {
		text = arg[i+1:]
	}
	port, err := strconv.Atoi(text)
	if err != nil {
		port = 80
	}
	if !slices.Contains(n.ports, port) {
		n.ports = append(n.ports, port)
	}
}
