package project

import (
	"io/fs"
	"path"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// RustConfig is what cargo's configuration files say of a build.
type RustConfig struct {
	// Target is the platform that is built for, "" for the machine's own.
	Target string
	// TargetDir is where the build puts what it makes, "" for target/.
	TargetDir string
	// Flags are the compiler's, for all platforms and by platform.
	Flags       []string
	TargetFlags map[string][]string
}

// cargoConfig is the part of a .cargo/config.toml that is read.
type cargoConfig struct {
	Build struct {
		Target    any    `toml:"target"`
		TargetDir string `toml:"target-dir"`
		Rustflags any    `toml:"rustflags"`
	} `toml:"build"`
	Target map[string]struct {
		Rustflags any `toml:"rustflags"`
	} `toml:"target"`
}

// ReadRustConfig reads the configuration that cargo finds from dir upwards; the
// nearest file wins.
func ReadRustConfig(files fs.FS, dir string) RustConfig {
	c := RustConfig{TargetFlags: map[string][]string{}}
	for at := dir; ; at = path.Dir(at) {
		for _, name := range []string{".cargo/config", ".cargo/config.toml"} {
			b, err := fs.ReadFile(files, path.Join(at, name))
			if err != nil {
				continue
			}
			var file cargoConfig
			if toml.Unmarshal(b, &file) == nil {
				c.add(file)
			}
			break
		}
		if at == "." {
			return c
		}
	}
}

func (c *RustConfig) add(file cargoConfig) {
	if target, ok := file.Build.Target.(string); ok && c.Target == "" {
		c.Target = target
	}
	if c.TargetDir == "" {
		c.TargetDir = file.Build.TargetDir
	}
	c.Flags = append(c.Flags, flagWords(file.Build.Rustflags)...)
	for name, t := range file.Target {
		c.TargetFlags[name] = append(c.TargetFlags[name], flagWords(t.Rustflags)...)
	}
}

// flagWords are flags written as a list or as one string.
func flagWords(v any) []string {
	switch v := v.(type) {
	case string:
		return strings.Fields(v)
	case []any:
		var words []string
		for _, w := range v {
			if s, ok := w.(string); ok {
				words = append(words, strings.Fields(s)...)
			}
		}
		return words
	}
	return nil
}
