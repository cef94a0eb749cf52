package project

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// ParseRequirements reads a pip requirements file and those it includes with -r,
// each once. Constraint files (-c) install nothing and are passed over. The error
// of an included file that does not exist is that of ReadFile; what was read up to
// there is returned with it.
func ParseRequirements(c *Context, file string) ([]PythonRequirement, error) {
	r := &requirementReader{context: c}
	err := r.read(clean(file))
	return r.found, err
}

type requirementReader struct {
	context *Context
	seen    []string
	found   []PythonRequirement
}

func (r *requirementReader) read(file string) error {
	if slices.Contains(r.seen, file) {
		return nil
	}
	r.seen = append(r.seen, file)
	content, err := r.context.ReadFile(file)
	if err != nil {
		return err
	}
	for _, line := range requirementLines(string(content)) {
		words := strings.Fields(line.text)
		if include, ok := optionValue(words, "-r", "--requirement"); ok {
			if err := r.read(clean(path.Join(path.Dir(file), include))); err != nil {
				return fmt.Errorf("%s:%d: %w", file, line.number, err)
			}
			continue
		}
		req, ok := parseRequirement(line.text, path.Dir(file))
		if !ok {
			continue
		}
		req.File, req.Line = file, line.number
		r.found = append(r.found, req)
	}
	return nil
}

// requirementLine is a logical line: continuations joined, comments dropped.
type requirementLine struct {
	text   string
	number int
}

func requirementLines(content string) []requirementLine {
	content = strings.TrimPrefix(content, "\ufeff")
	var lines []requirementLine
	var joined strings.Builder
	start := 0
	for i, raw := range strings.Split(content, "\n") {
		raw = strings.TrimRight(raw, "\r")
		if joined.Len() == 0 {
			start = i + 1
		}
		text, more := strings.CutSuffix(raw, `\`)
		joined.WriteString(withoutComment(text))
		if more {
			joined.WriteByte(' ')
			continue
		}
		if text := strings.TrimSpace(joined.String()); text != "" {
			lines = append(lines, requirementLine{text, start})
		}
		joined.Reset()
	}
	if text := strings.TrimSpace(joined.String()); text != "" {
		lines = append(lines, requirementLine{text, start})
	}
	return lines
}

// withoutComment cuts a line at a "#" that begins it or follows a blank: one
// inside a URL is a fragment.
func withoutComment(line string) string {
	for i := range len(line) {
		if line[i] == '#' && (i == 0 || line[i-1] == ' ' || line[i-1] == '\t') {
			return line[:i]
		}
	}
	return line
}

// optionValue finds the value of an option at the start of a line: "-r x", "-rx",
// "--requirement x" and "--requirement=x".
func optionValue(words []string, short, long string) (string, bool) {
	if len(words) == 0 {
		return "", false
	}
	first := words[0]
	if (first == short || first == long) && len(words) > 1 {
		return words[1], true
	}
	if v, ok := strings.CutPrefix(first, long+"="); ok {
		return v, true
	}
	if v, ok := strings.CutPrefix(first, short); ok && v != "" && !strings.HasPrefix(first, "--") {
		return v, true
	}
	return "", false
}

// parseRequirement reads one requirement as pip takes it on a line of a file or as
// an argument; ok is false for options that install nothing. dir is what a relative
// path in it is relative to.
func parseRequirement(text, dir string) (req PythonRequirement, ok bool) {
	words := strings.Fields(text)
	if editable, is := optionValue(words, "-e", "--editable"); is {
		req.Editable = true
		text = editable
	} else if strings.HasPrefix(text, "-") {
		return req, false
	}
	if i := strings.Index(text, " --hash"); i >= 0 {
		req.Hashed = true
		text = text[:i]
	}
	if i := strings.Index(text, " --"); i >= 0 { // --config-settings, --global-option
		text = text[:i]
	}
	text, req.Marker = cutMarker(strings.TrimSpace(text))
	switch {
	case text == "":
		return req, false
	case strings.HasPrefix(text, ".") || strings.HasPrefix(text, "/") || strings.HasPrefix(text, "file:"):
		local, extras := cutExtras(strings.TrimPrefix(text, "file:"))
		req.Path, req.Extras = clean(path.Join(dir, local)), extras
		return req, true
	case isURL(text):
		req.URL = text
		req.Name = eggName(text)
		return req, true
	}
	if name, url, is := strings.Cut(text, "@"); is && (isURL(strings.TrimSpace(url)) || strings.HasPrefix(strings.TrimSpace(url), "file:")) {
		name, req.Extras = cutExtras(strings.TrimSpace(name))
		req.Name, req.URL = NormalPythonName(name), strings.TrimSpace(url)
		return req, true
	}
	end := strings.IndexAny(text, "<>=!~( \t")
	if end < 0 {
		end = len(text)
	}
	if open := strings.IndexByte(text, '['); open >= 0 && open <= end {
		if shut := strings.IndexByte(text[open:], ']'); shut > 0 {
			end = open + shut + 1
		}
	}
	name, extras := cutExtras(text[:end])
	req.Name, req.Extras = NormalPythonName(name), extras
	req.Specifier = strings.Trim(strings.TrimSpace(text[end:]), "()")
	return req, req.Name != ""
}

// ParsePipArgument reads one requirement argument of "pip install"; dir is the
// working directory within the context. ok is false for options.
func ParsePipArgument(arg, dir string) (req PythonRequirement, ok bool) {
	return parseRequirement(arg, dir)
}

// cutMarker splits at the semicolon that starts an environment marker. In a URL
// only one after a blank does.
func cutMarker(text string) (string, string) {
	i := strings.IndexByte(text, ';')
	if strings.Contains(text, "://") {
		i = strings.Index(text, " ;")
	}
	if i < 0 {
		return text, ""
	}
	return strings.TrimSpace(text[:i]), strings.Trim(text[i:], " ;")
}

// cutExtras splits "name[a,b]" into the name and its normalised extras.
func cutExtras(text string) (string, []string) {
	name, rest, ok := strings.Cut(text, "[")
	if !ok {
		return strings.TrimSpace(text), nil
	}
	rest, _, _ = strings.Cut(rest, "]")
	var extras []string
	for extra := range strings.SplitSeq(rest, ",") {
		if extra = NormalPythonName(extra); extra != "" {
			extras = append(extras, extra)
		}
	}
	return strings.TrimSpace(name), extras
}

// isURL tells a direct or version-control reference from a name.
func isURL(text string) bool {
	scheme, _, ok := strings.Cut(text, "://")
	return ok && !strings.ContainsAny(scheme, " @[<>=")
}

// eggName is the name that a URL tells: of "#egg=", or of a wheel's or source
// archive's file name. "" when it tells none.
func eggName(url string) string {
	if _, egg, ok := strings.Cut(url, "#egg="); ok {
		egg, _, _ = strings.Cut(egg, "&")
		name, _ := cutExtras(egg)
		return NormalPythonName(name)
	}
	url, _, _ = strings.Cut(url, "#")
	url, _, _ = strings.Cut(url, "?")
	if file := path.Base(url); strings.HasSuffix(file, ".whl") {
		name, _, _ := strings.Cut(file, "-")
		return NormalPythonName(name)
	}
	if strings.Contains(url, "+") { // git+https://host/owner/name.git@tag
		base := path.Base(url)
		base, _, _ = strings.Cut(base, "@")
		return NormalPythonName(strings.TrimSuffix(base, ".git"))
	}
	return ""
}
