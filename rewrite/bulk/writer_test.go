//go:build unix

package bulk

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// gitHolds lists what is in .git but for HEAD.
func gitHolds(t *testing.T) []string {
	t.Helper()
	entries, err := os.ReadDir(".git")
	must(t, err)
	var names []string
	for _, e := range entries {
		if e.Name() != "HEAD" {
			names = append(names, e.Name())
		}
	}
	return names
}

func TestWriterSweeps(t *testing.T) {
	gone := exec.Command("true")
	must(t, gone.Run())
	killed := fmt.Sprintf(".git/dfmigrate-%d-17/.Dockerfile3", gone.Process.Pid)
	running := fmt.Sprintf("dfmigrate-%d-18", os.Getppid())
	inTree(t, ".git/HEAD", killed, ".git/"+running+"/.Dockerfile4", ".git/dfmigrate-notes/x", "a/Dockerfile=old")

	var w Writer
	must(t, w.Replace("a/Dockerfile", []byte("old"), []byte("new")))
	if got := content(t, "a/Dockerfile"); got != "new" {
		t.Errorf("the file holds %q", got)
	}
	must(t, w.Close())
	if diff := cmp.Diff([]string{running, "dfmigrate-notes"}, gitHolds(t)); diff != "" {
		t.Errorf(".git (-want +got):\n%s", diff)
	}
}

// TestWriterWithoutGitFolder: where .git leads nowhere, the new content lies beside the file.
func TestWriterWithoutGitFolder(t *testing.T) {
	inTree(t, ".git=gitdir: gone", "Dockerfile=old")
	var w Writer
	must(t, w.Replace("Dockerfile", []byte("old"), []byte("new")))
	must(t, w.Close())
	left, err := filepath.Glob("*") // names with a dot included
	must(t, err)
	if diff := cmp.Diff([]string{".git", "Dockerfile"}, left); diff != "" || content(t, "Dockerfile") != "new" {
		t.Errorf("the file holds %q; files (-want +got):\n%s", content(t, "Dockerfile"), diff)
	}
}

func TestWriterOfLinkedWorkTree(t *testing.T) {
	inTree(t, "main/.git/worktrees/side/HEAD", "side/.git=gitdir: ../main/.git/worktrees/side\n", "side/Dockerfile=old")
	var w Writer
	must(t, w.Replace("side/Dockerfile", []byte("old"), []byte("new")))
	made, err := filepath.Glob("main/.git/worktrees/side/dfmigrate-*")
	must(t, err)
	if len(made) != 1 || content(t, "side/Dockerfile") != "new" {
		t.Errorf("made %v, the file holds %q", made, content(t, "side/Dockerfile"))
	}
	must(t, w.Close())
}

// TestWriterSweepsBeside: outside of repositories the folders of killed processes lie
// beside the files; a write removes those in the same folder, Sweep those of a walk.
func TestWriterSweepsBeside(t *testing.T) {
	gone := exec.Command("true")
	must(t, gone.Run())
	killed := fmt.Sprintf(".dfmigrate-%d-17", gone.Process.Pid)
	running := fmt.Sprintf(".dfmigrate-%d-18", os.Getppid())
	inTree(t, "a/Dockerfile=old", "a/"+killed+"/.Dockerfile3", "b/"+killed+"/Dockerfile", "b/Dockerfile=new", "b/"+running+"/Dockerfile", "b/.dfmigrate-notes/x")
	left := func() []string {
		t.Helper()
		names, err := filepath.Glob("*/.dfmigrate*")
		must(t, err)
		return names
	}

	folders := &Folders{}
	found, err := folders.Find([]string{"."}, Selection{}, configs(t))
	must(t, err)
	if len(found) != 2 {
		t.Errorf("found %v", found)
	}
	w := Writer{Folders: folders}
	must(t, w.Replace("a/Dockerfile", []byte("old"), []byte("new")))
	must(t, w.Close())
	if diff := cmp.Diff([]string{"b/" + killed, "b/" + running, "b/.dfmigrate-notes"}, left(), cmpopts.SortSlices(strings.Compare)); diff != "" {
		t.Errorf("after a write (-want +got):\n%s", diff)
	}
	w.Sweep()
	if diff := cmp.Diff([]string{"b/" + running, "b/.dfmigrate-notes"}, left(), cmpopts.SortSlices(strings.Compare)); diff != "" {
		t.Errorf("after Sweep (-want +got):\n%s", diff)
	}
	if got := content(t, "a/Dockerfile"); got != "new" {
		t.Errorf("the file holds %q", got)
	}
}
