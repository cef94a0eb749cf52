package toolchain

import (
	"path"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/image"
)

// rubyInstall is what Bundler or gem install put somewhere: the facts of an artifact
// of kind "gems".
type rubyInstall struct {
	// Dir is where Bundler ran, "" for gem install.
	Dir string
	// Names are the gems that gem install was asked for.
	Names []string
}

// rubySetting is a setting that bundle config wrote: the facts of an artifact of kind
// "setting".
type rubySetting struct {
	// Name is as the environment has it, such as BUNDLE_WITHOUT.
	Name, Value string
	// Local settings lie beside the gems or the application; others in the home of
	// the user who wrote them.
	Local bool
}

// gemHome is where the official image has its gems.
const gemHome = "/usr/local/bundle"

// rubyEffect records what Bundler, RubyGems and the tasks of Rails leave behind.
func rubyEffect(s *image.State, c *image.Command) bool {
	args := c.Args[min(1, len(c.Args)):]
	switch c.Name() {
	case "bundle", "bundler":
		return bundleEffect(s, c, args)
	case "gem":
		return gemEffect(s, c, args)
	case "rails", "rake", "bootsnap", "jekyll", "middleman":
		// They write below the application's directory, which is carried as a whole.
		if dir, ok := c.Flag("-d", "--destination"); ok && c.Name() == "jekyll" {
			s.Write(c, c.Abs(dir), true)
		}
		return true
	}
	return false
}

func bundleEffect(s *image.State, c *image.Command, args []string) bool {
	switch sub := firstOperand(args); sub {
	case "", "install", "update":
		s.Produce(c, image.Artifact{Toolchain: "ruby", Kind: "gems", Path: bundlePath(s, c), Facts: &rubyInstall{Dir: c.Dir}}, true)
		return true
	case "config":
		if setting, ok := bundleSetting(args); ok {
			s.Produce(c, image.Artifact{Toolchain: "ruby", Kind: "setting", Path: settingFile(s, c, setting), Facts: &setting}, false)
		}
		return true
	case "exec":
		inner := afterWord(args, "exec")
		name := path.Base(firstOperand(inner))
		return name == "rake" || name == "rails" || name == "bootsnap" || name == "jekyll"
	case "clean", "check", "lock", "cache", "package", "binstubs", "doctor", "info", "list", "show", "version", "env", "outdated":
		return true
	}
	return false
}

// bundleSetting reads bundle config [set] [--local|--global] NAME VALUE.
func bundleSetting(args []string) (rubySetting, bool) {
	var setting rubySetting
	var words []string
	for _, a := range afterWord(args, "config") {
		switch {
		case a == "--local":
			setting.Local = true
		case a == "--global":
		case a == "set" && len(words) == 0:
		case a == "--delete" || a == "unset" || a == "get" || a == "list" || a == "":
			return setting, false
		default:
			words = append(words, a)
		}
	}
	if len(words) < 2 {
		return setting, false
	}
	name := strings.NewReplacer(".", "__", "-", "___").Replace(strings.TrimPrefix(words[0], "BUNDLE_"))
	setting.Name, setting.Value = "BUNDLE_"+strings.ToUpper(name), strings.Join(words[1:], " ")
	return setting, true
}

// settingFile is where bundle config writes.
func settingFile(s *image.State, c *image.Command, setting rubySetting) string {
	if !setting.Local {
		return path.Join(s.Home(), ".bundle/config")
	}
	if dir, _ := c.Getenv(s, "BUNDLE_APP_CONFIG"); dir != "" {
		return path.Join(c.Abs(dir), "config")
	}
	return c.Abs(".bundle/config")
}

// bundlePath is where bundle install puts the gems.
func bundlePath(s *image.State, c *image.Command) string {
	if dir, ok := c.Flag("--path"); ok {
		return c.Abs(dir)
	}
	deployed := c.Has("--deployment")
	for _, a := range s.Image.Artifacts {
		if set, ok := a.Facts.(*rubySetting); ok {
			switch {
			case set.Name == "BUNDLE_PATH":
				return c.Abs(set.Value)
			case set.Name == "BUNDLE_DEPLOYMENT" && set.Value != "false":
				deployed = true
			}
		}
	}
	if dir, _ := c.Getenv(s, "BUNDLE_PATH"); dir != "" {
		return c.Abs(dir)
	}
	if v, ok := c.Getenv(s, "BUNDLE_DEPLOYMENT"); ok && v != "" && v != "false" && v != "0" {
		deployed = true
	}
	if deployed {
		return c.Abs("vendor/bundle")
	}
	return rubyGemHome(s, c)
}

func rubyGemHome(s *image.State, c *image.Command) string {
	if dir, _ := c.Getenv(s, "GEM_HOME"); dir != "" {
		return c.Abs(dir)
	}
	switch {
	case s.Image.Base.Language == "ruby":
	case s.Image.Base.PackageManager == "apt":
		return "/var/lib/gems"
	default:
		return "/usr/lib/ruby/gems" // where Alpine's own Ruby has them
	}
	return gemHome
}

func gemEffect(s *image.State, c *image.Command, args []string) bool {
	switch firstOperand(args) {
	case "install", "i":
		in := &rubyInstall{}
		for i := 1; i < len(args); i++ {
			switch a := args[i]; {
			case a == "-v" || a == "--version" || a == "-s" || a == "--source" || a == "--platform" || a == "-i" || a == "--install-dir" || a == "-n" || a == "--bindir":
				i++
			case a == "--":
				i = len(args)
			case !strings.HasPrefix(a, "-") && a != "":
				name, _, _ := strings.Cut(a, ":")
				in.Names = append(in.Names, strings.TrimSuffix(path.Base(name), ".gem"))
			}
		}
		dir := rubyGemHome(s, c)
		if d, ok := c.Flag("-i", "--install-dir"); ok {
			dir = c.Abs(d)
		}
		s.Produce(c, image.Artifact{Toolchain: "ruby", Kind: "gems", Path: dir, Facts: in}, true)
	}
	return true
}
