package project

import (
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// javaTree makes a context of the named files.
func javaTree(t *testing.T, files map[string]string) *Context {
	t.Helper()
	m := fstest.MapFS{}
	for name, content := range files {
		m[name] = &fstest.MapFile{Data: []byte(content), Mode: 0o644}
	}
	return mustNew(t, m, "")
}

const springParent = `<parent><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-parent</artifactId><version>3.2.1</version><relativePath/></parent>`

func TestMavenOutputs(t *testing.T) {
	tests := map[string]struct {
		pom  string
		want []JavaOutput
	}{
		"plain jar": {
			`<project><artifactId>app</artifactId><version>1.0</version></project>`,
			[]JavaOutput{{Path: "target/app-1.0.jar", Kind: PlainJar, Bundled: true}},
		},
		"final name from properties": {
			`<project><artifactId>app</artifactId><version>${revision}</version><properties><revision>2.1</revision><n>svc</n></properties>
			 <build><finalName>${n}-${project.version}</finalName></build></project>`,
			[]JavaOutput{{Path: "target/svc-2.1.jar", Kind: PlainJar, Bundled: true}},
		},
		"unknown property": {
			`<project><artifactId>app</artifactId><version>${sha}</version></project>`,
			[]JavaOutput{{Path: "target/app-*.jar", Kind: PlainJar, Bundled: true}},
		},
		"spring boot through its parent": {
			`<project>` + springParent + `<artifactId>app</artifactId><version>1.0</version>
			 <build><plugins><plugin><groupId>org.springframework.boot</groupId><artifactId>spring-boot-maven-plugin</artifactId></plugin></plugins></build></project>`,
			[]JavaOutput{{Path: "target/app-1.0.jar", Kind: SpringBootJar, Runnable: true, Bundled: true}},
		},
		"spring boot without an execution only sets mvn spring-boot:run up": {
			`<project><artifactId>app</artifactId><version>1.0</version>
			 <build><plugins><plugin><artifactId>spring-boot-maven-plugin</artifactId></plugin></plugins></build></project>`,
			[]JavaOutput{{Path: "target/app-1.0.jar", Kind: PlainJar, Bundled: true}},
		},
		"spring boot with a classifier": {
			`<project><artifactId>app</artifactId><version>1.0</version>
			 <build><plugins><plugin><artifactId>spring-boot-maven-plugin</artifactId><configuration><classifier>exec</classifier></configuration>
			 <executions><execution><goals><goal>repackage</goal></goals></execution></executions></plugin></plugins></build></project>`,
			[]JavaOutput{
				{Path: "target/app-1.0.jar", Kind: PlainJar, Bundled: true},
				{Path: "target/app-1.0-exec.jar", Kind: SpringBootJar, Runnable: true, Bundled: true},
			},
		},
		"shade keeps the original": {
			`<project><artifactId>app</artifactId><version>1.0</version>
			 <build><plugins><plugin><artifactId>maven-shade-plugin</artifactId><executions><execution><goals><goal>shade</goal></goals>
			 <configuration><transformers><transformer implementation="x"><mainClass>a.B</mainClass></transformer></transformers></configuration></execution></executions></plugin></plugins></build></project>`,
			[]JavaOutput{
				{Path: "target/original-app-1.0.jar", Kind: PlainJar},
				{Path: "target/app-1.0.jar", Kind: ShadedJar, Runnable: true, Bundled: true},
			},
		},
		"assembly beside the plain jar": {
			`<project><artifactId>app</artifactId><version>1.0</version><dependencies><dependency><groupId>g</groupId><artifactId>a</artifactId></dependency></dependencies>
			 <build><plugins><plugin><artifactId>maven-assembly-plugin</artifactId><executions><execution><goals><goal>single</goal></goals></execution></executions>
			 <configuration><descriptorRefs><descriptorRef>jar-with-dependencies</descriptorRef></descriptorRefs><archive><manifest><mainClass>a.B</mainClass></manifest></archive></configuration></plugin></plugins></build></project>`,
			[]JavaOutput{
				{Path: "target/app-1.0.jar", Kind: PlainJar},
				{Path: "target/app-1.0-jar-with-dependencies.jar", Kind: ShadedJar, Runnable: true, Bundled: true},
			},
		},
		"class path beside the jar": {
			`<project><artifactId>app</artifactId><version>1.0</version><dependencies><dependency><groupId>g</groupId><artifactId>a</artifactId></dependency></dependencies>
			 <build><plugins><plugin><artifactId>maven-jar-plugin</artifactId><configuration><archive><manifest><addClasspath>true</addClasspath><classpathPrefix>lib/</classpathPrefix><mainClass>a.B</mainClass></manifest></archive></configuration></plugin></plugins></build></project>`,
			[]JavaOutput{{Path: "target/app-1.0.jar", Kind: PlainJar, Runnable: true, LibDir: "lib"}},
		},
		"helidon through its parent": {
			`<project><parent><groupId>io.helidon.applications</groupId><artifactId>helidon-se</artifactId><version>4.0.0</version></parent><artifactId>app</artifactId></project>`,
			[]JavaOutput{{Path: "target/app.jar", Kind: PlainJar, Runnable: true, LibDir: "libs"}},
		},
		"quarkus": {
			`<project><artifactId>app</artifactId><version>1.0</version><build><plugins><plugin><artifactId>quarkus-maven-plugin</artifactId></plugin></plugins></build></project>`,
			[]JavaOutput{
				{Path: "target/quarkus-app/quarkus-run.jar", Kind: QuarkusApp, Runnable: true, LibDir: "."},
				{Path: "target/app-1.0.jar", Kind: PlainJar, Bundled: true},
			},
		},
		"war": {
			`<project><artifactId>app</artifactId><version>1.0</version><packaging>war</packaging></project>`,
			[]JavaOutput{{Path: "target/app-1.0.war", Kind: WebArchive}},
		},
		"aggregator": {`<project><artifactId>app</artifactId><version>1.0</version><packaging>pom</packaging></project>`, nil},
		"latin-1": {
			"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><project><!-- \xe9 --><artifactId>app</artifactId><version>1</version></project>",
			[]JavaOutput{{Path: "target/app-1.jar", Kind: PlainJar, Bundled: true}},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			b := ReadJavaBuild(javaTree(t, map[string]string{"pom.xml": test.pom}), ".")
			if b == nil {
				t.Fatal("no build")
			}
			if diff := cmp.Diff(test.want, b.Outputs); diff != "" {
				t.Errorf("outputs (-want +got):\n%s", diff)
			}
		})
	}
}

func TestMavenInherits(t *testing.T) {
	c := javaTree(t, map[string]string{
		"pom.xml": `<project>` + springParent + `<artifactId>all</artifactId><version>7</version><packaging>pom</packaging>
			<modules><module>web</module></modules><properties><java.version>17</java.version><kafka>3.1</kafka></properties>
			<build><plugins><plugin><artifactId>spring-boot-maven-plugin</artifactId></plugin></plugins></build></project>`,
		"web/pom.xml": `<project><parent><groupId>g</groupId><artifactId>all</artifactId><version>7</version></parent><artifactId>web</artifactId>
			<dependencies><dependency><groupId>org.xerial.snappy</groupId><artifactId>snappy-java</artifactId><version>1.1.10.5</version></dependency>
			<dependency><groupId>junit</groupId><artifactId>junit</artifactId><scope>test</scope></dependency></dependencies></project>`,
	})
	builds := JavaBuilds(c, ".")
	if len(builds) != 2 {
		t.Fatalf("%d builds, want 2", len(builds))
	}
	web := builds[1]
	if web.Dir != "web" || web.JavaVersion != "17" || web.SpringBoot != "3.2.1" || web.Version != "7" {
		t.Errorf("web = %+v", web)
	}
	if o, ok := web.Output("web/target/web-7.jar"); !ok || o.Kind != SpringBootJar {
		t.Errorf("output = %+v, %v", o, ok)
	}
	if known, certain := web.Matching("web/target/*.jar"); len(known) != 1 || !certain {
		t.Errorf("Matching = %v, %v; want one, certain", known, certain)
	}
	if diff := cmp.Diff([]JavaDependency{{"org.xerial.snappy", "snappy-java", "1.1.10.5"}}, web.Dependencies); diff != "" {
		t.Errorf("dependencies (-want +got):\n%s", diff)
	}
	// Releases of snappy before the musl build fail on Alpine.
	if rows := web.JavaLibraries(); len(rows) != 1 || rows[0].Musl != "breaks" {
		t.Errorf("rows = %+v, want one that breaks on musl", rows)
	}
}

func TestMavenUnknownParentLeavesADoubt(t *testing.T) {
	b := ReadJavaBuild(javaTree(t, map[string]string{"pom.xml": `<project><parent><groupId>com.corp</groupId><artifactId>base</artifactId><version>1</version></parent><artifactId>a</artifactId></project>`}), ".")
	if len(b.Doubts) != 1 {
		t.Errorf("doubts = %q, want one about the parent", b.Doubts)
	}
	if _, certain := b.Matching("target/*.jar"); certain {
		t.Error("the jar's name passes for certain, though the parent may set it")
	}
}

func TestMavenBroken(t *testing.T) {
	for name, content := range map[string]string{"no xml": "{}", "cut off": "<project><artifactId>a"} {
		if b := ReadJavaBuild(javaTree(t, map[string]string{"pom.xml": content}), "."); b != nil {
			t.Errorf("%s: build = %+v", name, b)
		}
	}
	// A parent that leads back to itself ends.
	loop := `<project><parent><artifactId>a</artifactId><relativePath>pom.xml</relativePath></parent><artifactId>a</artifactId></project>`
	if b := ReadJavaBuild(javaTree(t, map[string]string{"pom.xml": loop}), "."); b == nil || b.Name != "a" {
		t.Errorf("build = %+v", b)
	}
}
