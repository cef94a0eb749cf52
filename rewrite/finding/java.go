package finding

// Rules about Java and the other languages of the JVM.
const (
	JavaReady        ID = "java-ready"
	JavaCarried      ID = "java-carried"
	JavaVersion      ID = "java-version"
	JavaVersionMoves ID = "java-version-moves"
	JavaVendor       ID = "java-vendor"
	JavaArchive      ID = "java-archive"
	JavaServer       ID = "java-server"
	JavaBuildTool    ID = "java-build-tool"
	JavaSourceFile   ID = "java-source-file"
	JavaCompiler     ID = "java-compiler"
	JavaOptions      ID = "java-options"
	JavaJar          ID = "java-jar"
	JavaWhole        ID = "java-whole-directory"
	JavaTruststore   ID = "java-truststore"
	JavaCertificates ID = "java-certificates"
	JavaShell        ID = "java-shell"
	JavaProgram      ID = "java-program"
	JavaMusl         ID = "java-musl"
	JavaMuslPackages ID = "java-musl-packages"
	JavaWritesRoot   ID = "java-writes-root"
	JavaRunScript    ID = "java-run-script"
	JavaStartScript  ID = "java-start-script"
	JavaScriptKept   ID = "java-script-kept"
)

var javaRules = []Rule{
	{JavaReady, Note, "the final base has this version of Java",
		"The target publishes an image with a Java runtime of the same feature release. Class files and jars run there unchanged; the patch level is that of the image.", ""},
	{JavaCarried, Note, "the Java runtime was carried over",
		"The target publishes no image with this version of Java, so the runtime comes along from an image that has it. A JVM brings all of its own libraries and runs on any newer glibc.", ""},
	{JavaVersion, Blocker, "which version of Java runs can't be told",
		"The final image must hold the version that the program was built and tested with.",
		"Start from an official image with a Java version in its tag."},
	{JavaVersionMoves, Review, "the tag of the base follows the newest Java",
		"The final image holds a fixed feature release. When the tag moves on, what the build compiles for and what the final image runs will differ.",
		"Name the version in the tag."},
	{JavaArchive, Review, "the JVM can't use an archive that another one made",
		"An archive of class data or compiled code is only good for the very build of the JVM that made it. Another one warns and starts without it, as slowly as ever.",
		"Make the archive with the final image's JVM, or migrate to the target whose runtime comes from the file's own image."},
	{JavaVendor, Review, "the Java runtime comes from another maker",
		"The old base holds a build of OpenJDK (or OpenJ9, GraalVM) whose maker publishes no runtime that fits the target. Eclipse Temurin takes its place: same language, but patch level, trusted authorities and vendor flags can differ.",
		"Check flags that only one maker's JVM knows."},
	{JavaServer, Blocker, "the application runs inside an application server",
		"Tomcat, WildFly, Jetty and their like are started by shell scripts and hold the program as a war. A Distroless or plain JRE image has neither the server nor a shell.",
		"Package the application as a jar that starts itself (Spring Boot, Quarkus and others can), or keep the server's own image."},
	{JavaBuildTool, Blocker, "the container builds the program when it starts",
		"Maven, Gradle and sbt compile and download at every start. They need a JDK, a shell and the network, and belong to the build.",
		"Build a jar in a RUN (mvn package, gradle build) and start it with java -jar."},
	{JavaSourceFile, Blocker, "java is given a source file",
		"`java Main.java` compiles in memory and needs the compiler of a JDK; the targets hold runtimes only.",
		"Compile in a RUN with javac and start the class."},
	{JavaCompiler, Review, "the sources use tools that only a JDK has",
		"The final image holds a runtime without compiler, debugger and attach tools.",
		"Check whether the program needs them in production."},
	{JavaOptions, Review, "a variable of the start command became one that Java reads itself",
		"Without a shell nobody replaces $JAVA_OPTS. The rule: a variable that stands for options before the main class or -jar is taken out of the command, and Java's own variable takes its place: JDK_JAVA_OPTIONS, which the java command reads since Java 9, else JAVA_TOOL_OPTIONS. It keeps the value that the file gives. Its options come before those of the command, so an option that both set is decided by the command now; quotes in it work as in a shell, $NAME in it does not.",
		"Set the new variable wherever deployments set the old one."},
	{JavaJar, Note, "only the built program goes into the final stage",
		"The build file tells what the jar needs beside it. Sources and build caches stay behind.", ""},
	{JavaWhole, Note, "the whole working directory goes into the final stage",
		"What the program needs beside its classes can't be told, so everything in its directory comes along.", ""},
	{JavaTruststore, Note, "the trust store was carried over",
		"A RUN added certificates to the JVM's own trust store (cacerts).", ""},
	{JavaCertificates, Review, "the old base imported certificates at every start",
		"With USE_SYSTEM_CA_CERTS set, the entrypoint script of Eclipse Temurin's images adds the certificates in /certificates to the trust store. The final image starts java alone.",
		"Import the certificates in a RUN with keytool -importcert -cacerts."},
	{JavaShell, Blocker, "the program starts a shell",
		"ProcessBuilder or Runtime.exec with sh or bash needs a shell, which a Distroless image has not.",
		"Start the program itself with a list of arguments, or migrate with --to alpine."},
	{JavaProgram, Review, "the program starts another program",
		"ProcessBuilder and Runtime.exec, in the sources or in a library, need the program in the image. No RUN installs it.",
		"Check that the final image has it."},
	{JavaMusl, Blocker, "machine code is for another C library",
		"A library in a jar, or a runtime made with jlink, was compiled for glibc or for musl, and the target has the other one.",
		"Choose the other target, build the runtime in a stage of the same C library, or use a release of the library that supports both."},
	{JavaMuslPackages, Note, "a library with machine code needs packages on Alpine",
		"The library's machine code links C++ or compiler libraries that Alpine has as packages.", ""},
	{JavaWritesRoot, Review, "the program writes into the root directory",
		"The container's working directory is /, where only root may create files. The process is no longer root.",
		"Set a WORKDIR of the program's own, or write below /tmp."},
	{JavaRunScript, Review, "the base's start script became the java command that it runs",
		"run-java.sh of the old base puts options for memory and garbage collection before the command, which depend on the container's limits. Without a shell java starts alone, with its own defaults for containers; that it ends when memory runs out is kept.",
		"Set -XX:MaxRAMPercentage and the like in JDK_JAVA_OPTIONS when the defaults don't suit."},
	{JavaScriptKept, Blocker, "the program's start script can't be taken apart",
		"Gradle's application plugin and sbt's native-packager write a shell script that starts java. What it starts is only known when the build file names the main class, and gives the script no options of its own.",
		"Start the program with java -cp and the class's name, name the main class in the build file, or migrate with --to alpine."},
	{JavaStartScript, Review, "the build's start script became the java command that it runs",
		"Gradle's application plugin, and sbt's native-packager, write a shell script that puts the jars of lib on the class path in a fixed order and starts java with JAVA_OPTS. Without a shell java starts alone, with lib/* as its class path, whose order is not fixed.",
		"Check that no two jars hold the same class."},
}
