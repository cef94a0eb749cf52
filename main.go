// Command dfmigrate rewrites Dockerfiles into multi-stage builds that end in a
// Distroless or Alpine image with a non-root user.
package main

import (
	"os"

	"github.com/dfmigrate/dfmigrate/rewrite/cli"
)

func main() { os.Exit(cli.Main()) }
