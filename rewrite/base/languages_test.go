package base

import (
	"strings"
	"testing"
)

func TestPackagedLanguage(t *testing.T) {
	for _, tt := range []struct{ name, suite, language, version, prefix string }{
		{"python3", "bookworm", "python", "3.11", "/usr"},
		{"python3-pip", "jammy", "python", "3.10", "/usr"},
		{"python3.12", "jammy", "python", "3.12", "/usr"},
		{"python3.12-venv", "jammy", "python", "3.12", "/usr"},
		{"py3-pip", "alpine3.18", "python", "3.11", "/usr"},
		{"python3", "ubi9", "python", "3.9", "/usr"},
		{"nodejs", "noble", "node", "18", "/usr"},
		{"npm", "alpine3.20", "node", "20", "/usr"},
		{"openjdk-17-jre-headless", "jammy", "java", "17", "/usr/lib/jvm"},
		{"openjdk8-jre", "alpine3.20", "java", "8", "/usr/lib/jvm"},
		{"java-1.8.0-openjdk-headless", "el8", "java", "8", "/usr/lib/jvm"},
		{"java-17-amazon-corretto", "al2023", "java", "17", "/usr/lib/jvm"},
		{"default-jdk", "bookworm", "java", "17", "/usr/lib/jvm"},
		{"golang-go", "bookworm", "go", "1.19", "/usr/lib/go"},
		{"golang-1.21-go", "jammy", "go", "1.21", "/usr/lib/go"},
		{"python-pip", "el7", "python", "2.7", "/usr"},
		{"maven", "bookworm", "java", "17", "/usr/lib/jvm"},
		{"python3-flask", "bookworm", "", "", ""},
		{"openjdk-17-source", "bookworm", "", "", ""},
		{"golang-x-tools", "bookworm", "", "", ""},
		{"python3", "", "python", "", "/usr"},
	} {
		b, ok := PackagedLanguage(tt.name, tt.suite)
		if b.Language != tt.language || b.Version != tt.version || b.Prefix != tt.prefix || ok != (tt.language != "") {
			t.Errorf("%s on %s: %+v %v", tt.name, tt.suite, b, ok)
		}
	}
}

func TestRepositoriesAndDownloads(t *testing.T) {
	for _, tt := range []struct{ text, language, version, dir string }{
		{"https://nodejs.org/dist/v20.11.1/node-v20.11.1-linux-x64.tar.xz", "node", "20.11.1", "node-v20.11.1-linux-x64"},
		{"https://go.dev/dl/go1.22.3.linux-amd64.tar.gz", "go", "1.22.3", "go"},
		{"https://go.dev/dl/go1.22.3.linux-${TARGETARCH}.tar.gz", "go", "1.22.3", "go"},
		{"https://www.python.org/ftp/python/3.9.18/Python-3.9.18.tgz", "python", "3.9.18", ""},
		{"https://github.com/adoptium/temurin17-binaries/releases/download/jdk-17.0.9%2B9/OpenJDK17U-jdk_x64_linux.tar.gz", "java", "17", ""},
		{"https://nodejs.org/dist/latest-v20.x/node.tar.gz", "", "", ""},
		{"https://example.com/app.tar.gz", "", "", ""},
	} {
		b, _ := DownloadedLanguage(tt.text)
		if b.Language != tt.language || b.Version != tt.version || b.Dir != tt.dir {
			t.Errorf("%s: %+v", tt.text, b)
		}
	}
	for text, version := range map[string]string{
		"https://deb.nodesource.com/setup_20.x":                                     "20",
		"deb [signed-by=/k.gpg] https://deb.nodesource.com/node_18.x nodistro main": "18",
		"https://rpm.nodesource.com/setup_16.x":                                     "16",
		"https://deb.nodesource.com/setup_lts.x":                                    "",
	} {
		if b, ok := RepositoryLanguage(text); !ok || b.Version != version || b.Language != "node" {
			t.Errorf("%s: %+v %v", text, b, ok)
		}
	}
}

// Every pattern matches a name, and each language of a release has a package.
func TestLanguageRows(t *testing.T) {
	rows := mustDecode[languageRows](t, "languages.yaml")
	owner := map[string]string{}
	for language, programs := range rows.Programs {
		for _, name := range strings.Fields(programs) {
			if other := owner[name]; other != "" || ProgramLanguage(name) != language {
				t.Errorf("the program %s is one of %s, and %s", name, language, other)
			}
			owner[name] = language
		}
	}
	if !BuildTool("conan") || BuildTool("yt-dlp") {
		t.Error("BuildTool")
	}
	for suite, versions := range rows.Versions {
		if _, ok := releases().lookup(suite); !ok {
			t.Errorf("unknown release %s", suite)
		}
		for language, version := range versions {
			if rows.Packages[language] == "" {
				t.Errorf("%s: no package brings %s", suite, language)
			}
			if !isVersion(version) {
				t.Errorf("%s: version %q of %s", suite, version, language)
			}
		}
	}
	for _, d := range rows.Downloads {
		if _, ok := findVersion(d.URL, d.URL); d.Language == "" || !ok {
			t.Errorf("download %+v", d)
		}
	}
}

func TestManagedLanguage(t *testing.T) {
	for _, tt := range []struct{ command, language, version string }{
		{"nvm install 18.17.1", "node", "18.17.1"},
		{"nvm install v20", "node", "20"},
		{"nvm install --lts", "node", ""},
		{"nvm use 18", "", ""},
		{"n 20", "node", "20"},
		{"volta install node@18 yarn@1", "node", "18"},
		{"pyenv install -s 3.11.4", "python", "3.11.4"},
		{"sdk install java 17.0.9-tem", "java", "17"},
		{"sdk install maven 3.9.5", "", ""},
		{"mise use -g python@3.12", "python", "3.12"},
	} {
		b, _ := ManagedLanguage(strings.Fields(tt.command), func(string) (string, bool) { return "", false })
		if b.Language != tt.language || b.Version != tt.version {
			t.Errorf("%s: %+v", tt.command, b)
		}
	}
}

func TestOfficial(t *testing.T) {
	for _, tt := range []struct{ language, version, program string }{
		{"python", "3.11", "/usr/local/bin/python3"},
		{"node", "20", "/usr/local/bin/node"},
		{"go", "1.22", "/usr/local/go/bin/go"},
		{"java", "17", "/opt/java/openjdk/bin/java"},
	} {
		img, ok := embedded.Official(tt.language, tt.version)
		if !ok || img.Language != tt.language || img.Version != tt.version || Program(img) != tt.program {
			t.Errorf("%s %s: %v %q", tt.language, tt.version, ok, Program(img))
		}
	}
	if _, ok := embedded.Official("python", "3.99"); ok {
		t.Error("an image of Python 3.99")
	}
}
