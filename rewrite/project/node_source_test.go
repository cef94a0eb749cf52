package project

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLexJS(t *testing.T) {
	tests := map[string]string{
		"a = 'x' // 'no'\n/* \"no\" */ b":     `a = "x" b`,
		"`a${b + `c${d}`}e` + 'f'":            "`a` b + `c` d `` `e` + \"f\"",
		"x = /['\"]/g.test(y) / 2 / 'z'":      `x = /['"]/g . test ( y ) / 2 / "z"`,
		"return /a\\/b[/]c/":                  `return /a\/b[/]c/`,
		"<div>Don't</div>\nimport 'x'":        `< div > Don "t</div>" import "x"`,
		"'it\\'s' + \"a\\\nb\"":               `"it's" + "ab"`,
		"#!/usr/bin/env node\nf?.(...g=>0xf)": `f . ( ... g => 0xf )`,
	}
	for source, want := range tests {
		var got []string
		for _, tok := range lexJS(source) {
			text := tok.text
			switch tok.kind {
			case jsString:
				text = fmt.Sprintf("%q", text)
				text = strings.ReplaceAll(text, `\"`, `"`)
			case jsTemplate:
				text = "`" + text + "`"
			}
			got = append(got, text)
		}
		if diff := cmp.Diff(want, strings.Join(got, " ")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", source, diff)
		}
	}
}

func FuzzLexJS(f *testing.F) {
	f.Add("`${`${a}`}` /[/]/ 'x' {}}")
	f.Fuzz(func(t *testing.T, source string) {
		readJS("f", source)
		newNodeSources().take(readJS("f", source))
	})
}

// facts lists what sources say, one fact a line.
func facts(s *NodeSources) string {
	var out []string
	add := func(kind string, uses []NodeUse) {
		for _, u := range uses {
			out = append(out, fmt.Sprintf("%s %s:%d %s", kind, u.File, u.Line, u.Name))
		}
	}
	add("module", s.Modules)
	add("signal", s.Signals)
	add("shell", s.Shell)
	add("program", s.Programs)
	add("env", s.Environment)
	add("missing", s.Missing)
	for _, w := range s.Writes {
		out = append(out, fmt.Sprintf("write %s:%d %s %s", w.File, w.Line, [...]string{"workdir", "file", "absolute"}[w.Base], w.Directory()))
	}
	return strings.Join(out, "\n")
}

func TestNodeSourceFacts(t *testing.T) {
	tests := map[string]struct{ source, want string }{
		"modules": {"const e = require('express');\nimport fs from 'node:fs';\nimport x, { y } from '@s/p/lib';\nexport * from 'q';\nimport 'side';\nawait import('lazy');",
			"module a.js:1 express\nmodule a.js:3 @s/p\nmodule a.js:4 q\nmodule a.js:5 side\nmodule a.js:6 lazy"},
		"types are not loaded":     {"import type { A } from 'a';\nimport { type B } from 'b';\nimport { type C, d } from 'c';", "module a.js:3 c"},
		"a module by variable":     {"require(name);", "missing a.js:1 "},
		"a member called require":  {"x.require('no'); obj.import('no');", ""},
		"signals":                  {"process.on('SIGTERM', f);\nprocess.once('exit', f);", "signal a.js:1 SIGTERM"},
		"signals in a loop":        {"for (const s of ['SIGINT', 'SIGTERM']) process.on(s, f);", "signal a.js:1 SIGTERM"},
		"killing is not handling":  {"child.kill('SIGTERM'); process.on('exit', f);", ""},
		"nest's hooks":             {"app.enableShutdownHooks();", "signal a.js:1 SIGTERM"},
		"a library for signals":    {"import { createTerminus } from '@godaddy/terminus';", "module a.js:1 @godaddy/terminus\nsignal a.js:1 SIGTERM"},
		"exec":                     {"const { exec } = require('child_process');\nexec('ls -l');", "shell a.js:2 ls -l"},
		"exec of a namespace":      {"import * as cp from 'node:child_process';\ncp.execSync(cmd);", "shell a.js:2 "},
		"exec inline":              {"require('child_process').exec('ls');", "shell a.js:1 ls"},
		"a promise of exec":        {"const { exec: run } = require('child_process');\nconst p = promisify(run);", "shell a.js:2 "},
		"a regular expression's":   {"/a/.exec(s); re.exec('x'); exec('y');", ""},
		"spawn":                    {"import { spawn, execFile } from 'child_process';\nspawn('dot', ['-V']);\nexecFile(bin);\nspawn(process.execPath, []);", "program a.js:2 dot\nprogram a.js:3 "},
		"spawn with a shell":       {"import { spawn } from 'child_process';\nspawn('ls', { shell: true });\nspawn('ls', { shell: false });", "shell a.js:2 ls\nprogram a.js:3 ls"},
		"environment":              {"process.env.npm_package_version; process.env['A'];\nconst { B, C: d } = process.env;", "env a.js:1 npm_package_version\nenv a.js:1 A\nenv a.js:2 C\nenv a.js:2 B"},
		"a directory":              {"const fs = require('fs');\nfs.mkdirSync('./uploads', { recursive: true });", "write a.js:2 workdir ./uploads"},
		"a directory of promises":  {"const fs = require('fs');\nfs.promises.mkdir('/var/x');", "write a.js:2 absolute /var/x"},
		"a file beside the source": {"import { writeFile } from 'fs/promises';\nimport path from 'path';\nconst d = path.join(__dirname, '..', 'data');\nwriteFile(path.join(d, 'a.json'), x);", "write a.js:4 file ../data"},
		"a default":                {"const fs = require('fs');\nconst dir = process.env.DIR || 'files';\nfs.mkdirSync(dir);", "env a.js:2 DIR\nwrite a.js:3 workdir files"},
		"a template":               {"const fs = require('fs');\nconst d = 'logs';\nfs.createWriteStream(`${d}/a.log`);", "write a.js:3 workdir logs"},
		"unknown":                  {"const fs = require('fs');\nfs.writeFileSync(name, x);", "write a.js:2 workdir "},
		"multer":                   {"const m = require('multer')({ dest: 'uploads/' });", "module a.js:1 multer\nwrite a.js:1 workdir uploads/"},
		"sqlite":                   {"const Database = require('better-sqlite3');\nnew Database('data/x.db');\nnew Database(':memory:');", "module a.js:1 better-sqlite3\nwrite a.js:2 workdir data"},
		"a log file":               {"new winston.transports.File({ filename: 'logs/e.log' });", "write a.js:1 workdir logs"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s := ReadNodeProgram(nodeFiles(t, "a.js="+test.source), "a")
			if diff := cmp.Diff(test.want, facts(s)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestReadNodeProgram(t *testing.T) {
	files := nodeFiles(t,
		"src/index.js=require('./a'); require('./lib'); require('./data.json')",
		"src/a.ts=import './b.js'", "src/b.ts=import 'b-dep'",
		`src/lib/package.json={"main":"m.js"}`, "src/lib/m.js=",
		`src/data.json={"transport":"pino-pretty"}`, "src/other.js=", "src/a.test.js=", "node_modules/x/index.js=",
		"broken.js=require('./gone')")
	s := ReadNodeProgram(files, "src")
	want := []string{"src/index.js", "src/a.ts", "src/lib/m.js", "src/data.json", "src/b.ts"}
	if diff := cmp.Diff(want, s.Files); diff != "" || !s.Complete || !s.Uses("b-dep") || !s.Literals["pino-pretty"] {
		t.Errorf("complete %t, modules %v, files (-want +got):\n%s", s.Complete, s.Modules, diff)
	}
	if s := ReadNodeProgram(files, "broken"); s.Complete {
		t.Error("a missing module was not noticed")
	}
	if s := ReadNodeProgram(files, "dist/main"); s.Complete || len(s.Files) != 0 {
		t.Error("a missing entry was not noticed")
	}
	tree := ReadNodeTree(files, "src")
	if want := []string{"src/a.ts", "src/b.ts", "src/data.json", "src/index.js", "src/lib/m.js", "src/other.js"}; !cmp.Equal(want, tree.Files) {
		t.Errorf("tree: %v", tree.Files)
	}
}
