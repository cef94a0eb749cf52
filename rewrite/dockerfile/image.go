package dockerfile

import (
	// Digests of an algorithm are only accepted when its implementation is linked in.
	_ "crypto/sha256"
	_ "crypto/sha512"
	"fmt"

	"github.com/distribution/reference"
)

// scratch is the name of the empty base; it is no image.
const scratch = "scratch"

// ImageRef is a reference to an image.
type ImageRef struct {
	// Raw is the reference as written, with its variables.
	Raw string
	// Expanded is Raw with its variables replaced; those of Unresolved are left out.
	Expanded string
	// Name is the name that people use: "golang" for docker.io/library/golang,
	// "gcr.io/distroless/static-debian13", "registry.local:5000/team/python",
	// "scratch". It is empty when Unresolved is not.
	Name string
	// Domain is the registry: "docker.io", "gcr.io", "registry.local:5000"; empty
	// for scratch.
	Domain string
	// Tag and Digest ("sha256:…") are empty when not given; no tag is assumed.
	Tag, Digest string
	// Unresolved names the variables that have no value before someone builds, such
	// as an ARG without a default or TARGETARCH.
	Unresolved []string
}

// ParseImageRef reads a reference without variables, by Docker's own rules.
func ParseImageRef(s string) (ImageRef, error) {
	ref := ImageRef{Raw: s, Expanded: s}
	if s == scratch {
		ref.Name = scratch
		return ref, nil
	}
	named, err := reference.ParseNormalizedNamed(s)
	if err != nil {
		return ImageRef{}, fmt.Errorf("image name %q: %w", s, err)
	}
	ref.Name = reference.FamiliarName(named)
	ref.Domain = reference.Domain(named)
	if tagged, ok := named.(reference.Tagged); ok {
		ref.Tag = tagged.Tag()
	}
	if digested, ok := named.(reference.Digested); ok {
		ref.Digest = digested.Digest().String()
	}
	return ref, nil
}

// String gives Name[:Tag][@Digest].
func (r ImageRef) String() string {
	s := r.Name
	if r.Tag != "" {
		s += ":" + r.Tag
	}
	if r.Digest != "" {
		s += "@" + r.Digest
	}
	return s
}

// FullName writes the name of an image with its registry: python is
// docker.io/library/python.
func FullName(name string) string {
	named, err := reference.ParseNormalizedNamed(name)
	if err != nil {
		return name
	}
	return named.Name()
}

// FamiliarName writes the name of an image as people do: docker.io/library/python, and
// docker.io/python, are python.
func FamiliarName(name string) string {
	named, err := reference.ParseNormalizedNamed(name)
	if err != nil {
		return name
	}
	return reference.FamiliarName(named)
}
