package main

import (
	"fmt"
	"os/user"
)

func main() {
	_, err := user.Lookup("root")
	fmt.Println("hello", err)
}
