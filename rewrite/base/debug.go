package base

// DebugShell is where a shell for a final of Distroless or scratch comes from: the
// debug tag of the same image, or of the static one for what is no image of Distroless,
// and the directory in it. BusyBox is linked statically there and runs on every base.
func (c *Catalog) DebugShell(f Final) (image, dir string) {
	d := distroless()
	img, ok := c.ResolveText(f.Image)
	if !ok || img.Family != "distroless" {
		img, _ = c.ResolveText(c.offer(d.final("static")).Image)
	}
	ref := img.Ref
	ref.Tag, ref.Digest = d.DebugTag, ""
	return c.Mirrored(ref.String()), d.DebugPath
}
