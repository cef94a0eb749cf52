package project

import (
	"path"
	"slices"
)

// ReadSbtBuild reads what a build.sbt says of the script that native-packager writes:
// the main class, and whether the script gets options of its own. The start scripts of
// Play set more, and count as options.
// Source: https://sbt-native-packager.readthedocs.io/en/latest/archetypes/java_app/
func ReadSbtBuild(c *Context, dir string) *JavaBuild {
	b := &JavaBuild{Tool: "sbt", Dir: clean(dir)}
	content, err := c.ReadFile(path.Join(dir, "build.sbt"))
	if err != nil {
		return b
	}
	tokens := slices.DeleteFunc(jvmLex(string(content), false), func(t jvmToken) bool { return t.Kind == jvmNewline })
	for i, t := range tokens {
		if t.Kind != jvmIdent {
			continue
		}
		switch t.Text {
		case "mainClass":
			for _, next := range tokens[i+1 : min(i+10, len(tokens))] {
				if next.Kind == jvmString && !next.Computed {
					b.MainClass = next.Text
					break
				}
				if next.is("mainClass") {
					break
				}
			}
		case "bashScriptExtraDefines", "bashScriptConfigLocation", "bashScriptTemplateLocation", "PlayScala", "PlayJava", "PlayService", "batScriptExtraDefines":
			b.StartOptions = true
		case "javaOptions":
			for _, next := range tokens[max(0, i-3):i] {
				b.StartOptions = b.StartOptions || next.is("Universal")
			}
			for _, next := range tokens[i+1 : min(i+4, len(tokens))] {
				b.StartOptions = b.StartOptions || next.is("Universal")
			}
		}
	}
	// The script reads options from these files too.
	if c.Exists(path.Join(dir, "src/universal/conf/application.ini")) || c.Exists(path.Join(dir, "conf/application.ini")) {
		b.StartOptions = true
	}
	return b
}
