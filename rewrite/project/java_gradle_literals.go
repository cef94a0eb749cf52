package project

import (
	"slices"
	"strings"
)

// gradleFacts are the literal statements of one build file.
type gradleFacts struct {
	version, base, mainClass, javaVersion string
	versionComputed, startOptions         bool
	plugins, aliases, dependencies        []string
	pluginVersions                        map[string]string
	archives                              map[string]*gradleArchive // by task
}

// gradleArchive is what a build file says about one archive task.
type gradleArchive struct {
	file, base, version, classifier, libDir             string
	versionSet, classifierSet, disabled, fat, mainClass bool
}

// gradleWalker goes through the tokens, remembering the blocks it is in.
type gradleWalker struct {
	tokens []jvmToken
	pos    int
	blocks []string
	facts  *gradleFacts
}

// gradleLiterals reads a build file of either dialect.
func gradleLiterals(src string) *gradleFacts {
	w := &gradleWalker{tokens: jvmLex(src, true), facts: &gradleFacts{
		pluginVersions: map[string]string{}, archives: map[string]*gradleArchive{}}}
	for w.pos < len(w.tokens) {
		w.statement()
	}
	return w.facts
}

// statement takes the tokens up to a line's end or a brace, and acts on them.
func (w *gradleWalker) statement() {
	var words []jvmToken
	depth := 0
	for w.pos < len(w.tokens) {
		t := w.tokens[w.pos]
		w.pos++
		switch {
		case t.is("(") || t.is("["):
			depth++
		case t.is(")") || t.is("]"):
			depth--
		}
		if depth <= 0 && (t.Kind == jvmNewline || t.is(";")) {
			break
		}
		if t.is("{") {
			w.assignments(words)
			w.blocks = append(w.blocks, blockName(words))
			return
		}
		if t.is("}") {
			w.assignments(words)
			if len(w.blocks) > 0 {
				w.blocks = w.blocks[:len(w.blocks)-1]
			}
			return
		}
		if t.Kind != jvmNewline {
			words = append(words, t)
		}
	}
	w.assignments(words)
}

// blockName is the task or extension that a block configures: the name in
// tasks.named("x"), tasks.x, x or getByName<Type>("x").
func blockName(words []jvmToken) string {
	for _, t := range words {
		if t.Kind == jvmString {
			return t.Text
		}
	}
	name := ""
	for _, t := range words {
		if t.Kind == jvmIdent {
			name = t.Text
		}
		if t.is("<") || t.is("(") {
			if t.is("<") {
				continue
			}
			break
		}
	}
	switch name { // tasks.withType<Jar>, tasks.withType(Jar)
	case "Jar":
		return "jar"
	case "BootJar":
		return "bootJar"
	case "ShadowJar":
		return "shadowJar"
	}
	return name
}

func (w *gradleWalker) in(block string) bool { return slices.Contains(w.blocks, block) }

// archiveTask is the archive task whose block the walker is in, "" outside of one.
func (w *gradleWalker) archiveTask() string {
	for i := len(w.blocks) - 1; i >= 0; i-- {
		switch w.blocks[i] {
		case "jar", "bootJar", "shadowJar", "war", "bootWar":
			return w.blocks[i]
		}
	}
	return ""
}

// assignments acts on one statement.
func (w *gradleWalker) assignments(words []jvmToken) {
	if len(words) == 0 {
		return
	}
	f := w.facts
	head := words[0].Text
	value, literal := statementValue(words)
	if task := w.archiveTask(); task != "" {
		w.archiveStatement(task, words, value, literal)
		return
	}
	switch {
	case len(words) > 2 && words[1].is(".") && archiveTaskNames[head]:
		// jar.enabled = false, bootJar.archiveFileName = "x"
		w.archiveStatement(head, words[2:], value, literal)
	case w.in("plugins"):
		w.pluginStatement(words)
	case head == "apply":
		if literal {
			f.plugins = append(f.plugins, value)
		}
	case w.in("dependencies") && !w.in("buildscript"):
		w.dependencyStatement(words)
	case len(w.blocks) == 0 && head == "version" || head == "project" && hasName(words, "version") && len(w.blocks) == 0:
		f.version, f.versionComputed = value, !literal
	case head == "archivesBaseName" || head == "archivesName":
		f.base = value
	case head == "mainClassName" || head == "mainClass" && (w.in("application") || w.in("springBoot")):
		f.mainClass = value
	case head == "applicationDefaultJvmArgs" || hasName(words, "defaultJvmOpts") || hasName(words, "applicationDefaultJvmArgs"):
		f.startOptions = true
	case head == "application" && hasName(words, "mainClass"):
		f.mainClass = value
	case head == "sourceCompatibility" || head == "targetCompatibility" || head == "java" && hasName(words, "sourceCompatibility"):
		if f.javaVersion == "" {
			f.javaVersion = compatibility(words, value)
		}
	case head == "languageVersion" || head == "jvmToolchain":
		f.javaVersion = compatibility(words, value)
	}
}

var archiveTaskNames = map[string]bool{"jar": true, "bootJar": true, "shadowJar": true, "war": true, "bootWar": true}

func (w *gradleWalker) archiveStatement(task string, words []jvmToken, value string, literal bool) {
	a := w.facts.archives[task]
	if a == nil {
		a = &gradleArchive{}
		w.facts.archives[task] = a
	}
	unknown := func(s string) string {
		if literal {
			return s
		}
		return "*"
	}
	switch words[0].Text {
	case "archiveFileName", "archiveName":
		a.file = unknown(value)
	case "archiveBaseName", "baseName":
		a.base = unknown(value)
	case "archiveVersion", "version":
		a.version, a.versionSet = unknown(value), true
	case "archiveClassifier", "classifier":
		a.classifier, a.classifierSet = unknown(value), true
	case "enabled", "isEnabled":
		a.disabled = hasName(words, "false")
	case "from", "into":
		// A fat jar by hand: from { configurations.runtimeClasspath.collect { zipTree(it) } }
		a.fat = a.fat || hasName(words, "runtimeClasspath") || hasName(words, "zipTree")
	}
	for _, t := range words {
		a.mainClass = a.mainClass || t.Kind == jvmString && t.Text == "Main-Class"
		a.fat = a.fat || t.is("zipTree")
		if t.Kind == jvmString && t.Text == "Class-Path" && a.libDir == "" {
			a.libDir = "lib"
		}
	}
}

// pluginStatement takes `id 'x' version 'y'`, `id("x") version "y"`, `kotlin("jvm")`,
// `application`, `alias(libs.plugins.x)` and backquoted names.
func (w *gradleWalker) pluginStatement(words []jvmToken) {
	f := w.facts
	var texts []string
	for _, t := range words {
		if t.Kind == jvmString && !t.Computed {
			texts = append(texts, t.Text)
		}
	}
	switch head := words[0]; {
	case hasName(words, "apply") && hasName(words, "false"):
		// declared for subprojects only
	case head.is("id") && len(texts) > 0:
		f.plugins = append(f.plugins, texts[0])
		if len(texts) > 1 {
			f.pluginVersions[texts[0]] = texts[1]
		}
	case head.is("kotlin") && len(texts) > 0:
		f.plugins = append(f.plugins, "org.jetbrains.kotlin."+texts[0])
	case head.is("alias"):
		var name strings.Builder
		for _, t := range words[1:] {
			if t.Kind == jvmIdent || t.is(".") {
				name.WriteString(t.Text)
			}
		}
		alias, ok := strings.CutPrefix(name.String(), "libs.plugins.")
		if ok {
			f.aliases = append(f.aliases, alias)
		}
	case head.is("`"):
		var name strings.Builder
		for _, t := range words[1:] {
			if t.is("`") {
				break
			}
			name.WriteString(t.Text)
		}
		f.plugins = append(f.plugins, name.String())
	case head.Kind == jvmIdent && len(words) == 1:
		f.plugins = append(f.plugins, head.Text)
	}
}

// dependencyStatement takes implementation 'g:a:v' and its like; test and compile-only
// configurations are not part of the program.
func (w *gradleWalker) dependencyStatement(words []jvmToken) {
	switch words[0].Text {
	case "implementation", "api", "runtimeOnly", "compile", "runtime", "developmentOnly":
	default:
		return
	}
	if i := slices.IndexFunc(words, func(t jvmToken) bool { return t.is("libs") }); i >= 0 {
		var alias strings.Builder
		for _, t := range words[i:] {
			if t.is(")") {
				break
			}
			alias.WriteString(t.Text)
		}
		w.facts.dependencies = append(w.facts.dependencies, alias.String())
		return
	}
	for _, t := range words {
		if t.Kind == jvmString {
			text := t.Text
			if t.Computed { // 'g:a:$version': the version alone is unknown
				parts := strings.Split(text, ":")
				if len(parts) < 3 || strings.Contains(parts[0]+parts[1], "$") {
					continue
				}
				text = parts[0] + ":" + parts[1]
			}
			w.facts.dependencies = append(w.facts.dependencies, text)
		}
	}
}

// statementValue is the single string that a statement assigns, as `name = "x"`,
// `name 'x'`, `name.set("x")` or `name("x")`.
func statementValue(words []jvmToken) (value string, literal bool) {
	last := words[len(words)-1]
	if last.is(")") && len(words) > 1 {
		last = words[len(words)-2]
	}
	operators := 0
	for _, t := range words {
		if t.is("+") || t.is("?") {
			operators++
		}
	}
	if last.Kind == jvmString && !last.Computed && operators == 0 {
		return last.Text, true
	}
	if last.is("null") {
		return "", true
	}
	return "", false
}

// compatibility takes 17, '1.8', JavaVersion.VERSION_17 and JavaLanguageVersion.of(21).
func compatibility(words []jvmToken, value string) string {
	if value != "" {
		return featureRelease(value)
	}
	for i := len(words) - 1; i > 0; i-- {
		if t := words[i]; t.Kind == jvmNumber || strings.HasPrefix(t.Text, "VERSION_") {
			return featureRelease(t.Text)
		}
	}
	return ""
}

func hasName(words []jvmToken, name string) bool {
	return slices.ContainsFunc(words, func(t jvmToken) bool { return t.Kind == jvmIdent && t.Text == name })
}
