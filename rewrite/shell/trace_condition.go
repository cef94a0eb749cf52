package shell

import (
	"strconv"

	"mvdan.cc/sh/v3/syntax"
)

// test answers "[ … ]".
func (t *tracer) test(words []TracedWord) status {
	switch {
	case len(words) == 0:
		return failure
	case words[0].Text == "!":
		t.whenEmpty = false
		return t.not(t.test(words[1:]))
	case len(words) == 1:
		return t.notEmpty(words[0])
	case len(words) == 2:
		return t.unary(words[0].Text, words[1])
	case len(words) == 3:
		return t.compare(words[1].Text, words[0], words[2])
	}
	for i, w := range words {
		if w.Text == "-a" || w.Text == "-o" {
			return t.both(t.test(words[:i]), func() status { return t.test(words[i+1:]) }, w.Text == "-a")
		}
	}
	return unknown
}

func (t *tracer) not(s status) status {
	t.whenEmpty = !t.whenEmpty
	switch s {
	case success:
		return failure
	case failure:
		return success
	}
	return unknown
}

// both joins two answers by "and" or "or".
func (t *tracer) both(left status, right func() status, and bool) status {
	decides := failure
	if !and {
		decides = success
	}
	if left == decides {
		return left
	}
	r := right()
	switch {
	case r == decides:
		return r
	case left == unknown || r == unknown:
		t.emptiness = false
		return unknown
	}
	return r
}

// notEmpty answers [ "$X" ]: of a variable that nothing gives a value only the
// container knows.
func (t *tracer) notEmpty(w TracedWord) status {
	t.note(w.Inputs...)
	if name, ok := onlyUnset(w); ok {
		t.unset, t.emptiness, t.whenEmpty = name, true, false
		return unknown
	}
	if !w.Known {
		t.unset = unsetOf(w)
		return unknown
	}
	return answer(len(w.Fields) > 0 && (len(w.Fields) > 1 || w.Fields[0] != ""))
}

// onlyUnset tells of a word that is made of one variable, which is not set.
func onlyUnset(w TracedWord) (string, bool) {
	if len(w.Inputs) != 1 || w.Inputs[0].Fixed || w.Inputs[0].Name == "@" {
		return "", false
	}
	if w.Known && len(w.Fields) > 0 && w.Fields[0] != "" {
		return "", false // a default stands in
	}
	return w.Inputs[0].Name, true
}

func unsetOf(w TracedWord) string {
	for _, in := range w.Inputs {
		if !in.Fixed {
			return in.Name
		}
	}
	return ""
}

func answer(yes bool) status {
	if yes {
		return success
	}
	return failure
}

func (t *tracer) unary(op string, w TracedWord) status {
	switch op {
	case "-n":
		return t.notEmpty(w)
	case "-z":
		return t.not(t.notEmpty(w))
	}
	t.note(w.Inputs...)
	if !w.Known || len(w.Fields) != 1 {
		t.unset = unsetOf(w)
		return unknown
	}
	switch op {
	case "-f", "-d", "-e", "-x", "-r", "-s", "-L", "-h":
		if t.world.Is != nil {
			if yes, known := t.world.Is(op, t.abs(w.Fields[0])); known {
				return answer(yes)
			}
		}
	}
	return unknown
}

func (t *tracer) compare(op string, a, b TracedWord) status {
	if op == "-a" || op == "-o" {
		return t.both(t.notEmpty(a), func() status { return t.notEmpty(b) }, op == "-a")
	}
	if isEmptyText(b) && (op == "=" || op == "==" || op == "!=") {
		s := t.notEmpty(a)
		if op != "!=" {
			return t.not(s)
		}
		return s
	}
	t.note(a.Inputs...)
	t.note(b.Inputs...)
	if !a.Known || !b.Known || len(a.Fields) > 1 || len(b.Fields) > 1 {
		if t.unset = unsetOf(a); t.unset == "" {
			t.unset = unsetOf(b)
		}
		return unknown
	}
	x, y := field(a), field(b)
	if op == "=" || op == "==" || op == "!=" {
		return answer((x == y) == (op != "!="))
	}
	n, err := strconv.Atoi(x)
	m, err2 := strconv.Atoi(y)
	if err != nil || err2 != nil {
		return unknown
	}
	switch op {
	case "-eq":
		return answer(n == m)
	case "-ne":
		return answer(n != m)
	case "-lt":
		return answer(n < m)
	case "-le":
		return answer(n <= m)
	case "-gt":
		return answer(n > m)
	case "-ge":
		return answer(n >= m)
	}
	return unknown
}

func isEmptyText(w TracedWord) bool {
	return w.Known && len(w.Fields) == 1 && w.Fields[0] == "" && len(w.Inputs) == 0
}

func field(w TracedWord) string {
	if len(w.Fields) == 0 {
		return ""
	}
	return w.Fields[0]
}

// testClause answers "[[ … ]]", whose words are not split and whose right side of
// "==" is a pattern.
func (t *tracer) testClause(x syntax.TestExpr) status {
	switch x := x.(type) {
	case *syntax.Word:
		return t.notEmpty(t.joined(x))
	case *syntax.ParenTest:
		return t.testClause(x.X)
	case *syntax.UnaryTest:
		if x.Op == syntax.TsNot {
			return t.not(t.testClause(x.X))
		}
		if w, ok := x.X.(*syntax.Word); ok {
			return t.unary(x.Op.String(), t.joined(w))
		}
	case *syntax.BinaryTest:
		switch x.Op {
		case syntax.AndTest, syntax.OrTest:
			return t.both(t.testClause(x.X), func() status { return t.testClause(x.Y) }, x.Op == syntax.AndTest)
		}
		a, okA := x.X.(*syntax.Word)
		b, okB := x.Y.(*syntax.Word)
		if !okA || !okB {
			return unknown
		}
		if left := t.joined(a); x.Op == syntax.TsMatch || x.Op == syntax.TsMatchShort || x.Op == syntax.TsNoMatch {
			return t.matchClause(x.Op == syntax.TsNoMatch, left, b)
		}
		return t.compare(x.Op.String(), t.joined(a), t.joined(b))
	}
	return unknown
}

func (t *tracer) matchClause(no bool, left TracedWord, pat *syntax.Word) status {
	right := t.joined(pat)
	if isEmptyText(right) {
		op := "="
		if no {
			op = "!="
		}
		return t.compare(op, left, right)
	}
	t.note(left.Inputs...)
	t.note(right.Inputs...)
	if !left.Known {
		t.unset = unsetOf(left)
		return unknown
	}
	matches, ok := t.matches(field(left), pat)
	if !ok {
		return unknown
	}
	return answer(matches != no)
}

// joined expands a word that is not split into fields.
func (t *tracer) joined(w *syntax.Word) TracedWord {
	word := (&flattener{script: t.script}).word(w)
	word.joined = true
	return t.expand(word)
}
