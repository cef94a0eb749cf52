package cli

import (
	"errors"
	"slices"
	"strings"

	"github.com/moby/buildkit/util/suggest"
	"github.com/urfave/cli/v2"
)

// flagsFirst puts arguments that are written as in GNU's getopt_long (flags anywhere,
// -wj4, -ofile, -- before paths that begin with a dash) into the form that urfave/cli
// understands: every flag by its long name and with its value in one argument, then
// "--", then the paths. urfave/cli itself ends at the first path.
func flagsFirst(flags []cli.Flag, args []string) ([]string, error) {
	o := &orderer{known: map[string]cli.DocGenerationFlag{}, rest: args[1:]}
	for _, f := range append(flags, cli.HelpFlag) {
		for _, name := range f.Names() {
			o.known[name] = f.(cli.DocGenerationFlag)
		}
	}
	for len(o.rest) > 0 {
		arg := o.next()
		var err error
		switch {
		case arg == "--":
			o.paths = append(o.paths, o.rest...)
			o.rest = nil
		case strings.HasPrefix(arg, "--"):
			err = o.long(arg)
		case strings.HasPrefix(arg, "-") && arg != "-":
			err = o.short(arg)
		default:
			o.paths = append(o.paths, arg)
		}
		if err != nil {
			return nil, err
		}
	}
	ordered := append([]string{args[0]}, o.flags...)
	return append(append(ordered, "--"), o.paths...), nil
}

type orderer struct {
	known        map[string]cli.DocGenerationFlag
	rest         []string // not read yet
	flags, paths []string // read
}

func (o *orderer) next() string {
	arg := o.rest[0]
	o.rest = o.rest[1:]
	return arg
}

// long takes --name, --name=value or --name value.
func (o *orderer) long(arg string) error {
	name, value, hasValue := strings.Cut(arg[2:], "=")
	flag, ok := o.known[name]
	if !ok || len(name) == 1 {
		return o.unknown("--"+name, name)
	}
	switch {
	case !flag.TakesValue():
		if hasValue {
			return misuse("--%s takes no value", name)
		}
		o.flags = append(o.flags, "--"+name)
		return nil
	case !hasValue && len(o.rest) == 0:
		return misuse("--%s needs a value", name)
	case !hasValue:
		value = o.next()
	}
	o.flags = append(o.flags, "--"+name+"="+value)
	return nil
}

// short takes one or several one-letter flags; the last may have its value behind it.
func (o *orderer) short(arg string) error {
	for i, letter := range arg[1:] {
		flag, ok := o.known[string(letter)]
		if !ok {
			return o.unknown(arg, strings.TrimPrefix(arg, "-"))
		}
		name := flag.Names()[0]
		if !flag.TakesValue() {
			o.flags = append(o.flags, "--"+name)
			continue
		}
		value := strings.TrimPrefix(arg[1+i+1:], "=")
		if arg[1+i+1:] == "" {
			if len(o.rest) == 0 {
				return misuse("-%c needs a value", letter)
			}
			value = o.next()
		}
		o.flags = append(o.flags, "--"+name+"="+value)
		return nil
	}
	return nil
}

func (o *orderer) unknown(written, name string) error {
	name, _, _ = strings.Cut(name, "=")
	if f, ok := o.known[name]; ok && len(name) > 1 { // -write
		return misuse("unknown flag %s (did you mean --%s?)", written, f.Names()[0])
	}
	err := errors.New("unknown flag " + written)
	if len(name) < 3 { // everything short is near to everything else
		return &usageError{err}
	}
	var names []string
	for n := range o.known {
		if len(n) > 1 {
			names = append(names, "--"+n)
		}
	}
	slices.Sort(names) // of equally near ones the first is named
	return &usageError{suggest.WrapError(err, "--"+name, names, true)}
}
