package image

import (
	"fmt"
	"math/rand/v2"
	"path"
	"slices"
	"testing"
)

// TestRelated holds the index of a tree against a look at every entry.
func TestRelated(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	anyPath := func() string {
		p := "/"
		for range random.IntN(4) {
			p = path.Join(p, string(rune('a'+random.IntN(3))))
		}
		return p
	}
	for _, size := range []int{0, 1, indexed - 1, indexed, 3 * indexed} {
		tree := &Tree{}
		for range size {
			tree.add(Entry{Path: anyPath()})
		}
		for range 2 { // what comes after a first look has to be found too
			for range 50 {
				p := anyPath()
				var want []int
				for i, e := range slices.Backward(tree.entries) {
					if Within(e.Path, p) || Within(p, e.Path) {
						want = append(want, i)
					}
				}
				if got := slices.Collect(tree.related(p)); !slices.Equal(got, want) {
					t.Fatalf("%d entries, %s: %v, want %v", size, p, got, want)
				}
			}
			tree.add(Entry{Path: anyPath()})
		}
	}
}

func TestWithin(t *testing.T) {
	for _, test := range []struct {
		p, dir string
		want   bool
	}{
		{"/a/b", "/a", true}, {"/a", "/a", true}, {"/ab", "/a", false}, {"/a", "/a/b", false}, {"/a", "/", true}, {"/", "/", true}, {"/a/b", "/a/", true},
	} {
		if got := Within(test.p, test.dir); got != test.want {
			t.Errorf("%s within %s is %v", test.p, test.dir, got)
		}
	}
}

// TestManyVariables sets more variables than are looked at one by one, and lets a stage
// inherit them.
func TestManyVariables(t *testing.T) {
	parent := &Config{}
	for n := range 2 * indexed {
		parent.setenv(EnvVar{Name: fmt.Sprint("V", n), Value: "old"})
	}
	child := parent.inherited()
	child.setenv(EnvVar{Name: "V70", Value: "new"})
	child.setenv(EnvVar{Name: "OWN", Value: "new"})
	for name, want := range map[string]string{"V70": "old", "OWN": ""} {
		if got, _ := parent.Getenv(name); got.Value != want {
			t.Errorf("the parent's %s is %q, want %q", name, got.Value, want)
		}
		if got, _ := child.Getenv(name); got.Value != "new" {
			t.Errorf("the child's %s is %q", name, got.Value)
		}
	}
	if len(parent.Env) != 2*indexed || len(child.Env) != 2*indexed+1 {
		t.Errorf("%d and %d variables", len(parent.Env), len(child.Env))
	}
}
