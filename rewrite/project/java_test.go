package project

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

func TestJavaRows(t *testing.T) {
	rows := javaRows()
	seen := map[string]bool{}
	for _, r := range rows.Libraries {
		if seen[r.Library] || strings.Count(r.Library, ":") != 1 || r.Source == "" || r.Checked == "" {
			t.Errorf("library row %+v: twice, not group:artifact, or without evidence", r)
		}
		seen[r.Library] = true
		if r.Musl == "" && !r.Fonts && len(r.Programs) == 0 {
			t.Errorf("%s: the row says nothing", r.Library)
		}
		switch r.Musl {
		case "", "works", "packages", "breaks", "fallback":
		default:
			t.Errorf("%s: musl: %s", r.Library, r.Musl)
		}
		if (r.Musl == "packages") != (len(r.Apk) > 0) {
			t.Errorf("%s: packages and apk disagree", r.Library)
		}
	}
	for i, r := range rows.SpringBoot {
		if i > 0 && !versionLess(rows.SpringBoot[i-1].Since, r.Since) || r.Source == "" || r.Checked == "" {
			t.Errorf("spring boot row %+v: out of order, or without evidence", r)
		}
	}
	for _, r := range rows.Parents {
		if r.Source == "" || r.Checked == "" || !r.Repackages && !r.Shades && r.Classpath == "" {
			t.Errorf("parent row %+v", r)
		}
	}
}

func TestSpringGeneration(t *testing.T) {
	for version, want := range map[string]string{
		"2.2.7.RELEASE": "org.springframework.boot.loader.JarLauncher ",
		"2.3.0.RELEASE": "org.springframework.boot.loader.JarLauncher layertools",
		"3.1.12":        "org.springframework.boot.loader.JarLauncher layertools",
		"3.2.0":         "org.springframework.boot.loader.launch.JarLauncher layertools",
		"3.3.0":         "org.springframework.boot.loader.launch.JarLauncher tools",
		"4.0.1":         "org.springframework.boot.loader.launch.JarLauncher tools",
	} {
		g, ok := SpringGeneration(version)
		if got := g.JarLauncher + " " + g.JarMode; !ok || got != want {
			t.Errorf("%s: %q, %v; want %q", version, got, ok, want)
		}
	}
	if _, ok := SpringGeneration("${boot}"); ok {
		t.Error("a property passes for a version")
	}
	if !IsSpringLauncher("org.springframework.boot.loader.launch.WarLauncher") || IsSpringLauncher("a.B") {
		t.Error("IsSpringLauncher")
	}
}

func TestFeatureRelease(t *testing.T) {
	for in, want := range map[string]string{"1.8": "8", "17": "17", "21.0.2": "21", "VERSION_11": "11", "VERSION_1_8": "8", "${x}": "", "": ""} {
		if got := featureRelease(in); got != want {
			t.Errorf("featureRelease(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestJavaSources(t *testing.T) {
	c := javaTree(t, map[string]string{
		"src/main/java/a/Main.java": `package a;
import java.awt.Font;
/* new ProcessBuilder("git") */
class Main {
  public static void main(String[] args) throws Exception {
    new ProcessBuilder("sh", "-c", "ls").start();
    Runtime.getRuntime().exec("convert in.png out.jpg");
    Runtime.getRuntime().exec(new String[]{"/usr/bin/git", "log"});
    new ProcessBuilder(command).start();
    pool.exec("not a program");
    String s = "new ProcessBuilder(\"curl\")"; // Runtime.getRuntime().exec("x")
    char q = '"';
    System.getenv("PORT"); System.loadLibrary("opencv");
    Files.createDirectories(Paths.get("uploads")); new FileOutputStream("data/out.txt");
  }
}`,
		"src/main/kotlin/b/App.kt": "package b\nfun main() {\n  val t = \"\"\"\n  exec(\n\"\"\"\n  ProcessBuilder(listOf(\"dot\", \"-Tpng\")).start()\n  ProcessBuilder(\"$cmd\").start()\n}\n",
		"src/test/java/a/T.java":   `class T { void x() { new ProcessBuilder("docker"); } }`,
		"target/generated/G.java":  `class G { void x() { new ProcessBuilder("docker"); } }`,
	})
	got := ReadJavaSources(c, ".")
	want := JavaSources{
		Files: 2,
		Programs: []JavaProgram{
			{"src/main/java/a/Main.java", 6, "sh", true},
			{"src/main/java/a/Main.java", 7, "convert", false},
			{"src/main/java/a/Main.java", 8, "/usr/bin/git", false},
			{"src/main/java/a/Main.java", 9, "", false},
			{"src/main/kotlin/b/App.kt", 6, "dot", false},
			{"src/main/kotlin/b/App.kt", 7, "", false},
		},
		Env:       []string{"PORT"},
		Draws:     "src/main/java/a/Main.java",
		Libraries: []string{"opencv"},
		Strings:   []string{"/usr/bin/git", "data/out.txt"},
		Writes: []JavaWrite{
			{Path: "uploads", Dir: true, From: "src/main/java/a/Main.java:14"},
			{Path: "data/out.txt", From: "src/main/java/a/Main.java:14"},
		},
		MainClasses: []string{"a.Main", "b.AppKt"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("sources (-want +got):\n%s", diff)
	}
}

func TestJavaConfig(t *testing.T) {
	c := javaTree(t, map[string]string{
		"src/main/resources/application.properties": "# x\nlogging.file.name=logs/app.log\nspring.datasource.url=jdbc:h2:file:./data/shop;MODE=MySQL\nserver.tomcat.basedir=${BASE}\n",
		"src/main/resources/application-prod.yml":   "logging:\n  file:\n    path: ${LOGS:/var/log/app}\n---\nspring:\n  datasource:\n    url: jdbc:h2:mem:x\n",
		"src/main/resources/logback-spring.xml":     `<configuration><property name="DIR" value="out"/><appender><file>${DIR}/x.log</file></appender></configuration>`,
		"src/test/resources/application.properties": "logging.file.name=test.log\n",
	})
	var got []string
	for _, w := range ReadJavaConfig(c, ".").Writes {
		got = append(got, w.Directory()+" <- "+w.From)
	}
	want := []string{
		"/var/log/app <- src/main/resources/application-prod.yml: logging.file.path",
		"logs <- src/main/resources/application.properties: logging.file.name",
		"data <- src/main/resources/application.properties: spring.datasource.url",
		"out <- src/main/resources/logback-spring.xml: file",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("writes (-want +got):\n%s", diff)
	}
}

func TestJarManifest(t *testing.T) {
	var jar bytes.Buffer
	w := zip.NewWriter(&jar)
	for name, content := range map[string]string{
		"META-INF/MANIFEST.MF": "Manifest-Version: 1.0\r\nMain-Class: a.Main\r\nClass-Path: lib/one.jar lib/\r\n two.jar\r\n\r\nName: a/B.class\r\nMain-Class: other\r\n",
		"native/libx.so":       "x",
	} {
		f, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		f.Write([]byte(content))
	}
	w.Close()
	c := mustNew(t, fstest.MapFS{"app.jar": {Data: jar.Bytes()}, "bad.jar": {Data: []byte("no zip")}}, "")
	got, ok := ReadJarManifest(c, "app.jar")
	if diff := cmp.Diff(JarManifest{MainClass: "a.Main", ClassPath: []string{"lib/one.jar", "lib/two.jar"}, Native: true}, got); diff != "" || !ok {
		t.Errorf("%v, manifest (-want +got):\n%s", ok, diff)
	}
	for _, p := range []string{"bad.jar", "absent.jar"} {
		if _, ok := ReadJarManifest(c, p); ok {
			t.Errorf("%s has a manifest", p)
		}
	}
}

func TestProperties(t *testing.T) {
	got := parseProperties([]byte("! c\n a.b = 1 \nlong = x,\\\n   y\r\nkey:v\\:w\nempty\nsp ace=z\n"))
	want := map[string]string{"a.b": "1 ", "long": "x,y", "key": "v:w", "empty": "", "sp": "ace=z"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestJavaOptions(t *testing.T) {
	var c JavaConfig
	c.Options([]string{
		"java", "-Xmx1g", "-Xlog:gc", "-Xlog:gc*,safepoint:file=/var/log/shop/gc-%t.log:time:filecount=5", "-Xlog:gc:stderr", "-Xloggc:old/gc.log",
		"-XX:HeapDumpPath=/dumps", "-XX:HeapDumpPath=/dump/last.hprof", "-Dlogging.file.name=logs/a.log", "-Dx=1", "-jar", "shop.jar",
		"--logging.file.path=/srv/log", "--spring.datasource.url=jdbc:h2:file:/data/shop", "--debug",
	})
	var got []string
	for _, w := range c.Writes {
		got = append(got, w.Directory())
	}
	if diff := cmp.Diff([]string{"/var/log/shop", "old", "/dumps", "/dump", "logs", "/srv/log", "/data"}, got); diff != "" {
		t.Errorf("writes (-want +got):\n%s", diff)
	}
}
