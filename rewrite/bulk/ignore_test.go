package bulk

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFindHonoursIgnoreFiles(t *testing.T) {
	inTree(t,
		".git/HEAD",
		".gitignore=/build\n*.tmp/\n!keep.tmp/\n",
		"a/Dockerfile", "a/.dfmigrateignore=old\n/legacy.Dockerfile\n", "a/old/Dockerfile", "a/legacy.Dockerfile", "a/b/legacy.Dockerfile",
		"build/Dockerfile", "x.tmp/Dockerfile", "keep.tmp/Dockerfile",
		"c/.gitignore=Dockerfile.*\n!Dockerfile.prod\n", "c/Dockerfile.dev", "c/Dockerfile.prod",
		"d/Dockerfile.dev", "d/old/Dockerfile",
		"third_party/Dockerfile", "e/testdata/Dockerfile", "loop -> .",
	)
	want := []string{"a/Dockerfile", "a/b/legacy.Dockerfile", "c/Dockerfile.prod", "d/Dockerfile.dev", "d/old/Dockerfile", "keep.tmp/Dockerfile"}
	if diff := cmp.Diff(want, found(t, []string{"."}, nil)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	// What lies above the folder that is walked counts too, up to the repository's top.
	if diff := cmp.Diff([]string{"c/Dockerfile.prod"}, found(t, []string{"c"}, nil)); diff != "" {
		t.Errorf("c (-want +got):\n%s", diff)
	}
	// A file that is named is taken.
	if diff := cmp.Diff([]string{"c/Dockerfile.dev"}, found(t, []string{"c/Dockerfile.dev"}, nil)); diff != "" {
		t.Errorf("named (-want +got):\n%s", diff)
	}
}

func TestFindIncludes(t *testing.T) {
	inTree(t, "a/Dockerfile", "a/build.docker", "b/image.txt", "b/images/x")
	inputs, err := new(Folders).Find([]string{"."}, Selection{Include: patterns(t, "*.docker", "b/image.txt"), Exclude: patterns(t, "a/Dockerfile")}, configs(t))
	must(t, err)
	var got []string
	for _, in := range inputs {
		got = append(got, in.Path)
	}
	if diff := cmp.Diff([]string{"a/build.docker", "b/image.txt"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
