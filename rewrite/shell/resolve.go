package shell

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"mvdan.cc/sh/v3/expand"
	"mvdan.cc/sh/v3/syntax"
)

// resolver rewrites the parts of a word before the library expands them: it
// takes the branch of ${x:-y} that applies, so that quotes in y are kept from
// splitting and an unused $(…) does no harm, and it refuses what the library
// would get silently wrong.
type resolver struct{ env *environ }

func (r *resolver) config() *expand.Config {
	return &expand.Config{Env: r.env, NoUnset: true, ExtGlob: true}
}

// value expands parts into one string, as in an assignment.
func (r *resolver) value(parts []syntax.WordPart) (string, error) {
	parts, err := r.unquoted(parts, true)
	if err != nil {
		return "", err
	}
	return expand.Literal(r.config(), &syntax.Word{Parts: parts})
}

// quotedValue is value for what stands in double quotes.
func (r *resolver) quotedValue(parts []syntax.WordPart) (string, error) {
	parts, err := r.quoted(parts)
	if err != nil {
		return "", err
	}
	return expand.Literal(r.config(), &syntax.Word{Parts: []syntax.WordPart{&syntax.DblQuoted{Parts: parts}}})
}

// valuer is value or quotedValue.
type valuer func([]syntax.WordPart) (string, error)

func (r *resolver) unquoted(parts []syntax.WordPart, tilde bool) ([]syntax.WordPart, error) {
	var out []syntax.WordPart
	for i, part := range parts {
		switch part := part.(type) {
		case *syntax.Lit:
			text := part.Value
			if i == 0 && tilde {
				home, rest := r.tilde(text, len(parts) > 1)
				text = rest
				out = appendText(out, home)
			}
			out = appendText(out, unescape(text, false))
		case *syntax.SglQuoted:
			out = append(out, &syntax.SglQuoted{Value: singleQuoted(part)})
		case *syntax.DblQuoted:
			inner, err := r.quoted(part.Parts)
			if err != nil {
				return nil, err
			}
			out = append(out, &syntax.DblQuoted{Parts: inner})
		case *syntax.ParamExp:
			got, arg, err := r.param(part, r.value)
			if err != nil {
				return nil, err
			}
			if arg == nil {
				out = append(out, got...)
				continue
			}
			spliced, err := r.splitting(arg.Parts)
			if err != nil {
				return nil, err
			}
			out = append(out, spliced...)
		case *syntax.ArithmExp:
			if err := r.arithm(part.X); err != nil {
				return nil, err
			}
			out = append(out, part)
		case *syntax.ExtGlob:
			out = appendText(out, part.Op.String()+part.Pattern.Value+")")
		default:
			return nil, errUnknown
		}
	}
	return out, nil
}

// splitting is unquoted for the argument of ${x:-…}, whose bare text is split
// like the value of a variable; so it is made one.
func (r *resolver) splitting(parts []syntax.WordPart) ([]syntax.WordPart, error) {
	var out []syntax.WordPart
	for i, part := range parts {
		lit, ok := part.(*syntax.Lit)
		if !ok {
			got, err := r.unquoted([]syntax.WordPart{part}, false)
			if err != nil {
				return nil, err
			}
			out = append(out, got...)
			continue
		}
		text := lit.Value
		if i == 0 {
			var home string
			home, text = r.tilde(text, len(parts) > 1)
			out = appendText(out, home)
		}
		for text != "" {
			bare, escaped, found := strings.Cut(text, `\`)
			if bare != "" {
				name := r.env.put("", bare)
				out = append(out, &syntax.ParamExp{Short: true, Param: &syntax.Lit{Value: name}})
			}
			text = ""
			if found {
				_, size := utf8.DecodeRuneInString(escaped)
				out = appendText(out, escaped[:size])
				text = escaped[size:]
			}
		}
	}
	return out, nil
}

func (r *resolver) quoted(parts []syntax.WordPart) ([]syntax.WordPart, error) {
	var out []syntax.WordPart
	for _, part := range parts {
		switch part := part.(type) {
		case *syntax.Lit:
			out = appendText(out, unescape(part.Value, true))
		case *syntax.SglQuoted:
			// Only in the argument of "${x:-'y'}", where single quotes are text
			// and quote nothing; the parser has taken them for quotes.
			if part.Dollar || strings.ContainsAny(part.Value, "$`\\\"") {
				return nil, errUnknown
			}
			out = appendText(out, "'"+part.Value+"'")
		case *syntax.DblQuoted:
			inner, err := r.quoted(part.Parts)
			if err != nil {
				return nil, err
			}
			out = append(out, inner...)
		case *syntax.ParamExp:
			if isList(part) && len(parts) > 1 && len(r.env.args) > 1 {
				return nil, errUnknown // "a$@b" is split within the quotes
			}
			got, arg, err := r.param(part, r.quotedValue)
			if err != nil {
				return nil, err
			}
			if arg != nil {
				if got, err = r.quoted(arg.Parts); err != nil {
					return nil, err
				}
			}
			out = append(out, got...)
		case *syntax.ArithmExp:
			if err := r.arithm(part.X); err != nil {
				return nil, err
			}
			out = append(out, part)
		default:
			return nil, errUnknown
		}
	}
	return out, nil
}

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
		if n, err := expand.Arithm(r.config(), p.Slice.Offset); err != nil || n < 1 {
			return nil, nil, errUnknown
		}
	}
	return []syntax.WordPart{p}, nil, nil
}

// arithm checks that an expression reads nothing but whole numbers and
// assigns nothing.
func (r *resolver) arithm(x syntax.ArithmExpr) error {
	if x == nil {
		return errUnknown
	}
	ok := true
	syntax.Walk(x, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.UnaryArithm:
			ok = ok && n.Op != syntax.Inc && n.Op != syntax.Dec
		case *syntax.BinaryArithm:
			ok = ok && !strings.HasSuffix(n.Op.String(), "=") || comparison(n.Op)
		case *syntax.Word:
			if lit := n.Lit(); syntax.ValidName(lit) {
				ok = ok && r.number(lit)
			} else if lit != "" {
				ok = ok && isNumber(lit)
			}
		case *syntax.ParamExp:
			ok = ok && n.Param != nil && n.Exp == nil && n.Index == nil && n.Slice == nil && n.Repl == nil &&
				!n.Excl && !n.Length && n.Param.Value != "@" && n.Param.Value != "*" && r.number(n.Param.Value)
			return false
		case *syntax.CmdSubst, *syntax.ProcSubst, *syntax.DblQuoted, *syntax.SglQuoted, *syntax.ExtGlob:
			ok = false
		}
		return ok
	})
	if !ok {
		return errUnknown
	}
	return nil
}

func comparison(op syntax.BinAritOperator) bool {
	switch op {
	case syntax.Eql, syntax.Neq, syntax.Leq, syntax.Geq:
		return true
	}
	return false
}

func (r *resolver) number(name string) bool {
	v := r.env.Get(name)
	return v.IsSet() && isNumber(v.Str)
}

// isNumber is strict: a leading zero would make it octal for some shells.
func isNumber(s string) bool {
	if len(s) > 1 && strings.HasPrefix(s, "0") {
		return false
	}
	_, err := strconv.ParseInt(s, 10, 64)
	return err == nil
}

// tilde splits what "~" stands for off an unquoted text. The library would
// look up "~user" on this machine.
func (r *resolver) tilde(text string, more bool) (home, rest string) {
	after, ok := strings.CutPrefix(text, "~")
	if !ok || (after == "" && more) || (after != "" && after[0] != '/') {
		return "", text
	}
	v := r.env.Get("HOME")
	if !v.IsSet() {
		return "", text
	}
	return v.Str, after
}

func appendText(parts []syntax.WordPart, text string) []syntax.WordPart {
	if text == "" {
		return parts
	}
	return append(parts, &syntax.SglQuoted{Value: text})
}
