package shell

import (
	"strconv"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

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
