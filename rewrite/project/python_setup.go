package project

import (
	"path"
	"strings"
)

// readSetupCfg reads the declarative metadata of setuptools.
func readSetupCfg(c *Context, p *Python, file string) error {
	b, err := c.ReadFile(file)
	if err != nil {
		return err
	}
	cfg := parseINI(string(b))
	if name := cfg["metadata"]["name"]; name != "" && p.Package == "" {
		p.Package = NormalPythonName(name)
	}
	options := cfg["options"]
	if len(options) > 0 {
		p.Tools = append(p.Tools, "setuptools")
	}
	if v := options["python_requires"]; v != "" && p.RequiresPython == "" {
		p.RequiresPython = v
	}
	p.requireAll(strings.Split(options["install_requires"], "\n"), "", file)
	for _, extra := range sortedKeys(cfg["options.extras_require"]) {
		p.requireAll(strings.Split(cfg["options.extras_require"][extra], "\n"), extra, file)
	}
	p.addEntryPoints(strings.Split(cfg["options.entry_points"]["console_scripts"], "\n"))
	return nil
}

// addEntryPoints takes lines of the form "name = package.module:function".
func (p *Python) addEntryPoints(lines []string) {
	for _, line := range lines {
		if name, entry, ok := strings.Cut(line, "="); ok {
			entry, _, _ = strings.Cut(entry, "[")
			p.Scripts[strings.TrimSpace(name)] = strings.TrimSpace(entry)
		}
	}
}

// parseINI reads the dialect of Python's configparser: "[section]", "key = value",
// indented lines that continue a value, "#" and ";" comments on lines of their own.
func parseINI(text string) map[string]map[string]string {
	sections := map[string]map[string]string{}
	section, key := "", ""
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n\t ")
		trimmed := strings.TrimSpace(line)
		switch {
		case trimmed == "" || trimmed[0] == '#' || trimmed[0] == ';':
		case line[0] == ' ' || line[0] == '\t':
			if key != "" {
				sections[section][key] += "\n" + trimmed
			}
		case strings.HasPrefix(trimmed, "[") && strings.HasSuffix(trimmed, "]"):
			section, key = trimmed[1:len(trimmed)-1], ""
			if sections[section] == nil {
				sections[section] = map[string]string{}
			}
		default:
			i := strings.IndexAny(line, "=:")
			if i < 0 || sections[section] == nil {
				continue
			}
			key = strings.TrimSpace(line[:i])
			sections[section][key] = strings.TrimSpace(line[i+1:])
		}
	}
	return sections
}

// readSetupPy takes from setup.py what its setup() call spells out as constants.
func readSetupPy(c *Context, p *Python, file string) error {
	b, err := c.ReadFile(file)
	if err != nil {
		return err
	}
	p.Tools = append(p.Tools, "setuptools")
	m := parsePython(b)
	for _, call := range m.calls {
		if name := path.Base(strings.ReplaceAll(call.Name, ".", "/")); name != "setup" {
			continue
		}
		if name, ok := m.literal(call.Keywords["name"]); ok && p.Package == "" {
			p.Package = NormalPythonName(name)
		}
		if v, ok := m.literal(call.Keywords["python_requires"]); ok && p.RequiresPython == "" {
			p.RequiresPython = v
		}
		p.requireAll(stringsIn(call.Keywords["install_requires"]), "", file)
		p.addEntryPoints(consoleScriptsIn(call.Keywords["entry_points"]))
	}
	return nil
}

// stringsIn gives the constants of a list display; a list that is computed gives none.
func stringsIn(arg []pyToken) []string {
	if len(arg) == 0 || arg[0].Kind != pyOp || arg[0].Text != "[" {
		return nil
	}
	var found []string
	for _, t := range arg {
		if t.Kind == pyString && t.Literal {
			found = append(found, t.Text)
		}
	}
	return found
}

// consoleScriptsIn gives the lines under "console_scripts" of an entry_points
// argument: a dict of lists, or one string in INI form.
func consoleScriptsIn(arg []pyToken) []string {
	if len(arg) == 1 && arg[0].Kind == pyString {
		var unindented strings.Builder
		for line := range strings.Lines(arg[0].Text) {
			unindented.WriteString(strings.TrimSpace(line) + "\n")
		}
		var lines []string
		for name, entry := range parseINI(unindented.String())["console_scripts"] {
			lines = append(lines, name+"="+entry)
		}
		return lines
	}
	for i, t := range arg {
		if t.Kind == pyString && t.Text == "console_scripts" && isPyOp(arg, i+1, ":") {
			end := i + 2
			depth := 0
			for ; end < len(arg); end++ {
				if isPyOp(arg, end, "[") {
					depth++
				} else if isPyOp(arg, end, "]") {
					if depth--; depth == 0 {
						break
					}
				}
			}
			return stringsIn(arg[i+2 : min(end+1, len(arg))])
		}
	}
	return nil
}
