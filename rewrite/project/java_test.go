package project

import (
	"strings"
	"testing"

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
		if r.Musl == "" && len(r.Programs) == 0 {
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
	for _, r := range rows.Parents {
		if r.Source == "" || r.Checked == "" || !r.Repackages && !r.Shades && r.Classpath == "" {
			t.Errorf("parent row %+v", r)
		}
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
		Strings: []string{"/usr/bin/git", "data/out.txt"},
		Writes: []JavaWrite{
			{Path: "uploads", Dir: true, From: "src/main/java/a/Main.java:14"},
			{Path: "data/out.txt", From: "src/main/java/a/Main.java:14"},
		},
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
