package finding

// Rules about system packages.
const (
	PackageLeft    ID = "package-left"
	PackageInBase  ID = "package-in-base"
	PackageCarried ID = "package-carried"
	PackageUnknown ID = "package-needed"
	PackageDropped ID = "package-unused"
	Browser        ID = "browser-installed"
)

var packageRules = []Rule{
	{PackageLeft, Note, "a package is only needed by the build",
		"Compilers, headers and tools that only RUN uses stay in the build stage.", ""},
	{PackageInBase, Note, "a package is part of the new base", "The new base has what the package provides.", ""},
	{PackageCarried, Note, "a package was carried over", "The process needs it at run time.", ""},
	{PackageUnknown, Blocker, "the process needs a package that can't be moved",
		"The package's program is used at run time, and the target has no package of that kind.",
		"Migrate with another --to, or remove the package when nothing uses it."},
	{PackageDropped, Review, "a package that nothing seems to use was left behind",
		"Neither the Dockerfile nor the sources name its programs, so it was probably meant for people who look into a running container.",
		"Check that nothing outside calls it, such as a probe in a manifest."},
	{Browser, Blocker, "the build downloads a browser",
		"Playwright and Puppeteer put a browser where the program finds it, and the browser links, opens and starts much that a small base has not.",
		"Leave this image on one that is made for browsers, or connect to a browser in a container of its own."},
}
