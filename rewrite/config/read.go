package config

import (
	"errors"
	"reflect"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// read decodes a configuration file. lines are where its keys stand. What is wrong is
// added to m; the file is only good when nothing was.
func read(content []byte, m *mistakes) (f file, lines map[string]int) {
	lines = map[string]int{}
	document, err := parser.ParseBytes(content, 0)
	if err != nil {
		m.addYAML(err)
		return f, lines
	}
	if len(document.Docs) > 1 {
		m.add(document.Docs[1].Start.Position.Line, "a second document: a configuration file has one")
		return f, lines
	}
	if len(document.Docs) == 0 || isNothing(document.Docs[0].Body) {
		return f, lines
	}
	body := document.Docs[0].Body
	s := &shape{errors: m, anchors: map[string]ast.Node{}, lines: lines}
	ast.Walk(s, body)
	s.check("", 1, body, reflect.TypeFor[file]())
	if len(m.all) > 0 {
		return f, lines
	}
	if err := yaml.UnmarshalWithOptions(content, &f, yaml.Strict()); err != nil {
		m.addYAML(err)
	}
	return f, lines
}

func isNothing(body ast.Node) bool {
	switch body.(type) {
	case nil, *ast.NullNode, *ast.CommentGroupNode:
		return true
	}
	return false
}

// addYAML adds an error of the library, which prints several lines of its own.
func (m *mistakes) addYAML(err error) {
	var located yaml.Error
	if errors.As(err, &located) && located.GetToken() != nil {
		m.add(located.GetToken().Position.Line, "%s", located.GetMessage())
		return
	}
	m.add(0, "%v", err)
}
