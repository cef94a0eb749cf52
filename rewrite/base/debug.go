package base

import "strings"

// DebugShell is where a shell for a final of Distroless or scratch comes from: the
// debug tag of the same image, or of the static one for what is no image of Distroless,
// and the directory in it. BusyBox is linked statically there and runs on every base.
func DebugShell(f Final) (image, dir string) {
	d := distroless()
	if !strings.HasPrefix(f.Image, d.Registry+"/") {
		f, _ = Plain(Distroless, "static")
	}
	name, _, _ := strings.Cut(strings.TrimPrefix(f.Image, d.Registry+"/"), "@")
	name, _, _ = strings.Cut(name, ":")
	return d.Registry + "/" + name + ":" + d.DebugTag, d.DebugPath
}
