package shell

import (
	"slices"
	"strings"

	"mvdan.cc/sh/v3/expand"
	"mvdan.cc/sh/v3/pattern"
	"mvdan.cc/sh/v3/syntax"

	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// Word is one word of a command as it is written.
type Word struct {
	// Text is the source, with its quotes.
	Text string
	// Span is where Text stands.
	Span source.Span

	parts []syntax.WordPart
	// joined: a value of an assignment, which is not split into fields.
	joined bool
	// opaque: an array or index, which has no text of its own.
	opaque syntax.Node
}

func (f *flattener) word(w *syntax.Word) Word {
	sp := span(w)
	return Word{Text: f.script.slice(sp), Span: sp, parts: w.Parts}
}

// token is a word that no expansion applies to.
func (f *flattener) token(sp source.Span) Word {
	text := f.script.slice(sp)
	return Word{Text: text, Span: sp, parts: []syntax.WordPart{&syntax.SglQuoted{Value: text}}}
}

func (f *flattener) arithm(x syntax.ArithmExpr) Word {
	sp := span(x)
	exp := &syntax.ArithmExp{Left: x.Pos(), Right: x.End(), X: x}
	return Word{Text: f.script.slice(sp), Span: sp, parts: []syntax.WordPart{exp}}
}

func (f *flattener) assign(a *syntax.Assign) Assign {
	out := Assign{Append: a.Append, Span: span(a)}
	if a.Name != nil {
		out.Name = a.Name.Value
	}
	switch {
	case a.Value != nil:
		out.Value = f.word(a.Value)
	case a.Array != nil:
		sp := span(a.Array)
		out.Value = Word{Text: f.script.slice(sp), Span: sp, opaque: a.Array}
	default:
		out.Value = Word{Span: source.Span{Start: out.Span.End, End: out.Span.End}}
	}
	if a.Index != nil {
		out.Value.opaque = a
	}
	out.Value.joined = true
	return out
}

// assignIn reads a word of the form NAME=value.
func (f *flattener) assignIn(w *syntax.Word) (Assign, bool) {
	lit, ok := w.Parts[0].(*syntax.Lit)
	if !ok {
		return Assign{}, false
	}
	name, rest, ok := strings.Cut(lit.Value, "=")
	if !ok || !syntax.ValidName(name) {
		return Assign{}, false
	}
	sp := span(w)
	value := source.Span{Start: sp.Start + len(name) + 1, End: sp.End}
	parts := append([]syntax.WordPart{&syntax.Lit{Value: rest}}, w.Parts[1:]...)
	return Assign{Name: name, Span: sp, Value: Word{Text: f.script.slice(value), Span: value, parts: parts, joined: true}}, true
}

// declWord is an argument of export and its like: a name, an option, or an
// assignment, which unlike other words is not split.
func (f *flattener) declWord(a *syntax.Assign) Word {
	if a.Naked && a.Name == nil {
		return f.word(a.Value)
	}
	sp := span(a)
	w := Word{Text: f.script.slice(sp), Span: sp, joined: true}
	if a.Index != nil || a.Array != nil {
		w.opaque = a
		return w
	}
	name := a.Name.Value
	switch {
	case a.Naked:
	case a.Append:
		name += "+="
	default:
		name += "="
	}
	w.parts = append(w.parts, &syntax.SglQuoted{Value: name})
	if a.Value != nil {
		w.parts = append(w.parts, a.Value.Parts...)
	}
	return w
}

// Literal is the word without its quotes. It is false when the word has an
// expansion: a variable, a substitution, arithmetic, braces or a tilde. A
// glob is literal text; HasGlob tells.
func (w Word) Literal() (string, bool) {
	if w.opaque != nil || w.HasBrace() || w.hasTilde() {
		return "", false
	}
	if len(w.parts) == 1 {
		if lit, ok := w.parts[0].(*syntax.Lit); ok {
			return unescape(lit.Value, false), true
		}
	}
	var b strings.Builder
	if !writeLiteral(&b, w.parts, false) {
		return "", false
	}
	return b.String(), true
}

func writeLiteral(b *strings.Builder, parts []syntax.WordPart, quoted bool) bool {
	for _, part := range parts {
		switch part := part.(type) {
		case *syntax.Lit:
			b.WriteString(unescape(part.Value, quoted))
		case *syntax.SglQuoted:
			b.WriteString(singleQuoted(part))
		case *syntax.DblQuoted:
			if !writeLiteral(b, part.Parts, true) {
				return false
			}
		case *syntax.ExtGlob:
			b.WriteString(part.Op.String() + part.Pattern.Value + ")")
		default:
			return false
		}
	}
	return true
}

// unescape removes the backslashes that quote: all of them outside of double
// quotes, and inside those before $, `, " and \.
func unescape(s string, quoted bool) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) && (!quoted || strings.IndexByte("$`\"\\", s[i+1]) >= 0) {
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

func singleQuoted(q *syntax.SglQuoted) string {
	if !q.Dollar {
		return q.Value
	}
	value, _, _ := expand.Format(nil, q.Value, nil)
	value, _, _ = strings.Cut(value, "\x00")
	return value
}

// Vars are the names of the parameters that the word reads, each once, in
// order of appearance; those of a $(…) inside are not among them.
func (w Word) Vars() []string {
	var names []string
	add := func(name string) {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	w.walk(func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.CmdSubst, *syntax.ProcSubst:
			return false
		case *syntax.ParamExp:
			if n.Param != nil {
				add(n.Param.Value)
			}
		case *syntax.ArithmExp:
			for _, name := range arithmNames(n.X) {
				add(name)
			}
		}
		return true
	})
	return names
}

// arithmNames are the variables that an arithmetic expression reads without $.
func arithmNames(x syntax.ArithmExpr) []string {
	var names []string
	if x == nil {
		return nil
	}
	syntax.Walk(x, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.CmdSubst, *syntax.ParamExp, *syntax.ArithmExp:
			return false
		case *syntax.Word:
			if lit := n.Lit(); syntax.ValidName(lit) {
				names = append(names, lit)
			}
		}
		return true
	})
	return names
}

// HasGlob reports whether the word has an unquoted pattern of file names.
func (w Word) HasGlob() bool {
	if w.joined {
		return false
	}
	var b strings.Builder
	for _, part := range w.parts {
		switch part := part.(type) {
		case *syntax.Lit:
			b.WriteString(part.Value)
		case *syntax.ExtGlob:
			return true
		default:
			b.WriteByte('x')
		}
	}
	return pattern.HasMeta(b.String(), 0)
}

// HasCommandSubst reports whether a command runs to give the word's value.
func (w Word) HasCommandSubst() bool {
	found := false
	w.walk(func(n syntax.Node) bool {
		switch n.(type) {
		case *syntax.CmdSubst, *syntax.ProcSubst:
			found = true
		}
		return !found
	})
	return found
}

// HasBrace reports whether bash would expand braces in the word. POSIX shells,
// among them the /bin/sh of Debian and Alpine, leave them as text.
func (w Word) HasBrace() bool {
	return !w.joined && braced(w.parts) != nil
}

// braced is the word with its braces split, nil when it has none that expand:
// SplitBraces is true for the "{}" of find as well.
func braced(parts []syntax.WordPart) *syntax.Word {
	if !slices.ContainsFunc(parts, opensBrace) {
		return nil
	}
	word := &syntax.Word{Parts: parts}
	if !syntax.SplitBraces(word) {
		return nil
	}
	for _, part := range word.Parts {
		if _, ok := part.(*syntax.BraceExp); ok {
			return word
		}
	}
	return nil
}

// opensBrace reports whether braces may begin in a part: only in literal text.
func opensBrace(part syntax.WordPart) bool {
	lit, ok := part.(*syntax.Lit)
	return ok && strings.Contains(lit.Value, "{")
}

// prefixed reports whether braces follow a $name without its own braces. bash
// puts the elements after the name before it looks the name up.
func prefixed(parts []syntax.WordPart) bool {
	for i, part := range parts {
		brace, ok := part.(*syntax.BraceExp)
		if !ok {
			continue
		}
		if i > 0 {
			if p, ok := parts[i-1].(*syntax.ParamExp); ok && p.Short {
				return true
			}
		}
		for _, elem := range brace.Elems {
			if prefixed(elem.Parts) {
				return true
			}
		}
	}
	return false
}

func (w Word) hasTilde() bool {
	if len(w.parts) == 0 {
		return false
	}
	lit, ok := w.parts[0].(*syntax.Lit)
	return ok && strings.HasPrefix(lit.Value, "~")
}

// walk visits the nodes below the word.
func (w Word) walk(visit func(syntax.Node) bool) {
	step := func(n syntax.Node) bool { return n != nil && visit(n) }
	for _, part := range w.parts {
		syntax.Walk(part, step)
	}
	if w.opaque != nil {
		syntax.Walk(w.opaque, step)
	}
}
