package project

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestGradleOutputs(t *testing.T) {
	const settings = "rootProject.name = 'shop'\n"
	tests := map[string]struct {
		files map[string]string
		want  []JavaOutput
	}{
		"groovy, spring boot": {
			map[string]string{"settings.gradle": settings, "build.gradle": `
plugins {
	id 'java'
	id 'org.springframework.boot' version '3.2.0' // comment
}
version = '1.2'
dependencies {
	implementation "org.apache.poi:poi-ooxml:${poiVersion}"
	testImplementation 'junit:junit:4'
}
`},
			[]JavaOutput{
				{Path: "build/libs/shop-1.2.jar", Kind: SpringBootJar, Runnable: true, Bundled: true},
				{Path: "build/libs/shop-1.2-plain.jar", Kind: PlainJar},
			},
		},
		"kotlin, names of archives": {
			map[string]string{"settings.gradle.kts": `rootProject.name = "shop"`, "build.gradle.kts": `
plugins { java; id("org.springframework.boot") version "3.2.0"
}
version = "1.2"
tasks.named<BootJar>("bootJar") { archiveFileName.set("app.jar") }
tasks.getByName<Jar>("jar") {
    enabled = false
}
`},
			[]JavaOutput{{Path: "build/libs/app.jar", Kind: SpringBootJar, Runnable: true, Bundled: true}},
		},
		"version from gradle.properties, shadow and application": {
			map[string]string{"settings.gradle": settings, "gradle.properties": "version=3\n", "build.gradle": `
plugins { id 'application'
 id 'com.github.johnrengelman.shadow' version '8.1.1' }
application { mainClass = 'a.Main' }
dependencies { implementation 'g:a:1' }
`},
			[]JavaOutput{
				{Path: "build/libs/shop-3-all.jar", Kind: ShadedJar, Runnable: true, Bundled: true},
				{Path: "build/libs/shop-3.jar", Kind: PlainJar},
				{Path: "build/install/shop", Kind: Distribution, Bundled: true},
			},
		},
		"computed version": {
			map[string]string{"settings.gradle": settings, "build.gradle": "plugins { id 'java' }\nversion = gitVersion()\n"},
			[]JavaOutput{{Path: "build/libs/shop-*.jar", Kind: PlainJar, Bundled: true}},
		},
		"spring boot before 2.0": {
			map[string]string{"settings.gradle": settings, "build.gradle": "apply plugin: 'java'\napply plugin: 'spring-boot'\nversion = '1'\n"},
			[]JavaOutput{{Path: "build/libs/shop-1.jar", Kind: SpringBootJar, Runnable: true, Bundled: true}},
		},
		"fat jar by hand": {
			map[string]string{"settings.gradle": settings, "build.gradle": `
apply plugin: 'java'
archivesBaseName = "fat"
dependencies { implementation 'g:a:1' }
jar {
    manifest { attributes 'Main-Class': 'a.B' }
    from { configurations.runtimeClasspath.collect { it.isDirectory() ? it : zipTree(it) } }
}
`},
			[]JavaOutput{{Path: "build/libs/fat.jar", Kind: PlainJar, Runnable: true, Bundled: true}},
		},
		"plugins of a version catalogue": {
			map[string]string{"settings.gradle.kts": `rootProject.name = "shop"`,
				"gradle/libs.versions.toml": "[versions]\nboot = \"3.3.1\"\n[plugins]\nspring-boot = { id = \"org.springframework.boot\", version.ref = \"boot\" }\n",
				"build.gradle.kts":          "plugins { alias(libs.plugins.spring.boot) }\ntasks.jar { enabled = false }\n"},
			[]JavaOutput{{Path: "build/libs/shop.jar", Kind: SpringBootJar, Runnable: true, Bundled: true}},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			b := ReadJavaBuild(javaTree(t, test.files), ".")
			if b == nil {
				t.Fatal("no build")
			}
			if diff := cmp.Diff(test.want, b.Outputs); diff != "" {
				t.Errorf("outputs (-want +got):\n%s", diff)
			}
		})
	}
}

func TestGradleFacts(t *testing.T) {
	c := javaTree(t, map[string]string{
		"settings.gradle.kts": "rootProject.name = \"all\"\ninclude(\n  \":api\",\n  \":libs:core\",\n)\n",
		"build.gradle.kts":    "plugins {\n  kotlin(\"jvm\") version \"2.0\"\n}\nkotlin { jvmToolchain(21) }\n",
		"api/build.gradle":    "java { sourceCompatibility = JavaVersion.VERSION_1_8 }\napply plugin: 'java'\n/* version = 'x' */\nmainClassName = 'a.B'",
	})
	builds := JavaBuilds(c, ".")
	if len(builds) != 2 { // libs/core has no build file
		t.Fatalf("%d builds, want 2", len(builds))
	}
	root, api := builds[0], builds[1]
	if diff := cmp.Diff([]string{"api", "libs/core"}, root.Modules); diff != "" {
		t.Errorf("modules (-want +got):\n%s", diff)
	}
	if root.JavaVersion != "21" || !root.HasPlugin("org.jetbrains.kotlin.jvm") {
		t.Errorf("root = %+v", root)
	}
	if api.Name != "api" || api.JavaVersion != "8" || api.Version != "" || api.MainClass != "a.B" {
		t.Errorf("api = %+v", api)
	}
}
