package project

import (
	"debug/elf"
	"io"
	"strings"
)

// ELF is what a program's file says of what it loads.
type ELF struct {
	// Interpreter is the loader that the kernel starts for it, "" for a static program.
	Interpreter string
	// Needed are the names of the shared libraries that it links.
	Needed []string
}

// ReadELF reads the header of a program for Linux in the context; false when the file
// is none.
func (c *Context) ReadELF(p string) (*ELF, bool) {
	if !c.Known() || !c.Exists(p) {
		return nil, false
	}
	f, err := c.fsys.Open(clean(p))
	if err != nil {
		return nil, false
	}
	defer f.Close()
	r, ok := f.(io.ReaderAt)
	if !ok {
		return nil, false
	}
	file, err := elf.NewFile(r)
	if err != nil {
		return nil, false
	}
	defer file.Close()
	found := &ELF{}
	for _, prog := range file.Progs {
		if prog.Type != elf.PT_INTERP || prog.Filesz > 4096 {
			continue
		}
		name, err := io.ReadAll(prog.Open())
		if err != nil {
			return nil, false
		}
		found.Interpreter = strings.TrimRight(string(name), "\x00")
	}
	found.Needed, _ = file.ImportedLibraries()
	return found, true
}
