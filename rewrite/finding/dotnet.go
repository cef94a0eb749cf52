package finding

// Rules about .NET.
const (
	DotnetVersion       ID = "dotnet-version"
	DotnetVersionMoves  ID = "dotnet-version-moves"
	DotnetUnsupported   ID = "dotnet-unsupported"
	DotnetPatch         ID = "dotnet-patch"
	DotnetRepository    ID = "dotnet-image"
	DotnetGlobalization ID = "dotnet-globalization"
	DotnetRun           ID = "dotnet-run"
	DotnetTool          ID = "dotnet-tool"
	DotnetPublished     ID = "dotnet-published"
	DotnetWhole         ID = "dotnet-whole-directory"
	DotnetLibc          ID = "dotnet-libc"
	DotnetRID           ID = "dotnet-rid"
	DotnetNative        ID = "dotnet-native-package"
	DotnetLibraries     ID = "dotnet-libraries-missing"
	DotnetShell         ID = "dotnet-shell"
	DotnetProgram       ID = "dotnet-program"
	DotnetPort          ID = "dotnet-port"
)

var dotnetRules = []Rule{
	{DotnetVersion, Blocker, "no image of the target has this version of .NET",
		"A program of .NET runs on the series that it was built for. For Distroless Microsoft's chiseled images take the place of Google's, which have no .NET; they begin with .NET 6.",
		"Start from an image with a version in its tag, move the program to a supported version, or migrate with --to alpine."},
	{DotnetVersionMoves, Review, "the tag of the base follows the newest .NET",
		"The final image holds a fixed series: the one that the project targets, else the one that the tag meant when the rows were checked.",
		"Name the version in the tag."},
	{DotnetUnsupported, Note, "support for this version of .NET has ended",
		"Microsoft rebuilds its images of a series until its support ends. They stay available, without fixes. The old base was of the same series.",
		"Move the program to a supported version."},
	{DotnetPatch, Note, "the patch level of .NET is the newest",
		"The target's image of this exact patch was not published. A program runs on every later patch of its series without being built again.", ""},
	{DotnetRepository, Note, "which of Microsoft's images runs the program",
		"The SDK's image holds all frameworks. The final image holds the one that the project needs: runtime-deps for programs that bring .NET along, runtime for .NET alone, aspnet with ASP.NET Core.", ""},
	{DotnetGlobalization, Note, "what the final image knows of cultures and time zones",
		"Chiseled images and those on Alpine have neither ICU nor time zones, unless they are of the -extra variant, or packages are installed. A program that runs in the invariant mode already does without; any other may format dates, compare text or open a connection to SQL Server with a culture. When nothing tells, they come along.",
		"Set InvariantGlobalization in the project when the program needs no cultures."},
	{DotnetRun, Blocker, "the container compiles the program when it starts",
		"dotnet run and dotnet watch restore, compile and start a project, with the settings of launchSettings.json. That needs the SDK and the sources, and belongs to the build.",
		"Publish in a RUN (dotnet publish -c Release -o /app/publish) and start the assembly with dotnet; set the variables of launchSettings.json that production needs with ENV."},
	{DotnetTool, Blocker, "the container runs a command of the SDK",
		"The final images hold no SDK: tests, builds and tools have no place there.",
		"Leave this Dockerfile out, for example with --exclude, or name the stage that is shipped with --target."},
	{DotnetPublished, Note, "only the published program goes into the final stage",
		"dotnet publish puts all that the program needs into one directory. Sources, packages and intermediate files stay behind.", ""},
	{DotnetWhole, Review, "the whole working directory goes into the final stage",
		"What dotnet build leaves in bin is no complete program: static files of a web project stay in the source tree, and ASP.NET Core looks for them in the working directory.",
		"Use dotnet publish -o."},
	{DotnetLibc, Blocker, "the program is built for another C library",
		"What is published for a platform (-r), as an executable, or with native compilation only runs with the C library that it was made for, and the build can't be changed to the other one here.",
		"Publish for the target's platform (linux-x64 for glibc, linux-musl-x64 for Alpine), or start the assembly with dotnet."},
	{DotnetRID, Note, "the program is published for the final image's platform",
		"A runtime identifier names the C library: linux-x64 is glibc, linux-musl-x64 is Alpine's musl.", ""},
	{DotnetNative, Blocker, "a NuGet package needs what the final image has not",
		"The package's machine code loads shared libraries of the system, or was compiled for glibc only.",
		"Choose the other target, or a package without native dependencies."},
	{DotnetLibraries, Note, "a NuGet package needs libraries that the old image lacked too",
		"The package's machine code loads shared libraries of the system that no RUN of the final stage installs. What uses it failed before, and fails in the same way.",
		""},
	{DotnetShell, Blocker, "the program starts a shell",
		"Process.Start with sh or bash needs a shell, which a chiseled image has not.",
		"Start the program itself, with ArgumentList, or migrate with --to alpine."},
	{DotnetProgram, Review, "the program starts another program",
		"Process.Start needs the program in the image. No RUN of the final stage installs it.",
		"Check that the final image has it."},
	{DotnetPort, Review, "the final image sets a port",
		"The SDK's image leaves ASP.NET Core's own default, localhost:5000, which nobody reaches from outside of the container. The runtime images set ASPNETCORE_HTTP_PORTS.",
		"Check the port that deployments publish; ASPNETCORE_URLS wins over the new variable."},
}
