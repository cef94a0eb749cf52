package project

import (
	"path"
	"regexp"
	"slices"
	"strings"
)

// Makefile is what a makefile says as far as it is plain: variables with values,
// and rules with recipes. What only make can compute (functions, conditionals,
// included files) is left unknown.
type Makefile struct {
	vars    map[string]string
	exports []string
	rules   map[string]*makeRule
	first   string
}

type makeRule struct {
	prerequisites, recipe []string
	// uncertain rules stand in a conditional.
	uncertain bool
}

// UnknownMakeValue stands for what only make can compute. For a shell it is a
// command substitution, so that words with it have no known value.
const UnknownMakeValue = "$(:)"

var (
	makeAssignment = regexp.MustCompile(`^(export +)?([A-Za-z_][A-Za-z0-9_.]*) *(=|:=|::=|\?=|\+=|!=) *(.*)$`)
	makeRuleLine   = regexp.MustCompile(`^([^\t#=:][^=:]*):([^=].*)?$`)
	makeOpens      = regexp.MustCompile(`^(ifeq|ifneq|ifdef|ifndef)\b`)
)

// ParseMakefile reads a makefile. It never fails: what it does not understand is
// unknown.
func ParseMakefile(content []byte) *Makefile {
	m := &Makefile{vars: map[string]string{}, rules: map[string]*makeRule{}}
	text := strings.ReplaceAll(string(content), "\r\n", "\n")
	text = strings.ReplaceAll(text, "\\\n", " ")
	depth := 0
	var current []*makeRule
	for _, line := range strings.Split(text, "\n") {
		if recipe, ok := strings.CutPrefix(line, "\t"); ok && current != nil {
			for _, r := range current {
				r.recipe = append(r.recipe, strings.TrimSpace(recipe))
			}
			continue
		}
		line = strings.TrimSpace(line)
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
			continue
		case makeOpens.MatchString(line):
			depth++
			continue
		case line == "endif":
			depth--
			continue
		case strings.HasPrefix(line, "else"):
			continue
		}
		if a := makeAssignment.FindStringSubmatch(line); a != nil {
			m.assign(a[2], a[3], a[4], a[1] != "", depth > 0)
			current = nil
			continue
		}
		if names, ok := strings.CutPrefix(line, "export "); ok {
			m.exports = append(m.exports, strings.Fields(names)...)
			continue
		}
		if r := makeRuleLine.FindStringSubmatch(line); r != nil {
			current = m.rule(r[1], r[2], depth > 0)
			continue
		}
		current = nil
	}
	return m
}

func (m *Makefile) assign(name, op, value string, export, conditional bool) {
	value, _, _ = strings.Cut(value, " #")
	value = strings.TrimSpace(value)
	_, known := m.vars[name]
	switch {
	case conditional || op == "!=":
		m.vars[name] = UnknownMakeValue
	case op == "+=":
		m.vars[name] = strings.TrimSpace(m.vars[name] + " " + value)
	case op == "?=" && known:
	default:
		m.vars[name] = value
	}
	if export {
		m.exports = append(m.exports, name)
	}
}

// rule adds a rule line and returns the rules that its recipe belongs to.
func (m *Makefile) rule(targets, rest string, conditional bool) []*makeRule {
	rest = strings.TrimPrefix(rest, ":")
	prerequisites, _, _ := strings.Cut(rest, "##")
	prerequisites, recipe, inline := strings.Cut(prerequisites, ";")
	var rules []*makeRule
	for _, t := range strings.Fields(m.expand(targets, nil, 0)) {
		if m.first == "" && !strings.HasPrefix(t, ".") {
			m.first = t
		}
		r := m.rules[t]
		if r == nil {
			r = &makeRule{}
			m.rules[t] = r
		}
		r.prerequisites = append(r.prerequisites, strings.Fields(prerequisites)...)
		r.uncertain = r.uncertain || conditional
		if inline {
			r.recipe = append(r.recipe, strings.TrimSpace(recipe))
		}
		rules = append(rules, r)
	}
	return rules
}

// Recipe returns the shell lines that making a target runs, those of its
// prerequisites first, with the variables of make replaced; set are variables
// given on make's command line. An empty target is the first one of the file. It
// reports false when there is no plain rule for the target.
func (m *Makefile) Recipe(target string, set map[string]string) ([]string, bool) {
	if target == "" {
		target = m.first
	}
	return m.recipe(target, set, map[string]bool{})
}

func (m *Makefile) recipe(target string, set map[string]string, done map[string]bool) ([]string, bool) {
	r, stem := m.find(target)
	if r == nil || r.uncertain {
		return nil, false
	}
	done[target] = true
	var lines []string
	for _, p := range strings.Fields(m.expand(strings.Join(r.prerequisites, " "), set, 0)) {
		p = strings.Replace(p, "%", stem, 1)
		if known, _ := m.find(p); known == nil || done[p] {
			continue // a file, or made already
		}
		before, ok := m.recipe(p, set, done)
		if !ok {
			return nil, false
		}
		lines = append(lines, before...)
	}
	local := map[string]string{"@": target, "*": stem, "@F": path.Base(target), "@D": path.Dir(target), "MAKE": "make"}
	for k, v := range set {
		local[k] = v
	}
	for _, line := range r.recipe {
		if line = strings.TrimLeft(line, "@-+ \t"); line != "" {
			lines = append(lines, m.expand(line, local, 0))
		}
	}
	return lines, true
}

// find returns the rule of a target: its own, else the pattern rule that fits with
// the shortest stem, and what "%" stands for.
func (m *Makefile) find(target string) (rule *makeRule, stem string) {
	if r := m.rules[target]; r != nil {
		return r, ""
	}
	for pattern, r := range m.rules {
		before, after, ok := strings.Cut(pattern, "%")
		if !ok || len(target) < len(before)+len(after) ||
			!strings.HasPrefix(target, before) || !strings.HasSuffix(target, after) {
			continue
		}
		s := target[len(before) : len(target)-len(after)]
		if rule == nil || len(s) < len(stem) {
			rule, stem = r, s
		}
	}
	return rule, stem
}

// Exports returns the variables that recipes see in their environment, with set
// those of make's command line.
func (m *Makefile) Exports(set map[string]string) map[string]string {
	env := map[string]string{}
	for _, name := range m.exports {
		if v, ok := m.vars[name]; ok {
			env[name] = m.expand(v, set, 0)
		}
	}
	for k, v := range set {
		env[k] = v
	}
	return env
}

// Values returns what the makefile gives a variable: as a variable of make, or in
// front of a command of a recipe.
func (m *Makefile) Values(name string) []string {
	var values []string
	if v, ok := m.vars[name]; ok {
		values = append(values, m.expand(v, nil, 0))
	}
	for _, r := range m.rules {
		for _, line := range r.recipe {
			for _, word := range strings.Fields(line) {
				if v, ok := strings.CutPrefix(strings.TrimLeft(word, "@("), name+"="); ok {
					values = append(values, m.expand(v, nil, 0))
				}
			}
		}
	}
	slices.Sort(values)
	return slices.Compact(values)
}

// expand replaces make's references in text; what isn't known becomes
// UnknownMakeValue, or stays for the shell when no variable of make has the name.
func (m *Makefile) expand(text string, set map[string]string, depth int) string {
	if depth > 20 {
		return UnknownMakeValue
	}
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] != '$' || i+1 == len(text) {
			b.WriteByte(text[i])
			continue
		}
		i++
		switch c := text[i]; {
		case c == '$':
			b.WriteByte('$')
		case c == '(' || c == '{':
			end := closingAt(text, i)
			if end < 0 {
				return b.String() + UnknownMakeValue
			}
			b.WriteString(m.value(text[i+1:end], set, depth))
			i = end
		default:
			b.WriteString(m.value(string(c), set, depth))
		}
	}
	return b.String()
}

func (m *Makefile) value(name string, set map[string]string, depth int) string {
	if v, ok := set[name]; ok {
		return v
	}
	if v, ok := m.vars[name]; ok {
		return m.expand(v, set, depth+1)
	}
	if name == "CURDIR" || name == "PWD" {
		return "."
	}
	if strings.Trim(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_") == "" {
		return "${" + name + "}" // from the environment, or empty
	}
	return UnknownMakeValue
}

// closingAt returns the index of the bracket that closes the one at i.
func closingAt(text string, i int) int {
	open, closing, depth := text[i], byte(')'), 0
	if open == '{' {
		closing = '}'
	}
	for j := i; j < len(text); j++ {
		switch text[j] {
		case open:
			depth++
		case closing:
			if depth--; depth == 0 {
				return j
			}
		}
	}
	return -1
}
