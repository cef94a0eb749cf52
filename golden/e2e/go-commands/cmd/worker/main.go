// Command worker prints the sum of the first hundred ticks.
package main

import (
	"fmt"

	"example.com/clockwork/internal/clock"
)

func main() { fmt.Println(clock.Sum(100)) }
