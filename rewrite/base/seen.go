package base

import (
	"slices"
	"sync"

	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
)

// seen remembers what the rows say of images: a monorepo builds on few, again and again.
// It is safe for concurrent use.
type seen struct {
	images sync.Map // by seenKey, each a *Image, nil for an unknown one
	texts  sync.Map // references by their text, each a *dockerfile.ImageRef, nil for no reference
}

// seenKey is all of a reference that the rows are asked for.
type seenKey struct {
	name, tag string
	digest    bool
}

// resolve is the function of that name for an image as it is called here, remembered.
func (c *Catalog) resolve(ref dockerfile.ImageRef) (Image, bool) {
	if c == nil || c.seen == nil {
		return resolve(ref, c.public(ref.Name))
	}
	key := seenKey{ref.Name, ref.Tag, ref.Digest != ""}
	if found, ok := c.seen.images.Load(key); ok {
		img := found.(*Image)
		if img == nil {
			return Image{}, false
		}
		copied := *img
		copied.Ref = ref
		return copied, true
	}
	img, ok := resolve(ref, c.public(ref.Name))
	if !ok {
		c.seen.images.Store(key, (*Image)(nil))
		return Image{}, false
	}
	img.clip()
	c.seen.images.Store(key, &img)
	return img, true
}

// reference is what a text refers to, remembered.
func (c *Catalog) reference(text string) (dockerfile.ImageRef, bool) {
	if c == nil || c.seen == nil {
		ref, err := dockerfile.ParseImageRef(text)
		return ref, err == nil
	}
	found, ok := c.seen.texts.Load(text)
	if !ok {
		found = (*dockerfile.ImageRef)(nil)
		if ref, err := dockerfile.ParseImageRef(text); err == nil {
			found = &ref
		}
		c.seen.texts.Store(text, found)
	}
	ref := found.(*dockerfile.ImageRef)
	if ref == nil {
		return dockerfile.ImageRef{}, false
	}
	return *ref, true
}

// clip makes whoever adds to a list of the image get a list of their own.
func (i *Image) clip() {
	i.Entrypoint, i.Cmd, i.Instructions = slices.Clip(i.Entrypoint), slices.Clip(i.Cmd), slices.Clip(i.Instructions)
	i.Env, i.Path = slices.Clip(i.Env), slices.Clip(i.Path)
	i.Packages, i.Users = slices.Clip(i.Packages), slices.Clip(i.Users)
}
