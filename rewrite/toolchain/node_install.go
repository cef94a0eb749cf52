package toolchain

import (
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
)

// nodeInstall is what an install left in a node_modules directory.
type nodeInstall struct {
	// Manager is "npm", "yarn", "pnpm" or "bun".
	Manager string
	// Production: dev dependencies were left out, or taken out again.
	Production bool
	// Named are packages that the command names, which need not be in package.json.
	Named []string
	// Flags are those of the install that a prune has to repeat.
	Flags []string
}

// globalModules is where the official image, and most systems, keep what "npm install
// -g" installs.
const globalModules = "/usr/local/lib/node_modules"

// globalModulesOf is that place in an image: the makers' own packages have another.
func globalModulesOf(img *image.Image) string {
	if l, ok := img.Language("node", "node"); ok && l.By == "repository" {
		return "/usr/lib/node_modules"
	}
	return globalModules
}

// Effect understands package managers, and the commands that build in place.
func (node) Effect(s *image.State, c *image.Command) bool {
	switch c.Name() {
	case "npm", "yarn", "yarnpkg", "pnpm", "bun":
		return nodeManagerEffect(s, c)
	case "npx", "pnpx", "bunx", "node", "nodejs":
		return true // a program of its own, which writes where it runs
	case "corepack", "n", "nvm":
		return true
	case "tsc", "next", "nest", "vite", "webpack", "ng", "nuxt", "esbuild", "rollup", "gulp", "grunt", "lerna", "nx", "turbo", "babel", "swc", "ncc", "tsup", "prisma", "node-gyp", "husky", "node-prune", "bower":
		return true
	}
	return false
}

func nodeManagerEffect(s *image.State, c *image.Command) bool {
	name := strings.TrimSuffix(c.Name(), "pkg")
	dir, verb, operands := nodeManagerVerb(c)
	install := &nodeInstall{Manager: name, Production: nodeProduction(s, c), Named: operands}
	for _, flag := range []string{"--legacy-peer-deps", "--force", "-f"} {
		if c.Has(flag) {
			install.Flags = append(install.Flags, flag)
		}
	}
	switch verb {
	case "install", "i", "ci", "add", "isntall", "clean-install":
		if c.Has("-g", "--global", "--location=global") {
			for _, p := range operands {
				pkg := nodePackageName(p)
				s.Produce(c, image.Artifact{Toolchain: "node", Kind: "global", Path: path.Join(globalModulesOf(s.Image), pkg), Facts: install}, true)
			}
			return true
		}
		nodeDependencies(s, c, dir, install)
	case "global": // yarn global add
		for _, p := range operands {
			s.Produce(c, image.Artifact{Toolchain: "node", Kind: "global", Path: path.Join("/usr/local/share/.config/yarn/global/node_modules", nodePackageName(p)), Facts: install}, true)
		}
	case "":
		if name == "yarn" {
			install.Named = nil
			nodeDependencies(s, c, dir, install)
		}
	case "prune":
		install.Named = nil
		nodeDependencies(s, c, dir, install)
	case "workspaces":
		if name == "yarn" && slices.Contains(operands, "focus") {
			install.Named = nil
			nodeDependencies(s, c, dir, install)
		}
	case "deploy": // pnpm deploy DIR
		if len(operands) > 0 {
			target := operands[len(operands)-1]
			s.Write(c, c.Abs(target), true)
			if member, ok := nodeFiltered(s, c); ok {
				s.CopyTree(c, member, c.Abs(target))
			}
			install.Production = install.Production || c.Has("--prod", "-P")
			install.Named = nil
			s.Produce(c, image.Artifact{Toolchain: "node", Kind: "dependencies", Path: c.Abs(path.Join(target, "node_modules")), Facts: install}, true)
		}
	}
	// run, build, exec, cache, config, audit, rebuild, set, …: what they write lies
	// in the directory they run in, which is carried as a whole.
	return true
}

// nodeFiltered is the directory of the workspace's package that --filter names.
func nodeFiltered(s *image.State, c *image.Command) (string, bool) {
	name, ok := c.Flag("--filter", "-F")
	if !ok {
		return "", false
	}
	files := newImageFiles(s.Image)
	root, err := project.ReadNodePackage(files, strings.TrimPrefix(c.Dir, "/"))
	if err != nil {
		return "", false
	}
	for _, member := range project.NodeWorkspaces(files, root) {
		if member.Name == name || "./"+strings.TrimPrefix(member.Dir, root.Dir+"/") == name {
			return "/" + member.Dir, true
		}
	}
	return "", false
}

func nodeDependencies(s *image.State, c *image.Command, dir string, install *nodeInstall) {
	s.Produce(c, image.Artifact{
		Toolchain: "node", Kind: "dependencies", Path: path.Join(dir, "node_modules"), Facts: install,
	}, true)
}

// nodeManagerVerb splits a manager's command line into the directory that it works
// in, its first word that is no option, and the others.
func nodeManagerVerb(c *image.Command) (dir, verb string, operands []string) {
	dir = c.Dir
	for i := 1; i < len(c.Args); i++ {
		word := c.Args[i]
		option, value, glued := strings.Cut(word, "=")
		switch {
		case option == "--prefix" || option == "--cwd" || option == "-C" || option == "--dir":
			if !glued && i+1 < len(c.Args) {
				i++
				value = c.Args[i]
			}
			if value != "" {
				dir = c.Abs(value)
			}
		case slices.Contains(nodeValueOptions, option) && !glued:
			i++
		case strings.HasPrefix(word, "-") || !c.Known[i]:
		case verb == "":
			verb = word
		default:
			operands = append(operands, word)
		}
	}
	return dir, verb, operands
}

// nodeValueOptions take the next word as their value.
var nodeValueOptions = []string{
	"--loglevel", "--registry", "--network-timeout", "--cache-folder", "--cache", "--store-dir", "--filter", "-F",
	"--omit", "--only", "--include", "--workspace", "-w", "--fetch-timeout", "--fetch-retries", "--network-concurrency",
	"--modules-folder", "--userconfig", "--maxsockets",
}

// nodeProduction tells whether an install leaves dev dependencies out.
func nodeProduction(s *image.State, c *image.Command) bool {
	if c.Has("--production", "--production=true", "--prod", "-P", "--omit=dev", "--only=production", "--only=prod") {
		return true
	}
	for _, option := range []string{"--omit", "--only"} {
		if v, ok := c.Flag(option); ok && (v == "dev" || v == "production" || v == "prod") {
			return true
		}
	}
	if c.Has("--production=false", "--include=dev", "--prod=false", "--dev") {
		return false
	}
	env, _ := c.Getenv(s, "NODE_ENV")
	config, _ := c.Getenv(s, "NPM_CONFIG_PRODUCTION")
	return env == "production" || config == "true"
}

// nodePackageName is the package of an operand: "@s/p@1.2" and "p@latest".
func nodePackageName(operand string) string {
	if i := strings.LastIndexByte(operand, '@'); i > 0 {
		return operand[:i]
	}
	return operand
}
