package finding

// Rules about what the container runs.
const (
	ShellRequired    ID = "shell-required"
	NoProcess        ID = "no-process"
	VariableUnset    ID = "variable-unset"
	VariableFixed    ID = "variable-fixed"
	InitDropped      ID = "init-dropped"
	CmdIgnored       ID = "cmd-ignored"
	HealthcheckMoved ID = "healthcheck-rewritten"
	HealthcheckDrop  ID = "healthcheck-dropped"
	UserNumbered     ID = "user-numbered"
	UserNamed        ID = "user-named"
	UserRoot         ID = "user-added"
	PrivilegedPort   ID = "privileged-port"
	DockerSocket     ID = "docker-socket"
	ScriptDissolved  ID = "script-dissolved"
	InheritedEnvDrop ID = "base-env-dropped"
	ShellFormKept    ID = "shell-form-kept"
	ExecForm         ID = "exec-form"
	VariableOwn      ID = "variable-read-by-program"
	VariableOwnUnset ID = "variable-expected"
	VariableLeft     ID = "variable-left-out"
	StartBranch      ID = "start-branch"
	StartCheck       ID = "start-check"
	StartBuilt       ID = "start-step-built"
	StartOwner       ID = "start-owner"
	StartLimit       ID = "start-limit"
	StartWrapper     ID = "start-wrapper"
	StartOutput      ID = "start-output"
	StartSupervisor  ID = "start-supervisor"
	ScriptRoot       ID = "script-needs-root"
	ScriptProgram    ID = "script-program"
	InitCarried      ID = "init-carried"
)

var processRules = []Rule{
	{ShellRequired, Blocker, "the start command needs a shell",
		"A Distroless image has no shell, so shell text fails the moment the container starts: variables, pipes, &&, loops and scripts are all the shell's work.",
		"Do the shell's work in the program or at build time, or migrate with --to alpine, which has a shell."},
	{NoProcess, Blocker, "nothing says what the container runs",
		"Without CMD or ENTRYPOINT the base image's own process runs, and a new base has another one.",
		"Add a CMD or ENTRYPOINT in exec form. Leave out a file whose image only builds, tests or develops (--exclude, or a comment # dfmigrate:ignore-file REASON)."},
	{VariableUnset, Blocker, "the start command uses a variable that only the environment gives",
		"In exec form nobody replaces $NAME: the program would get the characters themselves.",
		"Let the program read the variable itself, give it a value with ENV, or migrate with --to alpine."},
	{VariableFixed, Review, "a variable of the start command became its value",
		"The shell that filled in the variable at every start is gone, so the value that the file gives is written into the exec form. Someone who sets another value for the container no longer changes the command.",
		"Check that no deployment sets this variable."},
	{VariableOwn, Note, "a variable left the start command, because the program reads it itself",
		"The option, or the assignment, only repeated what the program takes from the variable when it is missing. So the variable works as before, also where the container sets it.", ""},
	{VariableOwnUnset, Review, "the container is expected to set a variable that the program reads",
		"Where the variable is set, nothing changes. Where it is not, the old start command failed at once, and the new one starts with the program's default: gunicorn listens on 127.0.0.1:8000 without PORT, where nobody outside of the container reaches it.",
		"Set the variable wherever the container runs, or give it a value with ENV."},
	{VariableLeft, Review, "an optional variable was left out of the start command",
		"A word that is one unset variable does not exist for the program. A container that sets the variable no longer changes the start command.",
		"Check that no deployment sets this variable, or pass the options as arguments of the container."},
	{StartBranch, Review, "a branch of the start script is decided for good",
		"The script asked at every start; now every container goes the way that the image by itself goes.",
		"Check that no deployment sets another value, or passes other arguments."},
	{StartCheck, Review, "the start script's check of a variable is gone",
		"The script ended at once when the variable was missing. Now the program starts, and has to tell by itself.",
		"Check that the program fails clearly without the variable."},
	{StartBuilt, Review, "a step of the start command moved to the build",
		"The step only makes files of the image, the same in every container. Done once by the build it needs no shell and makes the start faster, but it no longer sees the container's environment.",
		"Check that the step needs neither a secret nor a service."},
	{StartOwner, Review, "the start command no longer gives files their owner",
		"The final stage gives the files to the user that the process runs as. A volume that is mounted there keeps its own owner.",
		"Give existing volumes to the final user (securityContext.fsGroup in Kubernetes, chown once elsewhere)."},
	{StartLimit, Review, "a limit of the start command is gone",
		"ulimit is the shell's own work, and nice, taskset and their like are programs of the old base, some of which need root.",
		"Set the limit where the container is run (docker run --ulimit, --cpu-shares, --cpuset-cpus), if the process needs it."},
	{StartWrapper, Note, "a wrapper of the start command is gone",
		"It only ran the program, and changed nothing that a container shows.", ""},
	{StartOutput, Note, "a redirection of the start command is gone",
		"The program's output goes to the container's log as it is.", ""},
	{StartSupervisor, Review, "a supervisor of one program is gone",
		"It started the program again when it ended. Now the container ends with the program, and what runs the container sees that it did.",
		"Give the container a restart policy (docker run --restart, restart: in compose; Kubernetes has one by default)."},
	{ScriptRoot, Blocker, "the start command only works as root",
		"The final image runs as a non-root user, who may not change users, owners or packages: the start would fail at the first of these commands.",
		"Let it do this only when it runs as root (if [ \"$(id -u)\" = 0 ]), or do it at build time."},
	{ScriptProgram, Blocker, "the start script runs a program that the final image has not",
		"The script stays as it is and goes into a final stage of one language; a program of another one, or of an SDK, is not there, and the start would fail at that line.",
		"Let the build do what the program does, or start the program that the image is for without the script."},
	{InitCarried, Note, "an init program comes along",
		"A process that is PID 1 ignores signals that it does not handle, and has to reap children that are not its own. tini-static does both, links no library, and comes from the base's own Debian release.", ""},
	{InitDropped, Review, "an init program was taken away",
		"Distroless images hold no tini or dumb-init. The program becomes PID 1: it must reap its own children and handle SIGTERM itself.",
		"Check that the program handles SIGTERM, or run the container with an init (docker run --init, shareProcessNamespace)."},
	{CmdIgnored, Note, "CMD had no effect and was left out",
		"A shell-form ENTRYPOINT ignores CMD. In exec form CMD would become arguments of the program.", ""},
	{HealthcheckMoved, Review, "the health check was rewritten for the new base",
		"The program that the old health check used is not in the new base; one that is there asks the same question.",
		"Check that the new command accepts the same answers."},
	{HealthcheckDrop, Review, "the health check was dropped",
		"Nothing in the new base can run the old health check, and a check that can't run marks a working container unhealthy.",
		"Let the platform probe the port, or give the program a health command of its own."},
	{UserNumbered, Note, "the user became a number",
		"Kubernetes' runAsNonRoot only accepts numeric users, and Distroless has no user database to look other names up in. Files in existing volumes keep their old owner.", ""},
	{UserNamed, Review, "the user stays a name",
		"A package or a copied user database brings the account, and lines that stay may give files to it. Kubernetes' runAsNonRoot only accepts numeric users.",
		"Where Kubernetes runs it, set runAsUser to the account's number, which id -u tells in the container."},
	{UserRoot, Note, "the process no longer runs as root",
		"A container that runs as root has root's rights on everything that it can reach.", ""},
	{PrivilegedPort, Review, "the process listens on a port below 1024 as a non-root user",
		"Docker 20.10 and newer allow it, Podman and Kubernetes by default do not.",
		"Listen on a port from 1024 up and map it, or set net.ipv4.ip_unprivileged_port_start."},
	{DockerSocket, Review, "the process uses the socket of the Docker daemon",
		"As a rule only root and members of one group of the host may open that socket, and the new user is neither.",
		"Give the container the socket's group (docker run --group-add, group_add: in compose, supplementalGroups: in Kubernetes), or put a proxy before the socket."},
	{ScriptDissolved, Note, "the entrypoint script is no longer needed",
		"The script only set constants and then ran one program: ENV and the exec form say the same.", ""},
	{InheritedEnvDrop, Note, "variables of the old base are gone",
		"They describe the build tools of the old base, which the new base does not have.", ""},
	{ExecForm, Note, "the start command is in exec form",
		"The program is started as it is, gets signals itself, and needs no shell.", ""},
	{ShellFormKept, Review, "the start command stays in shell form",
		"The command needs the shell that this base has. As a child of that shell the program may not get SIGTERM.",
		"Put exec before the program."},
}
