// Package clock counts ticks.
package clock

// Sum returns the sum of the first n ticks.
func Sum(n int) int { return n * (n + 1) / 2 }
