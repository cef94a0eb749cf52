package project

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestProgramCalls(t *testing.T) {
	for _, test := range []struct {
		name string
		read func(file, text string) []ProgramCall
		text string
		want string
	}{
		{"c", cCalls, `#include <stdlib.h>
int system(const char *command); // a declaration
/* system("in a comment") */
int main(void) {
  if (system("ls -l | wc") != 0) return popen(command, "r") == 0;
  execlp("git", "git", "status", NULL);
  posix_spawnp(&pid, "convert", NULL, NULL, argv, environ);
  shop->system("not the function");
  std::system("date");
  execv(program, argv);
  return system(NULL);
}`, "5 ls through system in a shell|5 ? through popen in a shell|6 git through execlp|7 convert through posix_spawnp|9 date through system in a shell"},
		{"elixir", elixirCalls, `defmodule Shop do
  # System.cmd("comment", [])
  def run(file) do
    System.cmd("convert", [file, "out.png"])
    System.shell("ls | wc -l")
    :os.cmd('uptime')
    System.cmd(program(), [])
    Shop.cmd("no")
    System.cmd("sh", ["-c", "x"])
  end
end`, "4 convert through System.cmd|5 ls through System.shell in a shell|6 uptime through :os.cmd in a shell|9 sh through System.cmd in a shell"},
		{"ruby", rubyProgramCalls, "system('git', 'fetch')\nout = `git status`\nOpen3.capture2e(\"convert\", a, b)\nsystem(\"ls | wc\")\nspawn(command)\nshop.system('no')\nexec 'unicorn'\n",
			"1 git through system|2 git through backticks|3 convert through capture2e|4 ls through system in a shell|5 ? through spawn in a shell|7 unicorn through exec"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, c := range test.read("x", test.text) {
				s := fmt.Sprintf("%d %s through %s", c.Line, c.Name, c.Through)
				if c.Name == "" {
					s = fmt.Sprintf("%d ? through %s", c.Line, c.Through)
				}
				if c.Shell {
					s += " in a shell"
				}
				got = append(got, s)
			}
			if diff := cmp.Diff(test.want, strings.Join(got, "|")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
