package finding

// Rules about Python.
const (
	PythonReady       ID = "python-ready-made"
	PythonCarried     ID = "python-carried"
	PythonModule      ID = "python-module"
	PythonRunnerGone  ID = "python-runner-gone"
	PythonUser        ID = "python-user-packages"
	PythonMuslBuild   ID = "python-musl-build"
	PythonMuslUnknown ID = "python-musl-unknown"
	PythonShellMaybe  ID = "python-shell-maybe"
	PythonFindMaybe   ID = "python-find-library-maybe"
	PythonVersion     ID = "python-version"
	PythonForeign     ID = "python-interpreter"
	PythonConda       ID = "python-conda"
	PythonHidden      ID = "python-hidden-venv"
	PythonInProject   ID = "python-in-project"
	PythonUnseen      ID = "python-unseen-packages"
	PythonRunner      ID = "python-runner"
	PythonMusl        ID = "python-no-musl-wheel"
	PythonMove        ID = "python-builder"
	PythonShell       ID = "python-shell"
	PythonFind        ID = "python-find-library"
	PythonUnwritable  ID = "python-writes-as-root"
)

var pythonRules = []Rule{
	{PythonReady, Note, "the final base brings the interpreter",
		"The ready-made image has the same minor version of Python. Its interpreter reads dist-packages, so the packages are copied there.", ""},
	{PythonUnwritable, Review, "the process makes a file where only root may",
		"The old process ran as root and could write there; the new one can't.",
		"Let the option name a file in a directory of the program's own, such as /tmp or a volume."},
	{PythonCarried, Note, "the interpreter is carried over",
		"Packages with machine code only load into the minor version they were built for, so the file's own interpreter goes along, with the shared libraries that the base lacks and without what only builds need.", ""},
	{PythonModule, Note, "a console script is started by the interpreter",
		"The final base starts its own interpreter, and a console script's first line names another one. The module, or the script as an argument, runs the same code.", ""},
	{PythonRunnerGone, Review, "uv run, poetry run, pipenv run or pdm run was taken away",
		"These tools set up the environment and then start the program in it. The final image has the finished environment, in which the program starts directly; uv run would also have synchronised the environment first.",
		"Check that the build installs all that the program needs, and that no .env file has to be read."},
	{PythonInProject, Note, "a tool makes its virtual environment in the project",
		"Poetry and Pipenv keep an environment in their cache, below the home of the user who builds, under a name that holds a hash. A variable lets them make .venv beside pyproject.toml or Pipfile, from where it can come along.", ""},
	{PythonUser, Note, "packages of pip install --user moved to /usr/local",
		"They lie in the home of a user that the final image does not run as.", ""},
	{PythonMuslBuild, Note, "a package is built from source",
		"It has no wheel for musl, so pip compiles it in the build stage.", ""},
	{PythonMuslUnknown, Review, "packages without a wheel for musl can't be ruled out",
		"What a build installs is only partly told by the files at hand. pip stops where it has to compile a package and no compiler is there.",
		"Run dfmigrate with the build context, or build the result once."},
	{PythonShellMaybe, Review, "a source file runs a command through a shell",
		"os.system and shell=True always start /bin/sh, which Distroless has not.",
		"Check that the process never gets there, or pass a list of arguments without shell=True."},
	{PythonFindMaybe, Review, "a source file looks for a shared library by its short name",
		"ctypes.util.find_library asks ldconfig, gcc and ld, none of which Distroless has.",
		"Load the library by its full name, such as libmagic.so.1."},
	{PythonVersion, Blocker, "the version of Python can't be kept",
		"Packages and sources are made for one minor version of Python; another one would change what runs.",
		"Name the minor version in FROM, and one that is still built."},
	{PythonForeign, Blocker, "the interpreter is not that of an official Python image",
		"Where an interpreter from a distribution, a tool or another vendor lies, and which of its libraries and packages it needs, differs from image to image.",
		"Build on the official python image of the same version."},
	{PythonConda, Blocker, "conda makes the environment",
		"A conda environment has an interpreter, a C++ runtime and packages of its own, at fixed paths that conda itself keeps.",
		"Install what the environment lists with pip or uv on the official python image of the same version."},
	{PythonHidden, Blocker, "the virtual environment has a name that only its tool knows",
		"poetry and pipenv put environments into the home directory, below a name made of a hash.",
		"Set virtualenvs.in-project (poetry) or PIPENV_VENV_IN_PROJECT=1 (pipenv), or install into the system."},
	{PythonUnseen, Blocker, "nothing shows what installs the packages",
		"The process is a program of a package, but no command of the file that can be read installs any package: where they lie, for which system they were built and which libraries they need can't be told.",
		"Install them in the Dockerfile itself, with pip, uv, poetry or pipenv, or in a shell script that it copies and runs."},
	{PythonRunner, Blocker, "the start command installs what it runs",
		"uv run, poetry run, pipenv run and pdm run need the tool and the network at every start where no RUN has installed the packages, and so do tools and options that make another environment.",
		"Add RUN uv sync (poetry install, pipenv sync, pdm sync) to the Dockerfile, and start the program of that environment."},
	{PythonMusl, Blocker, "a package can't be had on Alpine",
		"It is published for glibc only, and a build on musl is no way out in practice.",
		"Migrate with --to distroless."},
	{PythonMove, Blocker, "the build stage can't change its system",
		"What the build installs has to be made for the final image's C library, so the build stage moves to the other system, too.",
		"Migrate with another --to, or change the line by hand."},
	{PythonShell, Blocker, "the sources run commands through a shell",
		"os.system, os.popen and shell=True always start /bin/sh, which Distroless has not.",
		"Pass a list of arguments without shell=True, or migrate with --to alpine."},
	{PythonFind, Blocker, "a package looks for a library in a way that fails on Distroless",
		"ctypes.util.find_library asks ldconfig, gcc and ld, none of which the image has.",
		"Use a wheel that bundles the library, or migrate with --to alpine."},
}
