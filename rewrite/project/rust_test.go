package project

import (
	"slices"
	"testing"
	"testing/fstest"
)

func TestLexRust(t *testing.T) {
	src := `
// "not this" /* nor */
/* "outer" /* "inner" */ "still" */
#[folder = "static/"]
fn main<'a>(x: &'a str) {
    let quote = '"'; let tick = '\'';
    let b = include_str!("page.html");
    let f = std::fs::File::create("data/log.txt").unwrap();
    let raw = r#"a "quoted" path"#;
    serve(ServeDir::new("public"), x.join("deep"), &["loose"]);
    Command::new("git").arg("status");
}`
	var got []string
	for _, s := range lexRust(src) {
		got = append(got, s.Call+" "+s.Text)
	}
	want := []string{
		"# static/", "include_str! page.html", "std::fs::File::create data/log.txt", ` a "quoted" path`,
		"ServeDir::new public", "x.join deep", " loose", "Command::new git", ".arg status",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestRustCommands: a Command starts a program, unless it is clap's.
func TestRustCommands(t *testing.T) {
	for src, want := range map[string]bool{
		"use std::process::Command;\nfn main() { Command::new(\"git\"); }":                             true,
		"use clap::Arg;\nfn main() { std::process::Command::new(\"git\"); }":                           true,
		"use clap::{Arg, Command};\nfn main() { Command::new(\"git\"); }":                              false,
		"use clap::{Command};\nfn main() { std::process::Command::new(\"git\"); }":                     true,
		"fn main() { clap::Command::new(\"git\"); }":                                                   false,
		"use clap::CommandFactory;\nuse tokio::process::Command; fn main() { Command::new(\"git\"); }": true,
	} {
		names := rustUses("main.rs", src)
		if len(names) != 1 || (names[0].Use == RustStarts) != want {
			t.Errorf("%s: %+v, want starts %v", src, names, want)
		}
	}
}

func TestReadRust(t *testing.T) {
	file := func(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }
	files := fstest.MapFS{
		"app/Cargo.toml":                 file("[workspace]\nmembers = [\"crates/*\"]\nexclude = [\"crates/old\"]\ndefault-members = [\"crates/web\"]\n[workspace.dependencies]\nrusqlite = { version = \"0.31\", features = [\"bundled\"] }\n"),
		"app/Cargo.lock":                 file("[[package]]\nname = \"web\"\n[[package]]\nname = \"openssl-sys\"\n"),
		"app/crates/web/Cargo.toml":      file("[package]\nname = \"web\"\n[[bin]]\nname = \"webd\"\npath = \"src/main.rs\"\n"),
		"app/crates/web/src/main.rs":     file("fn main() {}"),
		"app/crates/web/src/bin/seed.rs": file("fn main() {}"),
		"app/crates/lib/Cargo.toml":      file("[package]\nname = \"lib\"\n"),
		"app/crates/lib/src/lib.rs":      file(""),
		"app/crates/old/Cargo.toml":      file("[package]\nname = \"old\"\n"),
	}
	p := ReadRust(files, "app/crates/web")
	if p == nil || p.Root != "app" || len(p.Packages) != 2 || !p.Locked || !p.Crates["openssl-sys"] {
		t.Fatalf("got %+v", p)
	}
	if len(p.Default) != 1 || !slices.Equal(p.Default[0].Bins, []RustBin{{"webd", "app/crates/web/src/main.rs"}, {"seed", "app/crates/web/src/bin/seed.rs"}}) {
		t.Errorf("got %+v", p.Default)
	}
	if !p.Asks("rusqlite", "bundled") || p.Asks("rusqlite", "vendored") {
		t.Error("features of the workspace's dependencies were not read")
	}
	if root := ReadRust(files, "app"); len(root.Default) != 1 || root.Default[0].Name != "web" {
		t.Errorf("got %+v", root.Default)
	}
	if ReadRust(files, "elsewhere") != nil {
		t.Error("a directory without a manifest has a project")
	}
}
