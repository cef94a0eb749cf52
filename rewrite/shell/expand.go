package shell

import (
	"errors"
	"strconv"
	"strings"

	"mvdan.cc/sh/v3/expand"
	"mvdan.cc/sh/v3/syntax"
)

// Expand gives the fields that the word becomes, as bash would: braces, tilde,
// parameters, arithmetic, splitting, quote removal. Globs stay as text, and so
// does a tilde when HOME is not known.
//
// ok is false when the fields depend on what is not known: a variable without
// a value or default, the output of a command, an array. What ${x:=d} assigns
// is seen by the rest of the word only.
func (w Word) Expand(env Lookup) (fields []string, ok bool) {
	return w.expand(&environ{lookup: env})
}

// ExpandArgs is Expand in a script or function whose positional parameters
// "$1"… are args, so that "$@", "$*" and "$#" are known too.
func (w Word) ExpandArgs(env Lookup, args []string) (fields []string, ok bool) {
	return w.expand(&environ{lookup: env, args: args, hasArgs: true})
}

func (w Word) expand(env *environ) (fields []string, ok bool) {
	// The library panics on a few expansions that the parser lets pass.
	defer func() {
		if recover() != nil {
			fields, ok = nil, false
		}
	}()
	if w.opaque != nil {
		return nil, false
	}
	r := &resolver{env: env}
	if w.joined {
		value, err := r.value(w.parts)
		return []string{value}, err == nil
	}
	if text, ok := w.Literal(); ok && len(w.parts) > 0 { // as most are: nothing to look up or to split
		return []string{text}, true
	}
	if ifs := env.Get("IFS"); ifs.IsSet() && strings.Trim(ifs.Str, " \t\n") != "" {
		return nil, false // splitting at other bytes has its own rules for empty fields
	}
	words := []*syntax.Word{{Parts: w.parts}}
	if split := braced(w.parts); split != nil {
		if prefixed(split.Parts) {
			return nil, false
		}
		words = nil
		for one, err := range expand.BracesSeq(r.config(), split) {
			if err != nil {
				return nil, false
			}
			words = append(words, one)
		}
	}
	for _, one := range words {
		parts, err := r.unquoted(one.Parts, true)
		if err != nil {
			return nil, false
		}
		got, err := expand.Fields(r.config(), &syntax.Word{Parts: parts})
		if err != nil {
			return nil, false
		}
		fields = append(fields, got...)
	}
	return fields, true
}

// errUnknown: the value can't be told from what is known.
var errUnknown = errors.New("unknown value")

// environ is the library's view of a Lookup, with what the expansion itself
// assigned on top.
type environ struct {
	lookup  Lookup
	args    []string
	hasArgs bool
	own     map[string]string
	// subst gives the output of a $(…), where that is known; nil when it never is.
	subst func(*syntax.CmdSubst) (string, bool)
}

func (e *environ) Get(name string) expand.Variable {
	if value, ok := e.own[name]; ok {
		return expand.Variable{Set: true, Kind: expand.String, Str: value}
	}
	if e.hasArgs {
		if v, ok := e.positional(name); ok {
			return v
		}
	}
	if e.lookup != nil && name != "@" && name != "*" {
		if value, ok := e.lookup(name); ok {
			return expand.Variable{Set: true, Kind: expand.String, Str: value}
		}
	}
	return expand.Variable{}
}

// Each has nothing to list: names are only ever asked for.
func (e *environ) Each(func(string, expand.Variable) bool) {}

func (e *environ) positional(name string) (expand.Variable, bool) {
	switch name {
	case "@", "*":
		// Not nil: the library takes a nil list for one empty field.
		list := append([]string{}, e.args...)
		return expand.Variable{Set: true, Kind: expand.Indexed, List: list}, true
	case "#":
		return expand.Variable{Set: true, Kind: expand.String, Str: strconv.Itoa(len(e.args))}, true
	}
	n, err := strconv.Atoi(name)
	if err != nil || n < 1 {
		return expand.Variable{}, false
	}
	if n > len(e.args) {
		return expand.Variable{}, true
	}
	return expand.Variable{Set: true, Kind: expand.String, Str: e.args[n-1]}, true
}

// output is what a $(…) prints, without the newlines at its end.
func (e *environ) output(c *syntax.CmdSubst) (string, bool) {
	if e.subst == nil {
		return "", false
	}
	return e.subst(c)
}

// put keeps value under a name, or under a new one that no shell could have.
func (e *environ) put(name, value string) string {
	if e.own == nil {
		e.own = map[string]string{}
	}
	if name == "" {
		name = "=" + strconv.Itoa(len(e.own))
	}
	e.own[name] = value
	return name
}
