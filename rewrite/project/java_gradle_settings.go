package project

import "strings"

// gradleSettings is what settings.gradle says.
type gradleSettings struct {
	name    string
	modules []string // directories
}

// readGradleSettings reads settings.gradle(.kts); nil when dir has none.
func readGradleSettings(c *Context, dir string) *gradleSettings {
	for _, name := range []string{"settings.gradle", "settings.gradle.kts"} {
		content, err := c.ReadFile(strings.TrimPrefix(dir+"/"+name, "./"))
		if err != nil {
			continue
		}
		s := &gradleSettings{}
		tokens := jvmLex(string(content), true)
		for i, t := range tokens {
			switch {
			case t.is("rootProject") && i+4 < len(tokens) && tokens[i+2].is("name") && tokens[i+4].Kind == jvmString && !tokens[i+4].Computed:
				s.name = tokens[i+4].Text
			case t.is("include"):
				s.modules = append(s.modules, includedModules(tokens[i+1:])...)
			}
		}
		return s
	}
	return nil
}

// includedModules takes the strings after include, as directories: ":a:b" is a/b. A
// line's end ends the list except after a comma or inside of parentheses.
func includedModules(tokens []jvmToken) []string {
	var modules []string
	open, wantsMore := false, true
	for _, t := range tokens {
		switch {
		case t.is("("):
			open = true
		case t.is(","):
			wantsMore = true
		case t.Kind == jvmString:
			wantsMore = false
			if !t.Computed {
				modules = append(modules, strings.ReplaceAll(strings.TrimPrefix(t.Text, ":"), ":", "/"))
			}
		case t.Kind == jvmNewline && (open || wantsMore):
		default:
			return modules
		}
	}
	return modules
}
