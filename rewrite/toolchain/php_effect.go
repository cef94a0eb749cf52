package toolchain

import (
	"path"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/image"
)

// phpExtension is an extension that a RUN built: the facts of an artifact of kind
// "extension".
type phpExtension struct {
	Name string
	// Tool built it: "docker", "pecl" or "installer".
	Tool string
}

// phpVendor is what Composer installed: the facts of an artifact of kind "vendor".
type phpVendor struct{ Dir string }

// phpExtensionDir is where the official image has its extensions.
const phpExtensionDir = "/usr/local/lib/php/extensions"

// phpEffect records what the image's tools, PECL and Composer leave behind.
func phpEffect(s *image.State, c *image.Command) bool {
	args := c.Args[min(1, len(c.Args)):]
	switch c.Name() {
	case "docker-php-ext-install":
		phpExtensions(s, c, "docker", operandsAfter(args, "-j"))
	case "pecl":
		if words := operandsAfter(args, "-d", "-D", "--configureoptions"); len(words) > 1 && words[0] == "install" {
			phpExtensions(s, c, "pecl", words[1:])
		}
	case "install-php-extensions":
		phpExtensions(s, c, "installer", operandsAfter(args))
	case "docker-php-ext-enable", "docker-php-ext-configure", "docker-php-source", "pear", "a2enmod", "a2dismod", "a2ensite", "a2dissite", "a2enconf":
	case "composer", "composer.phar":
		composerEffect(s, c, args)
	case "php", "artisan", "console":
		return phpCommandEffect(s, c, args)
	default:
		return false
	}
	return true
}

// operandsAfter are the words that are no options; valued are options whose value is
// the next word.
func operandsAfter(args []string, valued ...string) []string {
	var out []string
	for i := 0; i < len(args); i++ {
		switch a := args[i]; {
		case a == "":
		case strings.HasPrefix(a, "-"):
			for _, v := range valued {
				if a == v {
					i++
				}
			}
		default:
			out = append(out, a)
		}
	}
	return out
}

func phpExtensions(s *image.State, c *image.Command, tool string, names []string) {
	for _, name := range names {
		name = strings.ToLower(path.Base(name))
		if at := strings.IndexAny(name, "-@"); at > 0 { // a version or a stability
			name = name[:at]
		}
		if name != "composer" { // the installer brings that, too
			s.Produce(c, image.Artifact{Toolchain: "php", Kind: "extension", Path: phpExtensionDir, Facts: &phpExtension{Name: name, Tool: tool}}, true)
		}
	}
}

func composerEffect(s *image.State, c *image.Command, args []string) {
	dir := c.Dir
	if d, ok := c.Flag("-d", "--working-dir"); ok {
		dir = c.Abs(d)
	}
	words := operandsAfter(args, "-d", "--working-dir")
	if len(words) == 0 {
		return
	}
	switch words[0] {
	case "install", "i", "update", "u", "require", "dump-autoload", "dumpautoload":
		s.Produce(c, image.Artifact{Toolchain: "php", Kind: "vendor", Path: path.Join(dir, "vendor"), Facts: &phpVendor{Dir: dir}}, true)
	case "create-project":
		if len(words) > 2 {
			into := image.Join(dir, words[2])
			s.Produce(c, image.Artifact{Toolchain: "php", Kind: "vendor", Path: into, Facts: &phpVendor{Dir: into}}, true)
		}
	}
}

// phpCommandEffect: consoles of frameworks write below the application, which is
// carried as a whole, and Composer's installer makes a program of the build.
func phpCommandEffect(s *image.State, c *image.Command, args []string) bool {
	if c.Name() != "php" {
		return true
	}
	script := path.Base(firstOperand(args))
	switch {
	case script == "artisan" || script == "console" || script == "yii" || script == "spark" || script == "please":
	case strings.HasPrefix(script, "composer") && strings.HasSuffix(script, ".phar"), script == "composer":
		composerEffect(s, c, afterWord(args, firstOperand(args)))
	case strings.HasPrefix(script, "composer"), c.Has("--install-dir") || strings.Contains(strings.Join(args, " "), "--install-dir="):
		dir, ok := c.Flag("--install-dir")
		if !ok {
			dir = c.Dir
		}
		name, ok := c.Flag("--filename")
		if !ok {
			name = "composer.phar"
		}
		s.Write(c, path.Join(c.Abs(dir), name), false)
	case c.Has("-r", "-v", "--version", "-m", "-i"):
	default:
		return false
	}
	return true
}
