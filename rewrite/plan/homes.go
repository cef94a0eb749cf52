package plan

import (
	"path"
	"slices"

	"github.com/dfmigrate/dfmigrate/rewrite/image"
)

// homeVariables name directories in which programs keep what they write.
var homeVariables = []string{"HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"}

// writesHomes adds the directories that the file's own variables name as homes to those
// that the process writes to: root could make them, the new user can't.
func (p *Plan) writesHomes() {
	if user := p.Image.Config.User; user != "" && !rootUser(user) {
		return
	}
	for _, v := range p.Image.Config.Env {
		dir := path.Clean(v.Value)
		if v.From == nil || v.Symbolic || !slices.Contains(homeVariables, v.Name) || !path.IsAbs(v.Value) ||
			slices.Contains(systemDirs, dir) || image.Within(dir, rootHome) || image.Within(dir, "/tmp") || slices.Contains(p.Runtime.Writes, dir) {
			continue
		}
		p.Runtime.Writes = append(p.Runtime.Writes, dir)
		if !p.Runtime.Stays {
			p.Runtime.InPlace = false // a build stage has to make it
		}
	}
}
