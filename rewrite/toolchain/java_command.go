package toolchain

import (
	"strings"
)

// javaCommand is a java command taken apart.
// Source: https://docs.oracle.com/en/java/javase/21/docs/specs/man/java.html
type javaCommand struct {
	// Options is how many words stand between the program and the main class or jar.
	Options int
	// Main is the index in argv of the class, jar or module; len(argv) when there is none.
	Main int
	// Jar, Class and Module are what is started; one of them is set.
	Jar, Class, Module string
	// ClassPath are the entries of -cp in order, ModulePath those of -p.
	ClassPath, ModulePath []string
	// HasClassPath is true when -cp is given.
	HasClassPath bool
	// Files are the files that options name: agents, argument files.
	Files []string
	// Properties are the values of -D options.
	Properties map[string]string
}

// javaValueOptions take the next word as their value.
var javaValueOptions = map[string]bool{
	"-cp": true, "-classpath": true, "--class-path": true, "-p": true, "--module-path": true, "--upgrade-module-path": true,
	"--add-modules": true, "--enable-native-access": true, "--limit-modules": true, "--add-reads": true,
	"--add-exports": true, "--add-opens": true, "--patch-module": true, "--source": true, "-d": true, "--describe-module": true,
}

// parseJava takes argv, whose first word is java, apart as the launcher does.
func parseJava(argv []string) *javaCommand {
	c := &javaCommand{Main: len(argv), Properties: map[string]string{}}
	jar := false
	i := 1
	for ; i < len(argv); i++ {
		word := argv[i]
		switch {
		case word == "-jar":
			jar = true
		case word == "-m" || word == "--module":
			if i+1 < len(argv) {
				c.Module, c.Main = argv[i+1], i+1
			}
			c.Options = c.Main - 1
			return c
		case javaValueOptions[word]:
			if i+1 < len(argv) {
				c.option(word, argv[i+1])
			}
			i++
		case strings.HasPrefix(word, "@"):
			c.Files = append(c.Files, word[1:])
		case strings.HasPrefix(word, "--") && strings.Contains(word, "="):
			name, value, _ := strings.Cut(word, "=")
			if name == "--module" {
				c.Module, c.Main = value, i
				c.Options = i - 1
				return c
			}
			c.option(name, value)
		case strings.HasPrefix(word, "-"):
			c.single(word)
		case pureVariable(word):
			// Options that only the environment gives: what stands behind them is the main class.
		default:
			if jar {
				c.Jar = word
			} else {
				c.Class = word
			}
			c.Main, c.Options = i, i-1
			return c
		}
	}
	c.Options = len(argv) - 1
	return c
}

func (c *javaCommand) option(name, value string) {
	switch name {
	case "-cp", "-classpath", "--class-path":
		c.ClassPath, c.HasClassPath = strings.Split(value, ":"), true
	case "-p", "--module-path":
		c.ModulePath = strings.Split(value, ":")
	}
}

// single takes an option of one word.
func (c *javaCommand) single(word string) {
	for _, prefix := range []string{"-javaagent:", "-agentpath:"} {
		if file, ok := strings.CutPrefix(word, prefix); ok {
			file, _, _ = strings.Cut(file, "=")
			c.Files = append(c.Files, file)
		}
	}
	if file, ok := strings.CutPrefix(word, "-Xbootclasspath/a:"); ok {
		c.Files = append(c.Files, strings.Split(file, ":")...)
	}
	if name, value, ok := strings.Cut(strings.TrimPrefix(word, "-D"), "="); ok && strings.HasPrefix(word, "-D") {
		c.Properties[name] = value
	}
}

// pureVariable tells of a word that is nothing but variables: $JAVA_OPTS, ${A} or "$A $B".
func pureVariable(word string) bool {
	word = strings.Trim(word, `"`)
	if !strings.HasPrefix(word, "$") {
		return false
	}
	rest := word[1:]
	if inner, ok := strings.CutPrefix(rest, "{"); ok {
		return strings.Index(inner, "}") == len(inner)-1
	}
	for _, r := range rest {
		if r != '_' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') {
			return false
		}
	}
	return rest != ""
}
