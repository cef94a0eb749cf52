package bulk

import (
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// UnknownBase is an image that Dockerfiles build on and nothing is known of.
type UnknownBase struct {
	Name string
	// Files is how many Dockerfiles build on it.
	Files int
	// Public is the public image of the same name; "" when there is none.
	Public string
	// Mirror is the prefix of Name, if it reads like one of Docker's official images
	// below another registry.
	Mirror string
}

// UnknownBases reads the Dockerfiles among inputs, and tells what they build on that
// nothing is known of, the most used first. What can't be read is passed over.
func UnknownBases(inputs []Input) []UnknownBase {
	var found []*UnknownBase
	by := map[string]*UnknownBase{}
	for _, in := range inputs {
		for _, ref := range unknownIn(in) {
			if by[ref.Name] == nil {
				by[ref.Name] = newUnknownBase(ref)
				found = append(found, by[ref.Name])
			}
			by[ref.Name].Files++
		}
	}
	slices.SortStableFunc(found, func(a, b *UnknownBase) int { return b.Files - a.Files })
	var out []UnknownBase
	for _, each := range found {
		out = append(out, *each)
	}
	return out
}

// unknownIn lists the images of a file, each name once, that nothing is known of.
func unknownIn(in Input) []dockerfile.ImageRef {
	if in.Err != nil || in.Path == Stdin {
		return nil
	}
	content, err := ReadFile(in.Path)
	if err != nil {
		return nil
	}
	d, err := dockerfile.Parse(source.NewFile(in.Path, content), nil)
	if err != nil {
		return nil
	}
	var catalog *base.Catalog
	var refs []dockerfile.ImageRef
	for _, stage := range d.Stages {
		ref := stage.Base
		if stage.Parent != nil || ref.Name == "" {
			continue
		}
		seen := slices.ContainsFunc(refs, func(r dockerfile.ImageRef) bool { return r.Name == ref.Name })
		if _, known := catalog.Resolve(ref); !known && !seen {
			refs = append(refs, ref)
		}
	}
	return refs
}

func newUnknownBase(ref dockerfile.ImageRef) *UnknownBase {
	u := &UnknownBase{Name: ref.Name}
	prefix, name, mirrored := strings.Cut(ref.Name, "/library/")
	if !mirrored {
		name = path.Base(ref.Name)
	}
	var catalog *base.Catalog
	public := ref
	public.Name, public.Domain = name, "docker.io"
	if _, known := catalog.Resolve(public); known && name != ref.Name {
		u.Public = name
		if mirrored {
			u.Mirror = prefix
		}
	}
	return u
}
