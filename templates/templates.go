// Package templates holds the stages that dfmigrate writes, as text/template
// files. dfmigrate --templates DIR replaces them by files of the same names.
package templates

import "embed"

// FS holds the templates.
//
//go:embed *.tmpl
var FS embed.FS
