package base

import (
	"errors"
	"fmt"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
)

// Mirror is a registry, or a part of one, that has the images of another under a prefix.
// An image below To is known as the one below From, and every image that is written
// into a Dockerfile comes from To.
type Mirror struct {
	// From is a registry (docker.io, gcr.io) or a part of one (gcr.io/distroless).
	// Docker's official images are below docker.io/library.
	From string `yaml:"from"`
	// To is what stands in place of From: registry.corp/mirror gives
	// registry.corp/mirror/library/python for python.
	To string `yaml:"to"`
}

// mirrorRule is a Mirror with both prefixes in their full form and a slash at the end.
type mirrorRule struct{ from, to string }

func (m Mirror) rule() (mirrorRule, error) {
	for _, part := range []struct{ key, text string }{{"from", m.From}, {"to", m.To}} {
		registry, _, _ := strings.Cut(part.text, "/")
		switch {
		case part.text == "":
			return mirrorRule{}, fmt.Errorf("%s is empty", part.key)
		case strings.Contains(part.text, "://"):
			return mirrorRule{}, fmt.Errorf("%s: %s: image names have no %s", part.key, part.text, part.text[:strings.Index(part.text, "://")+3])
		case !strings.ContainsAny(registry, ".:") && registry != "localhost":
			return mirrorRule{}, fmt.Errorf("%s: %s does not begin with a registry, such as docker.io or registry.corp:5000", part.key, part.text)
		}
		if _, err := dockerfile.ParseImageRef(strings.TrimSuffix(part.text, "/") + "/image"); err != nil {
			return mirrorRule{}, fmt.Errorf("%s: %s is no prefix of image names", part.key, part.text)
		}
	}
	rule := mirrorRule{from: strings.TrimSuffix(m.From, "/") + "/", to: strings.TrimSuffix(m.To, "/") + "/"}
	if rule.from == rule.to {
		return mirrorRule{}, errors.New("from and to are the same")
	}
	return rule, nil
}

// public is the familiar name of the public image that an image of a mirror is.
func (c *Catalog) public(name string) string {
	if c == nil || len(c.mirrors) == 0 {
		return officialName(name)
	}
	full, best := dockerfile.FullName(name), mirrorRule{}
	for _, m := range c.mirrors {
		if strings.HasPrefix(full, m.to) && len(m.to) > len(best.to) {
			best = m
		}
	}
	if best.to != "" {
		name = dockerfile.FamiliarName(best.from + strings.TrimPrefix(full, best.to))
	}
	return officialName(name)
}

// Mirrored is the reference by which an image is written into a Dockerfile: below a
// mirror, if one has it. What is below a mirror already stays as it is, and so does
// what is no image of a registry.
func (c *Catalog) Mirrored(image string) string {
	if c == nil || len(c.mirrors) == 0 {
		return image
	}
	ref, err := dockerfile.ParseImageRef(image)
	if err != nil || ref.Domain == "" {
		return image
	}
	full, best := dockerfile.FullName(ref.Name), mirrorRule{}
	for _, m := range c.mirrors {
		if strings.HasPrefix(full, m.to) {
			return image
		}
		if strings.HasPrefix(full, m.from) && len(m.from) > len(best.from) {
			best = m
		}
	}
	if best.to == "" {
		return image
	}
	ref.Name = best.to + strings.TrimPrefix(full, best.from)
	return ref.String()
}
