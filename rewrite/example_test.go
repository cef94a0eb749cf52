package rewrite_test

import (
	"context"
	"fmt"
	"testing/fstest"

	"github.com/dfmigrate/dfmigrate/rewrite"
	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// A Dockerfile can be migrated from its bytes alone. What depends on its build context
// is then unknown, and may be why it is refused.
func ExampleMigrate() {
	f := source.NewFile("Dockerfile", []byte(`FROM golang:1.24 AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /shop .

FROM debian:bookworm
COPY --from=build /shop /shop
CMD /shop
`))
	res := rewrite.Migrate(context.Background(), f, project.None(), rewrite.Options{Target: "distroless"})
	fmt.Println(res.Status)
	fmt.Print(string(res.After))
	// Output:
	// migrated
	// FROM golang:1.24 AS build
	// WORKDIR /src
	// COPY . .
	// RUN CGO_ENABLED=0 go build -o /shop .
	//
	// FROM gcr.io/distroless/static-debian13:nonroot
	// WORKDIR /
	// COPY --from=build /shop /shop
	// USER 65532:65532
	// CMD ["/shop"]
}

// The build context is an fs.FS: a folder, an archive, a tree of a repository. With it
// "npm start" is followed through package.json to the program that it starts.
func ExampleMigrate_buildContext() {
	build, err := project.New(fstest.MapFS{
		"package.json": {Data: []byte(`{"name": "shop", "scripts": {"start": "node server.js"}}`)},
		"server.js":    {Data: []byte("require('node:http').createServer().listen(8080)\n")},
	}, "Dockerfile")
	if err != nil {
		fmt.Println(err)
		return
	}
	f := source.NewFile("Dockerfile", []byte("FROM node:22\nWORKDIR /app\nCOPY . .\nEXPOSE 8080\nCMD npm start\n"))
	res := rewrite.Migrate(context.Background(), f, build, rewrite.Options{Target: "distroless"})
	fmt.Println(res.Status, res.Toolchain, "on", res.BaseAfter)
	fmt.Print(string(res.After))
	// Output:
	// migrated node on gcr.io/distroless/nodejs22-debian13:nonroot
	// # tini passes signals on to the program, and reaps the processes that it leaves behind.
	// FROM debian:trixie-slim AS init
	// RUN apt-get update && apt-get install -y --no-install-recommends tini \
	//     && mkdir -p /init/usr/bin /init/var/lib/dpkg/status.d \
	//     && cp /usr/bin/tini-static /init/usr/bin/ \
	//     && dpkg-query -s tini >/init/var/lib/dpkg/status.d/tini
	//
	// FROM gcr.io/distroless/nodejs22-debian13:nonroot
	// COPY --from=init /init/ /
	// WORKDIR /app
	// COPY . .
	// EXPOSE 8080
	// USER 65532:65532
	// # package.json: "start": node server.js
	// ENTRYPOINT ["/usr/bin/tini-static", "--"]
	// CMD ["/nodejs/bin/node", "server.js"]
}

// A file that can't be migrated without a guess is refused, and its blockers say why.
func ExampleMigrate_refused() {
	f := source.NewFile("Dockerfile", []byte("FROM registry.example.com/team/base:1\nCOPY app /app\nCMD [\"/app\"]\n"))
	res := rewrite.Migrate(context.Background(), f, project.None(), rewrite.Options{Target: "alpine"})
	fmt.Println(res.Status)
	for _, x := range res.Findings {
		if x.Severity == finding.Blocker {
			fmt.Printf("line %d: %s [%s]\n", f.Position(x.Span.Start).Line, x.Message, x.ID)
		}
	}
	// Output:
	// refused
	// line 1: nothing is known of registry.example.com/team/base:1: what it holds and sets can't be carried over [unknown-base]
}

// Who needs the stages of a file before migrating it, to find its build context, say,
// parses it once.
func ExampleMigrateParsed() {
	opts := rewrite.Options{Target: "distroless", BuildArgs: map[string]string{"GO": "1.24"}}
	f := source.NewFile("Dockerfile", []byte("ARG GO\nFROM golang:${GO}\nRUN CGO_ENABLED=0 go install example.com/tool@v1.2.3\nCMD [\"tool\"]\n"))
	d, err := dockerfile.Parse(f, opts.BuildArgs)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("from", d.Stages[0].Base)
	res := rewrite.MigrateParsed(context.Background(), d, project.None(), opts)
	fmt.Println(res.Status, "to", res.BaseAfter)
	// Output:
	// from golang:1.24
	// migrated to gcr.io/distroless/static-debian13:nonroot
}
