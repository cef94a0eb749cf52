// Package templates holds the stages that dfmigrate writes, as text/template
// files. dfmigrate --templates DIR replaces them by files of the same names.
package templates

import (
	"embed"
	"fmt"
	"io/fs"
	"strings"
	"sync"
	"text/template"
)

// FS holds the templates.
//
//go:embed *.tmpl
var FS embed.FS

// Stage returns the template of a stage by the name of its file: that of own where it
// has one, else dfmigrate's. own may be nil. The error names a file of own that is no
// template.
func Stage(own fs.FS, name string) (*template.Template, error) {
	if own == nil {
		if t := builtin().Lookup(name); t != nil {
			return t, nil
		}
	}
	t, err := parse(name, overlay{own, FS}, parts, name)
	if err != nil {
		return nil, fmt.Errorf("template %s: %w", name, err)
	}
	return t, nil
}

// parts is the file of which the parts belong to other stages too.
const parts = "closure.tmpl"

// builtin are dfmigrate's own templates, parsed once for all files of a run.
var builtin = sync.OnceValue(func() *template.Template { return template.Must(parse("", FS, "*.tmpl")) })

func parse(name string, files fs.FS, patterns ...string) (*template.Template, error) {
	return template.New(name).Funcs(template.FuncMap{"join": strings.Join}).ParseFS(files, patterns...)
}

// overlay opens a file in the first file system that has it.
type overlay struct{ own, base fs.FS }

func (o overlay) Open(name string) (fs.File, error) {
	if o.own != nil {
		if file, err := o.own.Open(name); err == nil {
			return file, nil
		}
	}
	return o.base.Open(name)
}
