package toolchain

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// nodeAnswer asks the toolchain about the last stage of an archive's Dockerfile and
// describes the answer, a fact a line; "no match" when the process is not Node's.
func nodeAnswer(t *testing.T, target base.Target, archive string) string {
	t.Helper()
	a := txtar.Parse([]byte("-- Dockerfile --\n" + archive))
	files := fstest.MapFS{}
	for _, f := range a.Files {
		files[f.Name] = &fstest.MapFile{Data: f.Data}
	}
	ctx, err := project.New(files, "Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	d, err := dockerfile.Parse(source.NewFile("Dockerfile", a.Files[0].Data), nil)
	if err != nil {
		t.Fatal(err)
	}
	in := &image.Interpreter{Dockerfile: d, Context: ctx, Effects: []image.Effect{node{}.Effect}}
	img := in.Stage(d.Stages[len(d.Stages)-1])
	proc := img.Process()
	match := node{}.Match(img, proc)
	if match == nil {
		return "no match"
	}
	rt, findings := node{}.Runtime(Request{Dockerfile: d, Image: img, Process: proc, Match: match, Target: target, User: "65532:65532"})
	return describeNode(d, rt, findings)
}

func describeNode(d *dockerfile.Dockerfile, rt *Runtime, findings []finding.Finding) string {
	var out []string
	say := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	if rt != nil {
		say("final %s", rt.Final.Image)
		if rt.Entrypoint != nil {
			say("entrypoint %s", strings.Join(rt.Entrypoint, " "))
		}
		if rt.Cmd != nil {
			say("cmd %s", strings.Join(rt.Cmd, " "))
		}
		for _, e := range rt.Env {
			say("env %s=%s", e.Name, e.Value)
		}
		for _, c := range rt.Copies {
			say("copy %s", strings.TrimSpace(c.From+" "+c.Source))
		}
		for _, w := range rt.Writes {
			say("writes %s", w)
		}
		for _, st := range d.Stages {
			c := rt.Changes[st]
			if c == nil {
				continue
			}
			if c.Base != "" {
				say("stage %d FROM %s", st.Index, c.Base)
			}
			for _, line := range slices.Concat(c.First, c.Last) {
				if !strings.HasPrefix(line, "#") {
					say("stage %d %s", st.Index, line)
				}
			}
			for _, e := range c.Edits {
				say("stage %d %s -> %s", st.Index, d.File.Text(e.Span), e.New)
			}
		}
	}
	for _, f := range findings {
		if f.Severity != finding.Note {
			say("%s %s", f.Severity, f.ID)
		}
	}
	return strings.Join(out, "\n")
}

const expressPackage = `-- package.json --
{"name":"app","version":"1.2.3","scripts":{"start":"NODE_ENV=production node dist/main"},"dependencies":{"express":"4"},"devDependencies":{"typescript":"5"}}
-- package-lock.json --
{"lockfileVersion":3,"packages":{"node_modules/express":{"version":"4.0.0"},"node_modules/typescript":{"version":"5.0.0","dev":true}}}
-- src/main.ts --
import express from "express";
process.on("SIGTERM", () => process.exit());
`

const bcryptPackage = `-- package.json --
{"name":"app","dependencies":{"bcrypt":"6","node-rdkafka":"3"}}
-- main.js --
require("bcrypt")
`

func TestNodeRuntime(t *testing.T) {
	tests := map[string]struct {
		target  base.Target
		archive string
		want    string
	}{
		"npm start becomes node": {base.Distroless,
			"FROM node:22-slim\nWORKDIR /app\nCOPY . .\nRUN npm ci && npm run build\nCMD npm start\n" + expressPackage,
			"final gcr.io/distroless/nodejs22-debian13:nonroot\ncmd dist/main\nenv NODE_ENV=production\nstage 0 RUN npm prune --omit=dev"},
		"npm start stays on Alpine": {base.Alpine,
			"FROM node:22-slim\nWORKDIR /app\nCOPY . .\nRUN npm ci && npm run build\nCMD npm start\n" + expressPackage,
			"final node:22-alpine3.24\nstage 0 RUN npm prune --omit=dev"},
		"an old npm prunes otherwise": {base.Distroless,
			"FROM node:14\nWORKDIR /app\nCOPY . .\nRUN npm ci --legacy-peer-deps\nCMD npm start\n" + expressPackage,
			"final gcr.io/distroless/cc-debian13:nonroot\ncmd node dist/main\nenv NODE_ENV=production\ncopy /usr/local/bin/node\nstage 0 RUN npm prune --production --legacy-peer-deps"},
		"a production install needs no prune": {base.Distroless,
			"FROM node:24\nENV NODE_ENV=production\nWORKDIR /app\nCOPY . .\nRUN npm ci\nCMD [\"node\", \"dist/main\"]\n" + expressPackage,
			"final gcr.io/distroless/nodejs24-debian13:nonroot\ncmd dist/main"},
		"ENTRYPOINT stays ENTRYPOINT": {base.Distroless,
			"FROM node:24\nCOPY main.js /\nENTRYPOINT [\"node\", \"/main.js\"]\nCMD [\"--port\", \"1\"]\n-- main.js --\n",
			"final gcr.io/distroless/nodejs24-debian13:nonroot\nentrypoint /nodejs/bin/node /main.js\ncmd --port 1"},
		"the official entrypoint puts node first": {base.Distroless,
			"FROM node:24\nWORKDIR /app\nCOPY main.js .\nCMD [\"main.js\"]\n-- main.js --\n",
			"final gcr.io/distroless/nodejs24-debian13:nonroot\ncmd main.js"},
		"an executable script": {base.Distroless,
			"FROM node:24\nWORKDIR /app\nCOPY . .\nCMD [\"./bin/www\"]\n-- bin/www --\n#!/usr/bin/env node\n",
			"final gcr.io/distroless/nodejs24-debian13:nonroot\ncmd ./bin/www"},
		"an executable script of a shell": {base.Distroless,
			"FROM debian:bookworm\nWORKDIR /app\nCOPY . .\nCMD [\"./run\"]\n-- run --\n#!/usr/bin/perl\n",
			"no match"},
		"a version that is carried over": {base.Distroless,
			"FROM node:20 AS build\nWORKDIR /app\nCOPY . .\nRUN npm ci --omit=dev\nFROM node:20-slim\nWORKDIR /app\nCOPY --from=build /app ./\nCMD [\"node\", \"dist/main\"]\n" + expressPackage,
			"final gcr.io/distroless/cc-debian13:nonroot\ncopy build /usr/local/bin/node"},
		"carried over from an Alpine product": {base.Distroless,
			"FROM node:20-alpine\nWORKDIR /app\nCOPY . .\nRUN npm ci --omit=dev\nCMD [\"node\", \"dist/main\"]\n" + expressPackage,
			"final gcr.io/distroless/cc-debian13:nonroot\ncopy node:20-bookworm-slim /usr/local/bin/node"},
		"carried over with machine code": {base.Distroless,
			"FROM node:20-alpine\nRUN apk add --no-cache g++ make python3 libc6-compat\nWORKDIR /app\nCOPY . .\nRUN npm i\nCMD [\"node\", \"main.js\"]\n" + bcryptPackage,
			"final gcr.io/distroless/cc-debian13:nonroot\ncopy /usr/local/bin/node\nstage 0 FROM node:20-bookworm-slim\n" +
				"stage 0 apk add --no-cache g++ make python3 libc6-compat -> apt-get update && apt-get install -y --no-install-recommends g++ make python3 && rm -rf /var/lib/apt/lists/*"},
		"the lock file and the sources of another stage": {base.Distroless,
			"FROM node:22-alpine AS build\nWORKDIR /src\nCOPY . .\nRUN npm ci && npm run build\nFROM node:22-alpine\nWORKDIR /app\nCOPY --from=build /src/node_modules node_modules\nCOPY --from=build /src/dist dist\nCMD [\"node\", \"dist/main\"]\n" + expressPackage,
			"final gcr.io/distroless/nodejs22-debian13:nonroot\ncmd dist/main\nstage 0 RUN npm prune --omit=dev"},
		"pure packages are good on any libc": {base.Distroless,
			"FROM node:22-alpine\nWORKDIR /app\nCOPY . .\nRUN npm ci --omit=dev\nCMD [\"node\", \"dist/main\"]\n" + expressPackage,
			"final gcr.io/distroless/nodejs22-debian13:nonroot\ncmd dist/main"},
		"machine code is not": {base.Distroless,
			"FROM node:22-alpine\nWORKDIR /app\nCOPY . .\nRUN npm i\nCMD [\"node\", \"main.js\"]\n" + bcryptPackage,
			"final gcr.io/distroless/nodejs22-debian13:nonroot\ncmd main.js\nstage 0 FROM node:22-bookworm-slim\n" +
				"stage 0 RUN apt-get update && apt-get install -y --no-install-recommends g++ libsasl2-dev libssl-dev make python3 && rm -rf /var/lib/apt/lists/*"},
		"machine code for musl": {base.Alpine,
			"FROM node:22\nRUN apt-get update \\\n && apt-get install -y g++ libkrb5-dev \\\n && rm -rf /var/lib/apt/lists/*\nWORKDIR /app\nCOPY . .\nRUN npm i\nCMD [\"node\", \"main.js\"]\n" + bcryptPackage,
			"final node:22-alpine3.24\nstage 0 FROM node:22-alpine3.24\n" +
				"stage 0 apt-get update \\\n && apt-get install -y g++ libkrb5-dev \\\n && rm -rf /var/lib/apt/lists/* -> apk add --no-cache g++ musl-dev krb5-dev"},
		"nothing for musl": {base.Alpine,
			"FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm i\nCMD [\"node\", \"main.js\"]\n-- package.json --\n{\"dependencies\":{\"onnxruntime-node\":\"1\"}}\n-- main.js --\nrequire(\"onnxruntime-node\")\n",
			"final node:22-alpine3.24\nstage 0 FROM node:22-alpine3.24\nblocker node-native-unavailable"},
		"a library that the base has not": {base.Distroless,
			"FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm i\nCMD [\"node\", \"main.js\"]\n-- package.json --\n{\"dependencies\":{\"pg-native\":\"3\"}}\n-- main.js --\nrequire(\"pg-native\")\n",
			"final gcr.io/distroless/nodejs22-debian13:nonroot\ncmd main.js\ncopy libraries /libraries"},
		"a chain": {base.Distroless,
			"FROM node:22\nWORKDIR /app\nCOPY . .\nCMD [\"npm\", \"start\"]\n-- package.json --\n{\"scripts\":{\"start\":\"npm run migrate && node a.js\"}}\n",
			"blocker node-start-script"},
		"a chain on Alpine": {base.Alpine,
			"FROM node:22\nWORKDIR /app\nCOPY . .\nCMD [\"npm\", \"start\"]\n-- package.json --\n{\"scripts\":{\"start\":\"npm run migrate && node a.js\"}}\n",
			"final node:22-alpine3.24"},
		"pnpm is not in the Alpine image": {base.Alpine,
			"FROM node:22\nRUN npm i -g pnpm\nWORKDIR /app\nCOPY . .\nCMD [\"pnpm\", \"start\"]\n-- package.json --\n{\"scripts\":{\"start\":\"node a.js\"}}\n-- a.js --\nprocess.on('SIGTERM', f)\n",
			"final node:22-alpine3.24\ncmd node a.js"},
		"a tool that was installed globally": {base.Distroless,
			"FROM node:22\nRUN npm install -g pm2\nWORKDIR /app\nCOPY a.js .\nCMD [\"pm2-runtime\", \"a.js\"]\n-- a.js --\n",
			"final gcr.io/distroless/nodejs22-debian13:nonroot\ncmd /usr/local/lib/node_modules/pm2/bin/pm2-runtime a.js\nenv PATH=/nodejs/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\ncopy /usr/local/lib/node_modules/pm2"},
		"a tool that npx would fetch": {base.Distroless,
			"FROM node:22\nWORKDIR /app\nCOPY a.js .\nCMD [\"npx\", \"serve\", \".\"]\n-- a.js --\n",
			"final gcr.io/distroless/nodejs22-debian13:nonroot\nblocker node-start-script"},
		"what the sources need": {base.Distroless,
			"FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci\nCMD [\"npm\", \"start\"]\n-- package.json --\n{\"version\":\"7.0.0\",\"scripts\":{\"start\":\"node a.js\"}}\n-- a.js --\n" +
				"const cp = require('child_process');\ncp.exec('ls');\ncp.spawn('node', ['b.js']);\ncp.spawn('dot');\nrequire('fs').mkdirSync('uploads');\nconsole.log(process.env.npm_package_version, process.env.npm_config_x);\n",
			"final gcr.io/distroless/nodejs22-debian13:nonroot\ncmd a.js\nenv PATH=/nodejs/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\nenv npm_package_version=7.0.0\nwrites /app/uploads\n" +
				"blocker node-shell\nreview node-program\nreview node-npm-environment\nreview node-npm-environment"},
		"a development server": {base.Distroless,
			"FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci\nCMD [\"npm\", \"run\", \"dev\"]\n-- package.json --\n{\"scripts\":{\"dev\":\"vite --host\"},\"devDependencies\":{\"vite\":\"5\"}}\n",
			"final gcr.io/distroless/nodejs22-debian13:nonroot\ncmd node_modules/vite/bin/vite.js --host\nwrites /app/node_modules/.vite-temp\nwrites /app/node_modules/.vite\nreview node-dev-server"},
		"an unknown version": {base.Distroless,
			"FROM debian:sid\nRUN apt-get update && apt-get install -y nodejs\nCOPY a.js /\nCMD [\"node\", \"/a.js\"]\n-- a.js --\n",
			"blocker node-version"},
		"a moving tag": {base.Distroless,
			"FROM node:lts\nCOPY a.js /\nCMD [\"node\", \"/a.js\"]\n-- a.js --\n",
			"final gcr.io/distroless/nodejs24-debian13:nonroot\ncmd /a.js\nreview node-version-moves"},
		"another language's process": {base.Distroless, "FROM node:22\nCMD [\"./server\"]\n", "no match"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, nodeAnswer(t, test.target, test.archive)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
