// Command pictures draws with programs that packages bring.
package main

import (
	"log"
	"os"
	"os/exec"
	"strings"
)

func main() {
	draw("digraph { shop -> stock }", "dot", "-Tplain")
	draw("", "convert", "-size", "2x1", "xc:red", "txt:-")
}

func draw(input, program string, args ...string) {
	cmd := exec.Command(program, args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(input), os.Stdout, os.Stderr
	if err := cmd.Run(); err != nil {
		log.Fatal(err)
	}
}
