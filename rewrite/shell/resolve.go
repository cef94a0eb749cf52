package shell

import (
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
		case *syntax.CmdSubst:
			text, ok := r.env.output(part)
			if !ok {
				return nil, errUnknown
			}
			name := r.env.put("", text) // a variable, for its text is split
			out = append(out, &syntax.ParamExp{Short: true, Param: &syntax.Lit{Value: name}})
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
		case *syntax.CmdSubst:
			text, ok := r.env.output(part)
			if !ok {
				return nil, errUnknown
			}
			out = appendText(out, text)
		default:
			return nil, errUnknown
		}
	}
	return out, nil
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
