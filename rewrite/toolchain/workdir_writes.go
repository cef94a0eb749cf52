package toolchain

import (
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
)

// mayWriteWorkdir lets a process whose writes can't be told go on writing into its working
// directory, where the file names one and root ran there. It reports whether it did.
func (r *Runtime) mayWriteWorkdir(img *image.Image, why string) bool {
	dir := img.Config.Workdir
	named := slices.ContainsFunc(img.Stage.Body, func(i *dockerfile.Instruction) bool { return i.Keyword == "WORKDIR" })
	if !ranAsRoot(img) || !named || dir == "/" || baseOwns(dir) || image.Within(dir, "/root") {
		return false
	}
	if r.OwnsWorkdir == "" {
		r.OwnsWorkdir = why
	}
	return true
}

// ranAsRoot tells whether the process of an image was root.
func ranAsRoot(img *image.Image) bool {
	user, _, _ := strings.Cut(img.Config.User, ":")
	return user == "" || user == "root" || user == "0"
}
