package image

import (
	"strconv"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
	"github.com/dfmigrate/dfmigrate/rewrite/shell"
)

// Interpreter interprets the stages of one Dockerfile, each once.
type Interpreter struct {
	// Dockerfile is the file; BuildArgs are values for its ARGs.
	Dockerfile *dockerfile.Dockerfile
	BuildArgs  map[string]string
	// Context is the build context, which may be unknown.
	Context *project.Context
	// Catalog knows base images; nil knows the embedded rows alone.
	Catalog *base.Catalog
	// Scripts parses shell texts, and may be shared; nil remembers none.
	Scripts *shell.Memory
	// Effects are the toolchains' interpretations of commands, asked in order
	// before the general ones.
	Effects []Effect
	// Stop is asked before each instruction whether the rest is to be left, and the images
	// with it unfinished; nil never stops.
	Stop func() bool

	done map[int]*Image
}

// platformArgs have values only while a build runs; a stage sees those it declares.
var platformArgs = map[string]bool{
	"BUILDPLATFORM": true, "BUILDOS": true, "BUILDARCH": true, "BUILDVARIANT": true,
	"TARGETPLATFORM": true, "TARGETOS": true, "TARGETARCH": true, "TARGETVARIANT": true, "TARGETSTAGE": true,
}

// Stage returns the image that a stage builds.
func (in *Interpreter) Stage(stage *dockerfile.Stage) *Image {
	if img, ok := in.done[stage.Index]; ok {
		return img
	}
	s := in.start(stage)
	for _, instr := range stage.Body {
		if in.Stop != nil && in.Stop() {
			break
		}
		in.interpret(s, instr)
	}
	if in.done == nil {
		in.done = map[int]*Image{}
	}
	in.done[stage.Index] = s.Image
	return s.Image
}

// start makes the state before a stage's first instruction: its parent's image,
// or what is known of its base.
func (in *Interpreter) start(stage *dockerfile.Stage) *State {
	img := &Image{Stage: stage, Context: in.Context, Catalog: in.Catalog}
	s := &State{Image: img, Context: in.Context, args: map[string]string{}, escape: in.Dockerfile.Escape}
	if stage.Parent != nil {
		parent := in.Stage(stage.Parent)
		img.Parent, img.Base, img.BaseKnown = parent, parent.Base, parent.BaseKnown
		img.Config = parent.Config.inherited()
		img.Tree = parent.Tree.clone()
		img.Packages = append(img.Packages, parent.Packages...)
		img.Installed = append(img.Installed, parent.Installed...)
		img.Users = append(img.Users, parent.Users...)
		img.Runs = append(img.Runs, parent.Runs...)
		img.Copies = append(img.Copies, parent.Copies...)
		img.Artifacts = append(img.Artifacts, parent.Artifacts...)
		img.brought = append(img.brought, parent.brought...)
		img.archives = append(img.archives, parent.archives...)
		img.repositories = append(img.repositories, parent.repositories...)
		img.foreign = parent.foreign
		return s
	}
	img.Tree = &Tree{context: in.Context}
	img.Base, img.BaseKnown = in.Catalog.Resolve(stage.Base)
	img.Config = Config{Workdir: "/", User: img.Base.User, Shell: []string{"/bin/sh", "-c"}}
	if img.Base.Workdir != "" {
		img.Config.Workdir = img.Base.Workdir
	}
	img.Config.Env = make([]EnvVar, 0, len(img.Base.Env)+8)
	img.Users = make([]User, 0, len(img.Base.Users)+2)
	for _, v := range img.Base.Env {
		img.Config.setenv(EnvVar{Name: v.Name, Value: v.Value})
	}
	for _, u := range img.Base.Users {
		img.Users = append(img.Users, User{Name: u.Name, UID: strconv.Itoa(u.UID), GID: strconv.Itoa(u.GID), Home: u.Home})
	}
	return s
}

func (in *Interpreter) interpret(s *State, instr *dockerfile.Instruction) {
	c := &s.Image.Config
	switch instr.Keyword {
	case "ARG":
		in.arg(s, instr)
	case "ENV":
		s.env(instr)
	case "WORKDIR":
		if cmd, ok := instr.Cmd.(*instructions.WorkdirCommand); ok {
			c.Workdir = Join(c.Workdir, s.Expand(cmd.Path))
			s.Image.Tree.add(Entry{Path: c.Workdir, Dir: true, Kind: Made, Instr: instr, Owner: c.User})
		}
	case "USER":
		if cmd, ok := instr.Cmd.(*instructions.UserCommand); ok {
			c.User, c.UserFrom = s.Expand(cmd.User), instr
		}
	case "SHELL":
		if cmd, ok := instr.Cmd.(*instructions.ShellCommand); ok {
			c.Shell = cmd.Shell
		}
	case "ENTRYPOINT":
		c.Entrypoint = instr
		// Docker drops an inherited CMD when ENTRYPOINT is set; one of the same stage stays.
		if c.Cmd != nil && !ownedBy(s.Image.Stage, c.Cmd) {
			c.Cmd = nil
		}
	case "CMD":
		c.Cmd = instr
	case "EXPOSE":
		c.Expose = append(c.Expose[:len(c.Expose):len(c.Expose)], instr)
	case "LABEL", "MAINTAINER":
		c.Labels = append(c.Labels[:len(c.Labels):len(c.Labels)], instr)
	case "VOLUME":
		c.Volumes = append(c.Volumes[:len(c.Volumes):len(c.Volumes)], instr)
		if cmd, ok := instr.Cmd.(*instructions.VolumeCommand); ok {
			for _, v := range cmd.Volumes {
				s.Image.Tree.add(Entry{Path: Join("/", s.Expand(v)), Dir: true, Kind: Made, Instr: instr})
			}
		}
	case "ONBUILD":
		c.Onbuild = append(c.Onbuild[:len(c.Onbuild):len(c.Onbuild)], instr)
	case "HEALTHCHECK":
		c.Healthcheck = instr
	case "STOPSIGNAL":
		c.Stopsignal = instr
	case "COPY", "ADD":
		in.copy(s, instr)
	case "RUN":
		in.run(s, instr)
	}
}

// arg declares build arguments: from --build-arg, the default here, or the global one.
func (in *Interpreter) arg(s *State, instr *dockerfile.Instruction) {
	cmd, ok := instr.Cmd.(*instructions.ArgCommand)
	if !ok {
		return
	}
	for _, a := range cmd.Args {
		switch value, given := in.BuildArgs[a.Key]; {
		case given:
			s.args[a.Key] = value
		case a.Value != nil:
			s.args[a.Key] = s.Expand(*a.Value)
		default:
			s.args[a.Key] = in.globalArg(a.Key)
		}
	}
}

// globalArg is the value of an ARG before the first FROM, or ${NAME} for none.
func (in *Interpreter) globalArg(name string) string {
	values := map[string]string{}
	lookup := func(n string) (string, bool) { v, ok := values[n]; return v, ok }
	for _, instr := range in.Dockerfile.Global {
		cmd, ok := instr.Cmd.(*instructions.ArgCommand)
		if !ok {
			continue
		}
		for _, a := range cmd.Args {
			if v, given := in.BuildArgs[a.Key]; given {
				values[a.Key] = v
			} else if a.Value != nil {
				if v, _, err := dockerfile.ExpandWord(*a.Value, in.Dockerfile.Escape, lookup); err == nil {
					values[a.Key] = v
				}
			}
		}
	}
	if v, ok := values[name]; ok {
		return v
	}
	return "${" + name + "}"
}

func (s *State) env(instr *dockerfile.Instruction) {
	cmd, ok := instr.Cmd.(*instructions.EnvCommand)
	if !ok {
		return
	}
	// All values of one ENV see the environment before it.
	var set []EnvVar
	for _, kv := range cmd.Env {
		v := EnvVar{Name: s.Expand(kv.Key), Value: s.Expand(kv.Value), From: instr}
		if _, set := s.Image.Config.Getenv("PATH"); v.Name == "PATH" && !set {
			v.Value = s.withBasePath(kv.Value)
		}
		v.Symbolic = Symbolic(v.Value)
		set = append(set, v)
	}
	for _, v := range set {
		s.Image.Config.setenv(v)
	}
}

// withBasePath expands a value of PATH where the base image's own is not spelled out:
// $PATH stays in it.
func (s *State) withBasePath(word string) string {
	value, _, err := dockerfile.ExpandWord(word, s.escape, func(name string) (string, bool) {
		if name == "PATH" {
			return "$PATH", true
		}
		return s.symbolic(name)
	})
	if err != nil {
		return word
	}
	return value
}

func ownedBy(stage *dockerfile.Stage, instr *dockerfile.Instruction) bool {
	for _, i := range stage.Body {
		if i == instr {
			return true
		}
	}
	return false
}

// stageOf finds the stage that --from names; nil when it names an image.
func (in *Interpreter) stageOf(current *dockerfile.Stage, from string) *dockerfile.Stage {
	if st := in.Dockerfile.StageByName(strings.ToLower(from)); st != nil && st.Index < current.Index {
		return st
	}
	return nil
}
