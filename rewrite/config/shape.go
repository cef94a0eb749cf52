package config

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/moby/buildkit/util/suggest"
)

// shape holds a document against the Go type that it is decoded into: every key must be
// one of the type's, and every value of its kind. The library's own strict mode stops at
// the first mistake, and knows neither near names nor plain words.
type shape struct {
	errors  *mistakes
	anchors map[string]ast.Node
	// lines are where keys and elements stand, by their path: accept[2].expires.
	lines map[string]int
}

// Visit remembers anchors, for ast.Walk.
func (s *shape) Visit(n ast.Node) ast.Visitor {
	if a, ok := n.(*ast.AnchorNode); ok {
		s.anchors[a.Name.GetToken().Value] = a.Value
	}
	return s
}

// resolve follows anchors, aliases and tags to the value itself; nil for an alias of
// nothing.
func (s *shape) resolve(n ast.Node) ast.Node {
	for range 16 { // aliases of aliases, not for ever
		switch v := n.(type) {
		case *ast.AnchorNode:
			n = v.Value
		case *ast.TagNode:
			n = v.Value
		case *ast.AliasNode:
			n = s.anchors[v.Value.GetToken().Value]
		default:
			return n
		}
	}
	return nil
}

// check holds the value at a path against t.
func (s *shape) check(path string, line int, n ast.Node, t reflect.Type) {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	value := s.resolve(n)
	if _, isNull := value.(*ast.NullNode); isNull || value == nil {
		s.errors.add(line, "%s has no value", path)
		return
	}
	_, isScalar := value.(ast.ScalarNode)
	switch {
	case !reflect.PointerTo(t).Implements(reflect.TypeFor[yaml.NodeUnmarshaler]()):
	case isScalar: // it takes what is written
		return
	}
	switch t.Kind() {
	case reflect.Struct:
		s.checkMapping(path, line, value, t)
	case reflect.Map:
		s.checkMap(path, line, value, t)
	case reflect.Slice:
		s.checkList(path, line, value, t)
	default:
		s.checkScalar(path, line, value, t.Kind())
	}
}

// maxMerges is how many mappings may merge each other: one may also merge itself.
const maxMerges = 16

// pairs are those of a mapping, its merges (<<) included.
func (s *shape) pairs(n ast.Node) ([]*ast.MappingValueNode, bool) { return s.merged(n, maxMerges) }

func (s *shape) merged(n ast.Node, depth int) ([]*ast.MappingValueNode, bool) {
	if pair, ok := n.(*ast.MappingValueNode); ok {
		return []*ast.MappingValueNode{pair}, true
	}
	mapping, ok := n.(*ast.MappingNode)
	if !ok || depth == 0 {
		return nil, false
	}
	var all []*ast.MappingValueNode
	for _, pair := range mapping.Values {
		if !pair.Key.IsMergeKey() {
			all = append(all, pair)
			continue
		}
		merged, ok := s.merged(s.resolve(pair.Value), depth-1)
		if !ok {
			return nil, false
		}
		all = append(all, merged...)
	}
	return all, true
}

func (s *shape) checkMapping(path string, line int, n ast.Node, t reflect.Type) {
	pairs, ok := s.pairs(n)
	if !ok {
		s.wrong(path, line, n, "keys with values")
		return
	}
	fields := fieldsOf(t)
	for _, pair := range pairs {
		key := pair.Key.GetToken()
		field, known := fields[key.Value]
		if !known {
			s.errors.add(key.Position.Line, "%s", unknownKey(key.Value, slices.Sorted(maps.Keys(fields))))
			continue
		}
		at := join(path, key.Value)
		s.lines[at] = key.Position.Line
		s.check(at, key.Position.Line, pair.Value, field)
	}
}

func unknownKey(key string, known []string) error {
	err := fmt.Errorf("unknown key %q", key)
	if key == "to" && slices.Contains(known, "target") { // after the flag
		return fmt.Errorf("%w: did you mean \"target\"?", err)
	}
	if near, ok := suggest.Search(strings.ReplaceAll(key, "_", "-"), known, false); ok {
		return fmt.Errorf("%w: did you mean %q?", err, near)
	}
	if same := strings.ToLower(strings.ReplaceAll(key, "_", "-")); slices.Contains(known, same) {
		return fmt.Errorf("%w: did you mean %q?", err, same)
	}
	return fmt.Errorf("%w: the keys here are %s", err, strings.Join(known, ", "))
}

// fieldsOf are the types of the keys that t has.
func fieldsOf(t reflect.Type) map[string]reflect.Type {
	fields := map[string]reflect.Type{}
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		if options == "inline" {
			maps.Copy(fields, fieldsOf(f.Type))
		} else if name != "" && name != "-" {
			fields[name] = f.Type
		}
	}
	return fields
}

func (s *shape) checkMap(path string, line int, n ast.Node, t reflect.Type) {
	pairs, ok := s.pairs(n)
	if !ok {
		s.wrong(path, line, n, "names with values")
		return
	}
	for _, pair := range pairs {
		key := pair.Key.GetToken()
		at := join(path, key.Value)
		s.lines[at] = key.Position.Line
		s.check(at, key.Position.Line, pair.Value, t.Elem())
	}
}

func (s *shape) checkList(path string, line int, n ast.Node, t reflect.Type) {
	list, ok := n.(*ast.SequenceNode)
	if !ok {
		s.wrong(path, line, n, "a list")
		return
	}
	for i, element := range list.Values {
		at := fmt.Sprintf("%s[%d]", path, i)
		first := element.GetToken().Position.Line
		if pairs, ok := s.pairs(element); ok && len(pairs) > 0 {
			first = pairs[0].Key.GetToken().Position.Line
		}
		s.lines[at] = first
		s.check(at, first, element, t.Elem())
	}
}

// checkScalar takes a number for a string only where it is read as it is written: the
// version 1.20 is not 1.2.
func (s *shape) checkScalar(path string, line int, n ast.Node, kind reflect.Kind) {
	scalar, ok := n.(ast.ScalarNode)
	_, isBool := n.(*ast.BoolNode)
	switch {
	case kind == reflect.Bool && !isBool:
		s.wrong(path, line, n, "true or false")
	case kind == reflect.Bool:
	case !ok:
		s.wrong(path, line, n, "one value")
	default:
		written := n.GetToken().Value
		if _, isText := scalar.GetValue().(string); !isText && fmt.Sprint(scalar.GetValue()) != written {
			s.errors.add(line, "%s: %s is read as the number %v: write it in quotes, %q", path, written, scalar.GetValue(), written)
		}
	}
}

func (s *shape) wrong(path string, line int, n ast.Node, want string) {
	if path == "" {
		path = "the file"
	}
	if _, isMapping := n.(*ast.MappingNode); isMapping && strings.HasSuffix(want, "with values") {
		s.errors.add(line, "%s merges (<<) itself, or what has no keys", path)
		return
	}
	s.errors.add(line, "%s takes %s, not %s", path, want, kindOf(n))
}

func kindOf(n ast.Node) string {
	switch v := n.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
		return "keys with values"
	case *ast.SequenceNode:
		return "a list"
	case *ast.LiteralNode:
		return "a text of several lines"
	case ast.ScalarNode:
		return fmt.Sprintf("%q", v.GetToken().Value)
	}
	return "this"
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}
