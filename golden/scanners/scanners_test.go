// Package scanners asks a real scanner what it sees of the packages that migrated
// images carry. It is a module of its own, so that nothing of the scanner's
// dependencies reaches dfmigrate.
package scanners

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/anchore/syft/syft/pkg/cataloger/debian"
	"github.com/anchore/syft/syft/source"
	"github.com/anchore/syft/syft/source/directorysource"
)

// TestSyftListsCarriedPackages lists the packages of a root file system with records
// as templates/packages.tmpl writes them (a package's control file and its md5sums)
// and as templates/closure.tmpl does (what dpkg-query -s says of an installed one).
// With DFMIGRATE_SCAN_ROOT it lists an unpacked image's instead.
func TestSyftListsCarriedPackages(t *testing.T) {
	if root := os.Getenv("DFMIGRATE_SCAN_ROOT"); root != "" {
		for name, version := range list(t, root) {
			t.Logf("%s %s", name, version)
		}
		return
	}
	root := t.TempDir()
	for name, text := range map[string]string{
		"etc/os-release": "PRETTY_NAME=\"Distroless\"\nNAME=\"Debian GNU/Linux\"\nID=\"debian\"\nVERSION_ID=\"13\"\n",
		"var/lib/dpkg/status.d/git": "Package: git\nVersion: 1:2.47.3-0+deb13u1\nArchitecture: amd64\n" +
			"Maintainer: Nobody <nobody@example.com>\nDepends: libc6 (>= 2.38)\nDescription: revision control\n the second line\n",
		"var/lib/dpkg/status.d/git.md5sums": "d41d8cd98f00b204e9800998ecf8427e  usr/bin/git\n",
		"var/lib/dpkg/status.d/libvips42t64": "Package: libvips42t64\nStatus: install ok installed\nPriority: optional\nSection: libs\n" +
			"Installed-Size: 3120\nMaintainer: Nobody <nobody@example.com>\nArchitecture: amd64\nMulti-Arch: same\nSource: vips\n" +
			"Version: 8.16.1-1+b1\nDescription: image processing\n",
	} {
		file := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got := list(t, root)
	want := map[string]string{"git": "1:2.47.3-0+deb13u1", "libvips42t64": "8.16.1-1+b1"}
	for name, version := range want {
		if got[name] != version {
			t.Errorf("%s: version %q, want %q", name, got[name], version)
		}
	}
	if len(got) != len(want) {
		t.Errorf("the scanner lists %v", got)
	}
}

// list is what Syft finds of Debian's packages below root, with their versions.
func list(t *testing.T, root string) map[string]string {
	t.Helper()
	src, err := directorysource.NewFromPath(root)
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	files, err := src.FileResolver(source.SquashedScope)
	if err != nil {
		t.Fatal(err)
	}
	// Records of files (*.md5sums) lie among those of packages and are none: Syft says
	// so in its error, for the images that Distroless publishes too.
	packages, _, _ := debian.NewDBCataloger().Catalog(context.Background(), files)
	out := map[string]string{}
	for _, p := range packages {
		out[p.Name] = p.Version
	}
	return out
}
