package cli

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// completions are command lines up to where Tab is pressed, and what their last word
// then is, or is offered to be: a single one in every case.
var completions = []struct{ line, want string }{
	{"dfmigrate --to di", "distroless"},
	{"dfmigrate --to=alp", "--to=alpine"},
	{"dfmigrate --form", "--format"},
	{"dfmigrate services --format sar", "sarif"},
	{"dfmigrate --split-by code", "codeowners"},
	{"dfmigrate --explain go-cgo-of", "go-cgo-off"},
	{"dfmigrate --templates fold", "folder/"},
	{"dfmigrate --to distroless Contain", "Containerfile"},
	{"dfmigrate compl", "completion"},
	{"dfmigrate completion zs", "zsh"},
}

// TestCompletion presses Tab in the shells that are at hand.
func TestCompletion(t *testing.T) {
	shells := []struct {
		name string
		// needs are files and programs without which nothing can be pressed.
		needs []string
		// args come before the lines; what they run prints for each its last word.
		args []string
	}{
		{"bash", []string{"/usr/share/bash-completion/bash_completion", "script"}, []string{"-c", bashTab, "tab"}},
		{"zsh", nil, []string{"-f", "-c", zshTab, "tab"}},
		{"fish", nil, []string{"--no-config", "-c", fishTab}},
	}
	path := filepath.Dir(build(t))
	for _, shell := range shells {
		t.Run(shell.name, func(t *testing.T) {
			for _, program := range append(shell.needs, shell.name) {
				if _, err := exec.LookPath(program); errors.Is(err, exec.ErrNotFound) || errors.Is(err, fs.ErrNotExist) {
					t.Skipf("no completion in %s was tried: %v", shell.name, err)
				}
			}
			args := shell.args
			for _, c := range completions {
				args = append(args, c.line)
			}
			words := strings.Split(press(t, path, shell.name, args), "\n")
			for i, c := range completions {
				if i >= len(words) || strings.TrimSpace(words[i]) != c.want {
					t.Errorf("%s: should become %s; of all lines came %q", c.line, c.want, words)
				}
			}
		})
	}
}

// press runs a shell in a folder that has a few files to complete.
func press(t *testing.T, path, shell string, args []string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "folder"), 0o777); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"Containerfile", "folds"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command(shell, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "PATH="+path+string(os.PathListSeparator)+os.Getenv("PATH"),
		"HOME="+dir, "ZDOTDIR="+dir, "TERM=dumb", "INPUTRC=/dev/null")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", shell, err, out)
	}
	return string(out)
}

// bashTab types into an interactive bash, and has it write down each line after Tab.
const bashTab = `
cat >rc <<'END'
PS1=
source /usr/share/bash-completion/bash_completion
source <(dfmigrate completion bash)
dump() { echo "${READLINE_LINE% }" | sed 's/.* //' >>out; READLINE_LINE=; }
bind -x '"\C-xd": dump'
END
{ for line; do printf '%s\t\030d' "$line"; done; printf 'exit\n'; } |
  script -qec "bash --noprofile --rcfile rc -i" /dev/null >/dev/null
cat out
`

// zshTab does the same in zsh, line by line: it forgets what is typed before it asks.
const zshTab = `
zmodload zsh/zpty
zpty tab zsh -f -i
zpty -w tab "PS1=; autoload -U compinit; compinit -u -D; source <(dfmigrate completion zsh)"
zpty -w tab 'dump() { print -r -- ${${(z)BUFFER}[-1]} >out.tmp; mv out.tmp out; BUFFER=; }; zle -N dump; bindkey "^Xd" dump; touch ready'
wait_for() { for i in {1..600}; do [[ -e $1 ]] && return; sleep 0.05; done; exit 1 }
wait_for ready
for line; do
  zpty -wn tab "$line"$'\t\x18d'
  wait_for out
  cat out
  rm out
done
zpty -d tab
`

// fishTab asks fish, which has a command for it, and leaves the descriptions out. Of
// folders and files it takes the first: cobra's script does not part them in fish.
const fishTab = `
dfmigrate completion fish | source
for line in $argv
  complete -C $line | head -n 1 | string split --fields 1 \t
end
`
