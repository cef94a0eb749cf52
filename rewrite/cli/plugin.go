package cli

import (
	"context"
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
)

// Docker runs a file docker-NAME in its folder of plugins as "docker NAME": once with
// this argument, to learn about it, and then with its own command line.
// https://github.com/docker/cli/blob/v28.2.2/cli-plugins/metadata/metadata.go
const (
	pluginFile            = "docker-dfmigrate"
	pluginMetadataRequest = "docker-cli-plugin-metadata"
)

// pluginMetadata tells Docker what the plugin is.
func (c *Command) pluginMetadata(context.Context, []string) error {
	return json.NewEncoder(c.Stdout).Encode(struct {
		SchemaVersion    string
		Vendor           string
		Version          string
		ShortDescription string
		URL              string
	}{"0.1.0", "The dfmigrate authors", version(), "Move Dockerfiles to Distroless or Alpine images with a non-root user", homepage})
}

// withoutDocker returns the arguments as if dfmigrate had been called by its own name.
// A plugin is given all that follows "docker": "--debug dfmigrate --to alpine",
// "help dfmigrate", and "__complete dfmigrate --to al" to learn what completes a word.
func withoutDocker(args []string) []string {
	if strings.TrimSuffix(filepath.Base(args[0]), ".exe") != pluginFile || len(args) < 2 {
		return args
	}
	name, asks := 1, args[:1]
	switch args[1] {
	case completeRequest, completeRequestNoDesc:
		name, asks = 2, args[:2]
	case "help":
		name, asks = 2, []string{args[0], "--help"}
	}
	for name < len(args) && strings.HasPrefix(args[name], "-") {
		if slices.Contains(dockerFlagsWithValue, args[name]) {
			name++
		}
		name++
	}
	if name >= len(args) || args[name] != "dfmigrate" { // somebody called the file itself
		return args
	}
	return slices.Concat(asks, args[name+1:])
}

// dockerFlagsWithValue are the global flags of docker that take the next argument.
var dockerFlagsWithValue = []string{
	"--config", "--context", "-c", "--host", "-H", "--log-level", "-l", "--tlscacert", "--tlscert", "--tlskey",
}
