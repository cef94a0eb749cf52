package around

import (
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// node is a YAML value that knows its line. The zero node stands for one that is not
// there: whatever is asked of it, it says that there is nothing.
type node struct {
	value   ast.Node
	anchors map[string]ast.Node
}

// parseYAML returns the documents of a file; none when it is no YAML.
func parseYAML(content []byte) []node {
	file, err := parser.ParseBytes(content, 0)
	if err != nil {
		return nil
	}
	anchors := map[string]ast.Node{}
	var out []node
	for _, doc := range file.Docs {
		if doc.Body == nil {
			continue
		}
		ast.Walk(anchorVisitor{anchors}, doc.Body)
		out = append(out, node{doc.Body, anchors}.resolved())
	}
	return out
}

type anchorVisitor struct{ anchors map[string]ast.Node }

func (v anchorVisitor) Visit(n ast.Node) ast.Visitor {
	if a, ok := n.(*ast.AnchorNode); ok {
		v.anchors[a.Name.GetToken().Value] = a.Value
	}
	return v
}

// resolved follows anchors, aliases and tags to the value itself.
func (n node) resolved() node {
	for range 16 { // aliases of aliases, not for ever
		switch v := n.value.(type) {
		case *ast.AnchorNode:
			n.value = v.Value
		case *ast.TagNode:
			n.value = v.Value
		case *ast.AliasNode:
			n.value = n.anchors[v.Value.GetToken().Value]
		default:
			return n
		}
	}
	return node{}
}

func (n node) ok() bool { return n.value != nil }

// line counts from 1.
func (n node) line() int {
	if n.value == nil {
		return 1
	}
	if m, ok := n.value.(*ast.MappingNode); ok && len(m.Values) > 0 {
		return m.Values[0].Key.GetToken().Position.Line
	}
	return n.value.GetToken().Position.Line
}

// pair is a key with its value.
type pair struct {
	key   string
	line  int
	value node
}

// pairs are the keys of a mapping in their order, those that << brings last.
func (n node) pairs() []pair {
	var values []*ast.MappingValueNode
	switch v := n.value.(type) {
	case *ast.MappingNode:
		values = v.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{v}
	}
	var out, merged []pair
	for _, v := range values {
		value := node{v.Value, n.anchors}.resolved()
		if v.Key.IsMergeKey() {
			merged = append(merged, value.pairs()...)
			continue
		}
		token := v.Key.GetToken()
		out = append(out, pair{token.Value, token.Position.Line, value})
	}
	return append(out, merged...)
}

// get follows keys into mappings.
func (n node) get(keys ...string) node {
	for _, key := range keys {
		next := node{}
		for _, p := range n.pairs() {
			if p.key == key {
				next = p.value
				break
			}
		}
		n = next
	}
	return n
}

// list are the values of a sequence.
func (n node) list() []node {
	s, ok := n.value.(*ast.SequenceNode)
	if !ok {
		return nil
	}
	var out []node
	for _, v := range s.Values {
		out = append(out, node{v, n.anchors}.resolved())
	}
	return out
}

// text is a scalar as text; "" for what is none.
func (n node) text() string {
	switch v := n.value.(type) {
	case *ast.StringNode:
		return v.Value
	case *ast.LiteralNode:
		return v.Value.Value
	case nil, *ast.NullNode, *ast.MappingNode, *ast.MappingValueNode, *ast.SequenceNode:
		return ""
	default:
		return strings.TrimSpace(v.GetToken().Value)
	}
}

// isList tells a sequence, even an empty one, from everything else.
func (n node) isList() bool {
	_, ok := n.value.(*ast.SequenceNode)
	return ok
}

// texts are the scalars of a sequence, or the one scalar.
func (n node) texts() []string {
	if !n.isList() {
		if t := n.text(); t != "" {
			return []string{t}
		}
		return nil
	}
	var out []string
	for _, v := range n.list() {
		out = append(out, v.text())
	}
	return out
}
