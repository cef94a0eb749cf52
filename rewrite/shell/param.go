package shell

import (
	"strconv"
	"strings"

	"mvdan.cc/sh/v3/expand"
	"mvdan.cc/sh/v3/syntax"
)

func isList(p *syntax.ParamExp) bool { return p.Param != nil && p.Param.Value == "@" }

// param returns what stands for a parameter expansion, or the argument that
// takes its place. assigned gives the value that ${x:=…} assigns.
func (r *resolver) param(p *syntax.ParamExp, assigned valuer) (parts []syntax.WordPart, arg *syntax.Word, err error) {
	switch {
	case p.Param == nil, p.Flags != nil, p.Excl, p.Width, p.IsSet, p.Index != nil, p.Names != 0,
		p.NestedParam != nil, len(p.Modifiers) > 0:
		return nil, nil, errUnknown
	case p.Param.Value == "LINENO": // the library's line is that of a joined text
		return nil, nil, errUnknown
	}
	known := r.env.Get(p.Param.Value)
	switch {
	case p.Exp != nil:
		return r.operator(p, known, assigned)
	case !known.IsSet():
		return nil, nil, errUnknown
	case p.Repl != nil:
		return r.replace(p)
	case p.Slice != nil:
		return r.slice(p, known)
	}
	return []syntax.WordPart{p}, nil, nil
}

func (r *resolver) operator(p *syntax.ParamExp, known expand.Variable, assigned valuer) ([]syntax.WordPart, *syntax.Word, error) {
	set := known.IsSet()
	if known.Kind == expand.Indexed {
		set = len(known.List) > 0
	}
	full := set && known.String() != ""
	if known.Kind == expand.Indexed {
		full = strings.Join(known.List, " ") != ""
	}
	plain := *p
	plain.Exp = nil
	itself := []syntax.WordPart{&plain}
	arg := p.Exp.Word
	if arg == nil {
		arg = &syntax.Word{}
	}
	switch p.Exp.Op {
	case syntax.DefaultUnset, syntax.AssignUnset, syntax.ErrorUnset, syntax.AlternateUnset:
		full = set
	}
	switch op := p.Exp.Op; op {
	case syntax.DefaultUnset, syntax.DefaultUnsetOrNull:
		if full {
			return itself, nil, nil
		}
		return nil, arg, nil
	case syntax.AlternateUnset, syntax.AlternateUnsetOrNull:
		if !full {
			return nil, nil, nil
		}
		return nil, arg, nil
	case syntax.ErrorUnset, syntax.ErrorUnsetOrNull:
		if full {
			return itself, nil, nil
		}
		return nil, nil, errUnknown
	case syntax.AssignUnset, syntax.AssignUnsetOrNull:
		if full {
			return itself, nil, nil
		}
		if !syntax.ValidName(p.Param.Value) {
			return nil, nil, errUnknown
		}
		value, err := assigned(arg.Parts)
		if err != nil {
			return nil, nil, err
		}
		r.env.put(p.Param.Value, value)
		return itself, nil, nil
	case syntax.RemSmallPrefix, syntax.RemLargePrefix, syntax.RemSmallSuffix, syntax.RemLargeSuffix,
		syntax.UpperFirst, syntax.UpperAll, syntax.LowerFirst, syntax.LowerAll:
		if !set || known.Kind == expand.Indexed {
			return nil, nil, errUnknown
		}
		pat, err := r.pattern(arg)
		if err != nil {
			return nil, nil, err
		}
		plain.Exp = &syntax.Expansion{Op: op, Word: pat}
		return itself, nil, nil
	}
	return nil, nil, errUnknown
}

// pattern makes the argument of % and # one text in which what was quoted is
// escaped; the library forgets the quotes.
func (r *resolver) pattern(arg *syntax.Word) (*syntax.Word, error) {
	var parts []syntax.WordPart
	for i, part := range arg.Parts {
		if lit, ok := part.(*syntax.Lit); ok {
			text := lit.Value
			if i == 0 {
				home, rest := r.tilde(text, len(arg.Parts) > 1)
				parts, text = appendText(parts, home), rest
			}
			// A variable, for its text is a pattern and not quoted.
			name := r.env.put("", text)
			parts = append(parts, &syntax.ParamExp{Short: true, Param: &syntax.Lit{Value: name}})
			continue
		}
		got, err := r.unquoted([]syntax.WordPart{part}, false)
		if err != nil {
			return nil, err
		}
		parts = append(parts, got...)
	}
	pat, err := expand.Pattern(r.config(), &syntax.Word{Parts: parts})
	if err != nil {
		return nil, err
	}
	return &syntax.Word{Parts: []syntax.WordPart{&syntax.SglQuoted{Value: pat}}}, nil
}

func (r *resolver) replace(p *syntax.ParamExp) ([]syntax.WordPart, *syntax.Word, error) {
	if p.Repl.Orig == nil || len(p.Repl.Orig.Parts) == 0 {
		return nil, nil, errUnknown
	}
	if lit, ok := p.Repl.Orig.Parts[0].(*syntax.Lit); ok && strings.IndexAny(lit.Value, "#%") == 0 {
		return nil, nil, errUnknown // anchored: the library looks for the sign itself
	}
	orig, err := r.pattern(p.Repl.Orig)
	if err != nil {
		return nil, nil, err
	}
	// What replaces is a pattern too as far as the library's quoting goes.
	orig.Parts[0] = &syntax.ParamExp{Short: true, Param: &syntax.Lit{Value: r.env.put("", orig.Parts[0].(*syntax.SglQuoted).Value)}}
	var with string
	if p.Repl.With != nil {
		if with, err = r.value(p.Repl.With.Parts); err != nil {
			return nil, nil, err
		}
	}
	if strings.Contains(with, "&") {
		return nil, nil, errUnknown // the match itself, from bash 5.2 on
	}
	plain := *p
	plain.Repl = &syntax.Replace{All: p.Repl.All, Orig: orig, With: &syntax.Word{Parts: []syntax.WordPart{&syntax.SglQuoted{Value: with}}}}
	return []syntax.WordPart{&plain}, nil, nil
}

func (r *resolver) slice(p *syntax.ParamExp, known expand.Variable) ([]syntax.WordPart, *syntax.Word, error) {
	for _, x := range []syntax.ArithmExpr{p.Slice.Offset, p.Slice.Length} {
		if x == nil {
			continue
		}
		if err := r.arithm(x); err != nil {
			return nil, nil, err
		}
	}
	if known.Kind == expand.Indexed {
		// ${@:0} has the script's own name, which is not known.
		n, err := expand.Arithm(r.config(), p.Slice.Offset)
		if err == nil && n < 0 { // from the end, which the library counts from elsewhere
			n += len(known.List) + 1
			last := *p
			last.Slice = &syntax.Slice{Offset: &syntax.Word{Parts: []syntax.WordPart{&syntax.Lit{Value: strconv.Itoa(n)}}}, Length: p.Slice.Length}
			p = &last
		}
		if err != nil || n < 1 {
			return nil, nil, errUnknown
		}
	}
	return []syntax.WordPart{p}, nil, nil
}
