package toolchain

import (
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/image"
)

// placesInContext gives what was found in an image's files the names that the files have in
// the build context, where they came from there: that is what a reader can open.
func (w *javaWork) placesInContext(img *image.Image) {
	if img == nil {
		return
	}
	named := func(place string) string {
		file, rest, more := strings.Cut(place, ":")
		if more {
			rest = ":" + rest
		}
		e, _, presence := img.Tree.Origin("/" + file)
		if file == "" || presence != image.Present || e.Kind != image.FromContext {
			return place
		}
		return e.Source + rest
	}
	s := &w.sources
	s.Creates, s.Compiler = named(s.Creates), named(s.Compiler)
	for i := range s.Programs {
		s.Programs[i].File = named(s.Programs[i].File)
	}
	for i := range s.Writes {
		s.Writes[i].From = named(s.Writes[i].From)
	}
	for i := range w.config.Ports {
		w.config.Ports[i].From = named(w.config.Ports[i].From)
	}
	for i := range w.config.Writes {
		w.config.Writes[i].From = named(w.config.Writes[i].From)
	}
}
