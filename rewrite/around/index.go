package around

import (
	"path"
	"slices"
	"sync"
)

// Index is what was read of a folder. It is not changed after Read.
type Index struct {
	Builds     []*Build
	Containers []*Container

	// What follows answers Of without a look at everything: a repository may have
	// thousands of Dockerfiles. Containers are by their place in Containers.
	buildsOf map[string][]*Build // by Dockerfile
	built    map[*Build][]int    // that build their image themselves
	imaged   map[string][]int    // that name an image, by its last element
	entered  map[string][]int    // that have neither, by their own name
	named    map[string][]*Build // by the names of their images; nil for none
}

// order fills the maps.
func (ix *Index) order() {
	ix.buildsOf = map[string][]*Build{}
	ix.built, ix.imaged, ix.entered = map[*Build][]int{}, map[string][]int{}, map[string][]int{}
	for _, b := range ix.Builds {
		ix.buildsOf[b.Dockerfile] = append(ix.buildsOf[b.Dockerfile], b)
		for _, name := range b.Images {
			if ix.named == nil {
				ix.named = map[string][]*Build{}
			}
			ix.named[name] = append(ix.named[name], b)
		}
	}
	for i, c := range ix.Containers {
		switch {
		case c.Build != nil:
			ix.built[c.Build] = append(ix.built[c.Build], i)
		case c.Image != "":
			ix.imaged[path.Base(c.Image)] = append(ix.imaged[path.Base(c.Image)], i)
		default: // docker exec NAME
			ix.entered[c.Name] = append(ix.entered[c.Name], i)
		}
	}
}

// Uses are what an Index says of one Dockerfile.
type Uses struct {
	Builds     []*Build
	Containers []*Container
	// Named are the builds of all Dockerfiles that give their images names, by the name.
	Named map[string][]*Build
}

// BuilderOf is the first build of another Dockerfile that gives its image a name; nil for
// none.
func (u Uses) BuilderOf(image string) *Build {
	for _, b := range u.Named[image] {
		if !slices.Contains(u.Builds, b) {
			return b
		}
	}
	return nil
}

// Of returns what is said of the Dockerfile at a slash path: the places that build it,
// and the containers of its images. These are containers that build it themselves, and
// those whose image a build names. Where no build gives the image a name, its folder
// does: services/cart/Dockerfile makes ".../cart".
func (ix *Index) Of(dockerfile string) Uses {
	u := Uses{Builds: ix.buildsOf[dockerfile], Named: ix.named}
	var images []string
	var found []int
	for _, b := range u.Builds {
		images = append(images, b.Images...)
		found = append(found, ix.built[b]...)
	}
	if len(images) == 0 {
		images = []string{folderName(dockerfile)}
	}
	for _, image := range images {
		for _, i := range ix.imaged[path.Base(image)] {
			if sameImage(image, ix.Containers[i].Image) {
				found = append(found, i)
			}
		}
	}
	found = inOrder(found)
	var entering []int
	for _, i := range found {
		if name := ix.Containers[i].Name; name != "" {
			entering = append(entering, ix.entered[name]...)
		}
	}
	for _, i := range slices.Concat(found, inOrder(entering)) {
		u.Containers = append(u.Containers, ix.Containers[i])
	}
	return u
}

// inOrder sorts the places of containers, each once.
func inOrder(places []int) []int {
	slices.Sort(places)
	return slices.Compact(places)
}

// Cache reads each folder once. It is safe for concurrent use; the zero Cache is ready for it.
type Cache struct {
	mu   sync.Mutex
	read map[string]func() *Index
}

// Index returns what read makes for a key, calling it once.
func (c *Cache) Index(key string, read func() *Index) *Index {
	c.mu.Lock()
	if c.read == nil {
		c.read = map[string]func() *Index{}
	}
	once, ok := c.read[key]
	if !ok {
		once = sync.OnceValue(read)
		c.read[key] = once
	}
	c.mu.Unlock()
	return once()
}
