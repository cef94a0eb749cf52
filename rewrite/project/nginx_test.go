package project

import (
	"strings"
	"testing"
	"testing/fstest"
)

func TestReadNginxConfig(t *testing.T) {
	files := fstest.MapFS{
		"etc/nginx/nginx.conf": {Data: []byte("user nginx; # who\npid \"/tmp/my pid\";\nhttp {\n  include conf.d/*.conf;\n  include missing.conf;\n" +
			"  map $uri $x { ~^/a{2} 1; default '#;'; }\n  access_log /var/log/nginx/${name}.log main;\n}\n")},
		"etc/nginx/conf.d/a.conf": {Data: []byte("server { listen 8080; location ~ \\.php$ { root /srv; } }")},
		"etc/nginx/conf.d/README": {Data: []byte("no config {")},
	}
	c := ReadNginxConfig(mustNew(t, files, ""), "nginx.conf", string(files["etc/nginx/nginx.conf"].Data), "/etc/nginx")
	var got []string
	c.Each(func(d NginxDirective) { got = append(got, d.Name+" "+strings.Join(d.Args, ",")) })
	want := []string{"user nginx", "pid /tmp/my pid", "http ", "include conf.d/*.conf", "server ", "listen 8080", "location ~,\\.php$",
		"root /srv", "include missing.conf", "map $uri,$x", "~^/a ", "2} 1", "default #;", "access_log /var/log/nginx/${name}.log,main"}
	// An unquoted brace ends a word, for nginx too: such a file is no valid configuration.
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
	if strings.Join(c.Unseen, " ") != "missing.conf" {
		t.Errorf("unseen: %q", c.Unseen)
	}
}

func FuzzNginxConfig(f *testing.F) {
	f.Add("http { server { listen 80; } }")
	f.Add("a \"b\\\" c' ${x} {")
	f.Fuzz(func(t *testing.T, text string) {
		_ = ReadNginxConfig(mustNew(t, fstest.MapFS{}, ""), "n", text, "")
	})
}
