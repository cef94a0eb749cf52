package shell

import lru "github.com/hashicorp/golang-lru/v2"

// Memory parses like Parse, and remembers the texts that came last: files of a monorepo
// have many in common. It is safe for concurrent use; nil remembers none.
type Memory struct{ parsed *lru.Cache[string, outcome] }

// outcome is what parsing a text came to.
type outcome struct {
	script *Script
	err    error
}

// remembered is the number of texts that a Memory holds, and longest the bytes of the
// longest of them: the tree of a text takes some fifty times its size.
const remembered, longest = 512, 8 << 10

// NewMemory makes an empty Memory.
func NewMemory() *Memory {
	parsed, err := lru.New[string, outcome](remembered)
	if err != nil {
		panic(err) // of a size below 1
	}
	return &Memory{parsed}
}

// Parse is the function of that name. Nobody may change the script.
func (m *Memory) Parse(text string) (*Script, error) {
	if m == nil || len(text) > longest {
		return Parse(text)
	}
	if o, ok := m.parsed.Get(text); ok {
		return o.script, o.err
	}
	script, err := Parse(text)
	m.parsed.Add(text, outcome{script, err})
	return script, err
}
