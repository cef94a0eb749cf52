package base

import (
	"slices"
	"strings"
	"sync"
)

// Server is what is known of a server that an official image brings, such as nginx.
type Server struct {
	Name string `yaml:"-"`
	// Images are those that bring it, by their familiar names.
	Images []string `yaml:"images"`
	// Programs are the commands that are the server.
	Programs []string `yaml:"programs"`
	// OwnUser is the UID:GID that the Alpine image has for it; "" for none.
	OwnUser string `yaml:"own_user"`
	// Config names the format of the configuration that can be read for more; "" for none.
	Config string `yaml:"config"`
	// Ports are those below 1024 on which it listens unless told otherwise.
	Ports []int `yaml:"ports"`
	// Writes are directories of the image that it writes to, Makes those that not every
	// build of it has, Creates files that it creates in directories which belong to root.
	Writes  []string `yaml:"writes"`
	Makes   []string `yaml:"makes"`
	Creates []string `yaml:"creates"`
	// Distroless is the name of the plain final that it can be carried to, with the
	// program in the directory Path.
	Distroless string `yaml:"distroless"`
	Path       string `yaml:"path"`
	// Carries are the directories of the image that it reads, Site the one that it
	// serves unless told otherwise.
	Carries []string `yaml:"carries"`
	Site    string   `yaml:"site"`
	// Prepare is a command for the build stage, in the image's working directory, with
	// {uid} and {gid} for the final user.
	Prepare string `yaml:"prepare"`
	// Starts is what a start script of the image comes down to, by its name.
	Starts map[string][]string `yaml:"starts"`
	// NoDistroless and NoAlpine say why a target can't take it, NoMove why it stays
	// where it is: only a file that has the target's variant already can be migrated.
	NoDistroless string `yaml:"no_distroless"`
	NoAlpine     string `yaml:"no_alpine"`
	NoMove       string `yaml:"no_move"`
	// Debian tells of the packages of Debian and Ubuntu that bring it; nil for none.
	Debian *ServerPackages `yaml:"debian"`
}

// ServerPackages are the packages of a system that bring a server.
type ServerPackages struct {
	// Packages are patterns of their names.
	Packages []string `yaml:"packages"`
	// Foreground is a word that the command line has where the server stays a process of
	// its own; "" where it need not say so. Refuses are packages with which it can't go.
	Foreground string   `yaml:"foreground"`
	Refuses    []string `yaml:"refuses"`
	// Env are the variables that its start script sets, with {uid} and {gid} for the final
	// user, Makes directories that the script makes and the server writes to.
	Env   []EnvVar `yaml:"env"`
	Makes []string `yaml:"makes"`
	// Trees are what installing them makes, beside the files that the packages list.
	Trees []string `yaml:"trees"`
	// Writes are directories that it writes to.
	Writes []string `yaml:"writes"`
	// Site is what it serves unless told otherwise, as Settings say: text of its
	// configuration's format, which stands for the main file that the packages bring.
	Site     string `yaml:"site"`
	Settings string `yaml:"settings"`
}

// Holds tells of a package that belongs to the server.
func (s *ServerPackages) Holds(name string) bool { return holdsName(s.Packages, name) }

// Refused tells of a package with which the server can't go.
func (s *ServerPackages) Refused(name string) bool { return holdsName(s.Refuses, name) }

func holdsName(patterns []string, name string) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool {
		before, star := strings.CutSuffix(pattern, "*")
		return name == pattern || star && strings.HasPrefix(name, before)
	})
}

// PackagedServers are those that packages of Debian and Ubuntu bring, too.
func PackagedServers() []*Server {
	var out []*Server
	for _, s := range servers() {
		if s.Debian != nil {
			out = append(out, s)
		}
	}
	slices.SortFunc(out, func(a, b *Server) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// serverRows is data/servers.yaml.
type serverRows struct {
	Provenance `yaml:",inline"`
	Servers    map[string]*Server `yaml:"servers"`
}

var servers = sync.OnceValue(func() map[string]*Server {
	rows := load[serverRows]("servers.yaml").Servers
	for name, s := range rows {
		s.Name = name
	}
	return rows
})

// ServerNamed is the server of a row.
func ServerNamed(name string) (*Server, bool) {
	s, ok := servers()[name]
	return s, ok
}

// ServerOf is the server that an image brings.
func ServerOf(img Image) (*Server, bool) {
	for _, s := range servers() {
		if slices.Contains(s.Images, img.Name) {
			return s, true
		}
	}
	return nil, false
}
