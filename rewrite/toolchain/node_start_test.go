package toolchain

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/dfmigrate/dfmigrate/rewrite/project"
)

// nodeFiles are files written "name=content".
func nodeFiles(t *testing.T, files ...string) *project.Context {
	t.Helper()
	m := fstest.MapFS{}
	for _, f := range files {
		name, content, _ := strings.Cut(f, "=")
		m[name] = &fstest.MapFile{Data: []byte(content)}
	}
	c, err := project.New(m, "")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func fixedEnv(name string) (string, bool) {
	if name == "PORT" {
		return "8080", true
	}
	return "", false
}

func TestResolveNodeStart(t *testing.T) {
	npm3 := `package-lock.json={"lockfileVersion":3,"packages":{"":{},` +
		`"node_modules/next":{"version":"14.0.0","bin":{"next":"dist/bin/next"}},` +
		`"node_modules/odd-server":{"version":"1.0.0","dev":true,"bin":{"odd":"lib/odd.js"}}}}`
	tests := map[string]struct {
		files []string
		argv  string
		want  string // env, directory and argv
	}{
		"a script of node": {[]string{`package.json={"scripts":{"start":"node dist/main"}}`}, "npm start", "node dist/main"},
		"variables before the command": {[]string{`package.json={"scripts":{"start":"NODE_ENV=production MODE='a b' node --enable-source-maps ."}}`},
			"npm start", "NODE_ENV=production MODE=a b node --enable-source-maps ."},
		"cross-env": {[]string{`package.json={"scripts":{"start":"cross-env NODE_ENV=production PORT=3 node -r dotenv/config x.js"}}`},
			"npm start", "NODE_ENV=production PORT=3 node -r dotenv/config x.js"},
		"npm's default start":   {[]string{`package.json={}`, "server.js"}, "npm start", "node server.js"},
		"nested scripts":        {[]string{`package.json={"scripts":{"start":"npm run serve -- --port 1","serve":"node s.js"}}`}, "npm start", "node s.js --port 1"},
		"arguments are passed":  {[]string{`package.json={"scripts":{"start":"node s.js"}}`}, "npm start one -- --two", "node s.js one --two"},
		"a known variable":      {[]string{`package.json={"scripts":{"start":"node s.js $PORT"}}`}, "npm start", "node s.js 8080"},
		"the script's own":      {[]string{`package.json={"scripts":{"start":"A=1 npm run b","b":"node s.js \"$A\""}}`}, "npm start", "A=1 node s.js 1"},
		"prefix":                {[]string{`srv/package.json={"scripts":{"start":"node s.js"}}`}, "npm --prefix srv start", "[srv] node s.js"},
		"npm workspace":         {[]string{`package.json={"workspaces":["apps/*"]}`, `apps/api/package.json={"name":"@x/api","scripts":{"go":"node s.js"}}`}, "npm run go -w @x/api", "[apps/api] node s.js"},
		"yarn workspace":        {[]string{`package.json={"workspaces":{"packages":["apps/**"]}}`, `apps/b/api/package.json={"name":"api","scripts":{"start":"node s.js"}}`}, "yarn workspace api start", "[apps/b/api] node s.js"},
		"pnpm filter":           {[]string{`package.json={}`, "pnpm-workspace.yaml=packages: [apps/*]", `apps/web/package.json={"name":"web","scripts":{"dev":"node s.js"}}`}, "pnpm dev --filter=web", "[apps/web] node s.js"},
		"yarn without run":      {[]string{`package.json={"scripts":{"serve":"node s.js"}}`}, "yarn serve", "node s.js"},
		"yarn node":             {[]string{`package.json={}`}, "yarn node -r ts-node/register a.ts", "node -r ts-node/register a.ts"},
		"a tool of the lock":    {[]string{`package.json={"dependencies":{"next":"14"}}`, npm3}, "npx next start -p 3000", "node node_modules/next/dist/bin/next start -p 3000 (next)"},
		"an unknown tool":       {[]string{`package.json={"scripts":{"start":"odd --x"}}`, npm3}, "npm start", "node node_modules/odd-server/lib/odd.js --x (odd dev)"},
		"a tool of the rows":    {[]string{`package.json={"scripts":{"start":"next start"},"dependencies":{"next":"14"}}`}, "pnpm start", "node node_modules/next/dist/bin/next start (next)"},
		"a tool that moved":     {[]string{`package.json={"scripts":{"start":"serve -s build"},"dependencies":{"serve":"13"}}`}, "npm start", "node node_modules/.bin/serve -s build (serve)"},
		"a dev tool":            {[]string{`package.json={"scripts":{"start":"ts-node src/a.ts"},"devDependencies":{"ts-node":"10"}}`}, "npm start", "node node_modules/ts-node/dist/bin.js src/a.ts (ts-node dev)"},
		"node_modules/.bin":     {[]string{`package.json={"dependencies":{"next":"14"}}`, npm3}, "node_modules/.bin/next start", "node node_modules/next/dist/bin/next start (next)"},
		"a workspace's tool":    {[]string{`package.json={"workspaces":["web"]}`, npm3, `web/package.json={"name":"web","scripts":{"start":"next start"},"dependencies":{"next":"1"}}`}, "npm start -w web", "[web] node ../node_modules/next/dist/bin/next start (next)"},
		"a global tool":         {nil, "pm2-runtime app.js", "pm2-runtime app.js (pm2-runtime global)"},
		"a global path":         {nil, "/usr/local/bin/node app.js", "node app.js"},
		"nothing of node":       {nil, "./server --x", "./server --x"},
		"nor a known command":   {nil, "java -jar a.jar", "java -jar a.jar"},
		"two commands":          {[]string{`package.json={"scripts":{"start":"npm run migrate && node s.js"}}`}, "npm start", "chain"},
		"a build first":         {[]string{`package.json={"scripts":{"start":"npm run build && node s.js"}}`}, "npm start", "build npm run build; node s.js"},
		"a compiler first":      {[]string{`package.json={"scripts":{"start":"tsc && node build/s.js"}}`}, "npm start", "build npx tsc; node build/s.js"},
		"a pipe":                {[]string{`package.json={"scripts":{"start":"node s.js | bunyan"}}`}, "npm start", "shell"},
		"an unknown variable":   {[]string{`package.json={"scripts":{"start":"node $OPTS s.js"}}`}, "npm start", "shell"},
		"a hook that builds":    {[]string{`package.json={"scripts":{"start":"node s.js","prestart":"npm run build"}}`}, "npm start", "build npm run prestart; node s.js"},
		"a hook":                {[]string{`package.json={"scripts":{"start":"node s.js","prestart":"node migrate.js"}}`}, "npm start", `hook: "prestart" runs as well: node migrate.js`},
		"a script that is none": {[]string{`package.json={"scripts":{}}`}, "npm run serve", "missing"},
		"no package.json":       {nil, "npm start", "missing"},
		"a circle":              {[]string{`package.json={"scripts":{"start":"npm start"}}`}, "npm start", "unknown"},
		"a tool nobody has":     {[]string{`package.json={"scripts":{"start":"frobnicate"}}`}, "npm start", "unknown"},
		"a tool that builds":    {[]string{`package.json={"scripts":{"start":"tsc"},"devDependencies":{"typescript":"5"}}`}, "npm start", "build"},
		"pnpm hides its script": {[]string{`package.json={"packageManager":"pnpm@9","scripts":{"start":"serve ."},"dependencies":{"serve":"13"}}`}, "pnpm start", "unknown"},
		"npx with a version":    {nil, "npx serve@14 .", "unknown"},
		"yarn alone":            {nil, "yarn", "unknown"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			start, err := resolveNodeStart(nodeFiles(t, test.files...), ".", strings.Fields(test.argv), fixedEnv)
			got := ""
			if start != nil {
				got = describeStart(start)
			}
			var refused *nodeStartError
			if errors.As(err, &refused) {
				got = string(refused.Reason) + ": " + refused.Detail
				if strings.HasPrefix(got, test.want) {
					return
				}
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", test.argv, diff)
			}
		})
	}
}

func describeStart(s *nodeStart) string {
	var parts []string
	for _, b := range s.Build {
		parts = append(parts, "build", b+";")
	}
	for _, v := range s.Env {
		parts = append(parts, v.Name+"="+v.Value)
	}
	if s.Dir != "." {
		parts = append(parts, "["+s.Dir+"]")
	}
	parts = append(parts, s.Argv...)
	if s.Tool != nil {
		note := "(" + s.Tool.Command
		if s.Tool.Dev {
			note += " dev"
		}
		if s.Tool.Global {
			note += " global"
		}
		parts = append(parts, note+")")
	}
	return strings.Join(parts, " ")
}

func TestNodeStartEntry(t *testing.T) {
	tests := map[string]string{
		"node a.js b.js": "a.js",
		"node -r dotenv/config --import=./x.js .":    ". dotenv/config ./x.js",
		"node --max-old-space-size=200 dist":         "dist",
		"node --env-file .env a.js":                  "a.js",
		"node -- -odd.js":                            "-odd.js",
		"node -e 1":                                  "",
		"java a":                                     "",
		"node --require ts-node/register src/a.ts x": "src/a.ts ts-node/register",
	}
	for argv, want := range tests {
		script, preload := (&nodeStart{Argv: strings.Fields(argv)}).Entry()
		if got := strings.Join(append([]string{script}, preload...), " "); got != want {
			t.Errorf("%s: got %q, want %q", argv, got, want)
		}
	}
}

func TestNodeDevNeeds(t *testing.T) {
	pkg := `package.json={"dependencies":{"express":"4"},"devDependencies":{"typescript":"5","pino-pretty":"1","tslib":"2"},"scripts":{"start":"node dist/a.js"}}`
	plain := strings.Replace(pkg, `,"tslib":"2"`, "", 1)
	tests := map[string]struct {
		files []string
		argv  string
		want  string
	}{
		"only dependencies":      {[]string{plain, "src/a.ts=import e from 'express'"}, "npm start", ""},
		"a dev dependency":       {[]string{plain, "src/a.ts=import ts from 'typescript'"}, "npm start", "a.ts imports typescript, which is not among the dependencies"},
		"an undeclared package":  {[]string{plain, "src/a.ts=import ts from 'body-parser'"}, "npm start", "a.ts imports body-parser, which is not among the dependencies"},
		"a plugin by its name":   {[]string{plain, "src/a.ts=pino({ transport: { target: 'pino-pretty' } })"}, "npm start", "the sources name pino-pretty, a dev dependency"},
		"injected by a compiler": {[]string{pkg, "src/a.ts=1"}, "npm start", "compiled code may load tslib, a dev dependency"},
		"loaded first":           {[]string{plain, "a.js=1"}, "node -r typescript/x a.js", "typescript, which is loaded first, is a dev dependency"},
		"no sources":             {[]string{plain}, "npm start", "no source of the program is at hand"},
		"a dev tool":             {[]string{`package.json={"devDependencies":{"nodemon":"3"},"scripts":{"start":"nodemon a.js"}}`, "a.js=1"}, "npm start", "nodemon, which starts the program, is a dev dependency"},
		"only what is loaded":    {[]string{plain, "a.js=require('express')", "script.js=require('typescript')"}, "node a.js", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			files := nodeFiles(t, test.files...)
			p, err := project.ReadNodePackage(files, ".")
			if err != nil {
				t.Fatal(err)
			}
			start, err := resolveNodeStart(files, ".", strings.Fields(test.argv), nil)
			if err != nil {
				t.Fatal(err)
			}
			got := nodeDevNeeds(p, start, nodeProgramSources(files, start))
			if got.Reason != test.want || got.Unneeded != (test.want == "") {
				t.Errorf("got %+v, want %q", got, test.want)
			}
		})
	}
}
