package project

// Remembering is a file system that keeps what was made of files for as long as a migration
// looks at them: a manifest is asked for by each command that builds, in the file as it
// was and in the one that came of it.
type Remembering interface {
	// Remember returns what read made for an equal key before, or makes it now. Nobody
	// may change it.
	Remember(key any, read func() any) any
}

// Remember implements Remembering.
func (c *Context) Remember(key any, read func() any) any {
	if r, ok := c.fsys.(Remembering); ok {
		return r.Remember(key, read)
	}
	if made, ok := c.made.Load(key); ok {
		return made
	}
	made, _ := c.made.LoadOrStore(key, read())
	return made
}

// textOf is the key of what is made of a text alone, by its kind.
type textOf struct{ kind, text string }

// remember returns what read makes of a text, made once for all of fsys where that
// remembers.
func remember[T any](fsys any, kind string, text []byte, read func() T) T {
	r, ok := fsys.(Remembering)
	if !ok {
		return read()
	}
	return r.Remember(textOf{kind, string(text)}, func() any { return read() }).(T)
}
