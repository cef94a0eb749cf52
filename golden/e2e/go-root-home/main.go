// Command greeter works in the directory that it is started in.
package main

import (
	"fmt"
	"os"
)

func main() {
	greeting, err := os.ReadFile("greeting.txt")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if err := os.WriteFile("said.txt", greeting, 0o644); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	dir, err := os.Getwd()
	fmt.Println(string(greeting), dir, err)
}
