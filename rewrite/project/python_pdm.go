package project

import (
	"fmt"

	"github.com/google/shlex"
	"github.com/pelletier/go-toml/v2"
)

// PDMScript is one entry of [tool.pdm.scripts].
type PDMScript struct {
	// Argv is the command that it runs.
	Argv []string
	// Why says what it does beside, "" when it is one command.
	Why string
}

// ReadPDMScripts reads the scripts of a pyproject.toml.
func ReadPDMScripts(text []byte) (map[string]PDMScript, error) {
	var doc struct {
		Tool struct {
			PDM struct {
				Scripts map[string]any `toml:"scripts"`
			} `toml:"pdm"`
		} `toml:"tool"`
	}
	if err := toml.Unmarshal(text, &doc); err != nil {
		return nil, fmt.Errorf("pyproject.toml: %w", err)
	}
	out := map[string]PDMScript{}
	shared, _ := doc.Tool.PDM.Scripts["_"].(map[string]any)
	for name, entry := range doc.Tool.PDM.Scripts {
		s := pdmScript(entry)
		if s.Why == "" && len(shared) > 0 {
			s.Why = "has settings that all scripts share"
		}
		for _, hook := range []string{"pre_" + name, "post_" + name} {
			if _, ok := doc.Tool.PDM.Scripts[hook]; ok && s.Why == "" {
				s.Why = "runs " + hook + " as well"
			}
		}
		out[name] = s
	}
	return out, nil
}

func pdmScript(entry any) PDMScript {
	table, ok := entry.(map[string]any)
	if !ok {
		return pdmCommand(entry)
	}
	for key := range table {
		if key != "cmd" && key != "help" {
			return PDMScript{Why: fmt.Sprintf("has a %s", key)}
		}
	}
	return pdmCommand(table["cmd"])
}

func pdmCommand(cmd any) PDMScript {
	switch cmd := cmd.(type) {
	case string:
		argv, err := shlex.Split(cmd)
		if err == nil && len(argv) > 0 {
			return PDMScript{Argv: argv}
		}
	case []any:
		var argv []string
		for _, word := range cmd {
			text, ok := word.(string)
			if !ok {
				return PDMScript{Why: "is no command"}
			}
			argv = append(argv, text)
		}
		if len(argv) > 0 {
			return PDMScript{Argv: argv}
		}
	}
	return PDMScript{Why: "is no command"}
}
