package toolchain

import (
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
)

// rubyBuild is one answer to a Request, while it is put together.
type rubyBuild struct {
	answer
	start    *rubyStart
	system   bool // the interpreter is Alpine's own
	installs []placedGems
	// gems are those of the project and those that gem install was asked for.
	gems  project.Ruby
	needs []project.RubyGem
	// complete is true when gems is all there is.
	complete bool
}

// survey gathers what decides, and refuses what no target can take.
func (b *rubyBuild) survey() {
	b.rt.DropEnv = dropRubyEnv
	if b.Image.Base.Language == "ruby" {
		b.rt.Version = b.Image.Base.Version
	}
	b.installs = rubyInstalls(b.Image, 0)
	b.readGems()
	img, span := b.Image.Base, rootOf(b.Image.Stage).From.Span
	b.system = b.systemOnAlpine("ruby")
	if b.system && b.start.Bundled {
		b.runPackages("ruby-bundler")
	}
	switch {
	case b.system, b.onSystem(systemRuby), b.otherVersions(systemRuby, finding.RubyForeign):
	case img.Language != "ruby" || img.Family != "official":
		b.say(finding.RubyForeign, span, "%s is no official image of Ruby: where its interpreter and its gems lie can't be told", img.Ref.String())
	case img.Version == "":
		b.say(finding.RubyVersion, span, "%s does not tell its version of Ruby", img.Ref.String())
	}
	switch b.start.Kind {
	case "none":
		b.say(finding.NoProcess, b.processSpan(), "%s is started without a program", strings.Join(b.Process.Argv, " "))
	case "file":
		if strings.HasPrefix(b.start.Name, "$") {
			b.say(finding.VariableUnset, b.processSpan(), "which program runs is only known when the container starts")
		}
	}
	b.writes()
}

// readGems gathers the gems of all installations.
func (b *rubyBuild) readGems() {
	b.complete = b.Image.Context.Known()
	add := func(r project.Ruby) {
		b.gems.Gems = append(b.gems.Gems, r.Gems...)
		b.gems.Platforms = append(b.gems.Platforms, r.Platforms...)
		b.gems.Git = b.gems.Git || r.Git
		b.gems.Locked = b.gems.Locked || r.Locked
		b.complete = b.complete && r.Locked
	}
	var dirs []string
	for _, in := range b.installs {
		for _, n := range in.facts.Names {
			b.gems.Gems = append(b.gems.Gems, project.Gem{Name: n})
		}
		if in.facts.Dir == "" || slices.Contains(dirs, in.facts.Dir) {
			continue
		}
		dirs = append(dirs, in.facts.Dir)
		if r, ok := rubyProject(in.made.Image, in.facts.Dir); ok {
			add(r)
		} else {
			b.complete = false
		}
	}
	var names []string
	for _, g := range b.gems.Gems {
		names = append(names, g.Name)
	}
	b.needs = project.RubyNeeds(names)
	for _, g := range b.needs {
		b.rt.Programs = append(b.rt.Programs, g.Programs...)
	}
	b.startPrograms(contextCalls(b.Image, project.RubyProgramCalls), "ruby", "bundle", "rails", "rake", "gem")
}

// rails tells whether the application is one of Rails.
func (b *rubyBuild) rails() bool {
	return b.gems.Has("rails") || b.gems.Has("railties") || b.start.Command.Gem == "railties" || b.start.Command.Gem == "rails"
}

// writes are the directories that frameworks write to, and those that the file gave
// to a user for that.
func (b *rubyBuild) writes() {
	dir := b.workdir()
	if b.rails() {
		for _, sub := range []string{"tmp", "log"} {
			b.rt.Writes = append(b.rt.Writes, path.Join(dir, sub))
		}
		for _, sub := range []string{"storage", "db"} {
			if b.rubyKeeps(dir, sub) {
				b.rt.Writes = append(b.rt.Writes, path.Join(dir, sub))
			}
		}
	} else if b.start.Command.Gem == "puma" && b.hasDirectory(path.Join(dir, "tmp")) {
		b.rt.Writes = append(b.rt.Writes, path.Join(dir, "tmp"))
	}
	b.ownsWrites(contextWrites(b.Image, project.RubyWriteCalls))
	b.rt.Writes = append(slices.DeleteFunc(b.rt.Writes, b.ownsAlready), b.givenAway()...)
	slices.Sort(b.rt.Writes)
	b.rt.Writes = slices.Compact(b.rt.Writes)
}

// rubyKeeps tells whether a Rails application keeps data in a directory: uploads in
// storage, the database of SQLite where config/database.yml has it.
func (b *rubyBuild) rubyKeeps(dir, sub string) bool {
	if sub == "storage" && b.hasDirectory(path.Join(dir, sub)) {
		return true
	}
	if !b.gems.Has("sqlite3") {
		return false
	}
	text, ok := b.Image.Tree.ReadFile(path.Join(dir, "config/database.yml"))
	return ok && strings.Contains(string(text), sub+"/")
}

// hasDirectory tells whether the image certainly has a directory.
func (b *answer) hasDirectory(p string) bool {
	e, presence := b.Image.Tree.Lookup(p)
	return presence == image.Present && e.Dir
}

// dropRubyEnv tells of variables that only installations read.
func dropRubyEnv(name string) bool {
	switch name {
	case "BUNDLE_JOBS", "BUNDLE_RETRY", "BUNDLE_SILENCE_ROOT_WARNING", "BUNDLER_VERSION", "BUNDLE_BUILD__NOKOGIRI", "NOKOGIRI_USE_SYSTEM_LIBRARIES",
		"RUBY_VERSION", "RUBY_MAJOR", "RUBY_DOWNLOAD_URL", "RUBY_DOWNLOAD_SHA256":
		return true
	}
	return false
}
