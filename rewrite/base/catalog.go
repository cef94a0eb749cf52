package base

import (
	"fmt"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
)

// Catalog is the knowledge of base images that a migration works with: the embedded
// rows, images of the user's own, the registries that images come from, and the final
// that was asked for. The nil Catalog knows the rows alone. A Catalog does not change,
// but for what it remembers of images that it was asked for, and many migrations may use
// it at once.
type Catalog struct {
	own     []ownRule
	mirrors []mirrorRule
	final   *Final // the one final to end in; nil for any that fits
	// seen is what the rows say of images that were asked for; nil remembers none.
	seen *seen
}

// NewCatalog adds images of the user's own, of which the first that matches counts,
// and mirrors, of which the longest prefix counts, to the rows.
func NewCatalog(own []Own, through []Mirror) (*Catalog, error) {
	c := &Catalog{seen: &seen{}}
	for i, m := range through {
		rule, err := m.rule()
		if err != nil {
			return nil, fmt.Errorf("mirror %d: %w", i+1, err)
		}
		c.mirrors = append(c.mirrors, rule)
	}
	for i, o := range own {
		rule, err := o.rule(c)
		if err != nil {
			return nil, fmt.Errorf("base %d, %q: %w", i+1, o.Image, err)
		}
		c.own = append(c.own, rule)
	}
	return c, nil
}

// Resolve tells what is known of an image. It is false where nothing is: an image of
// someone's own that was not described, or a reference with a variable that has no value.
func (c *Catalog) Resolve(ref dockerfile.ImageRef) (Image, bool) {
	if len(ref.Unresolved) > 0 || ref.Name == "" {
		return Image{}, false
	}
	if c != nil {
		for _, o := range c.own {
			if o.matches(ref) {
				return o.describe(c, ref)
			}
		}
	}
	img, ok := c.resolve(ref)
	img.catalog = c
	return img, ok
}

// ResolveText is Resolve for a reference in text.
func (c *Catalog) ResolveText(text string) (Image, bool) {
	ref, ok := c.reference(text)
	if !ok {
		return Image{}, false
	}
	return c.Resolve(ref)
}

// SystemImage is the plain image of a release of Debian or Ubuntu, to install packages in.
func (c *Catalog) SystemImage(suite string) string {
	r, _ := releases().lookup(suite)
	text := systems().Images[r.System]
	return c.Mirrored(strings.NewReplacer("{suite}", suite, "{version}", r.Version).Replace(text))
}

// offer gives a final of the rows the name by which Dockerfiles refer to it here.
func (c *Catalog) offer(f Final) Final {
	f.Image = c.Mirrored(f.Image)
	return f
}
