package report

import "strings"

// A block of added or removed lines can often sit in several places: when the line
// after it equals its first line, the block may as well start one line later. Which
// place is chosen decides whether a reader sees a stage added or a stage cut in two.
// git's indent heuristic (xdiff/xdiffi.c) chooses by indentation, which Dockerfiles
// hardly have; here blank lines and the starts of instructions are what counts.

// slide moves every block to its best place and joins blocks that meet.
func slide(a, b []string, changes []change) []change {
	var out []change
	for i, c := range changes {
		before, after := 0, len(b)
		if len(out) > 0 {
			before = out[len(out)-1].B1
		}
		if i+1 < len(changes) {
			after = changes[i+1].B0
		}
		switch {
		case c.A0 == c.A1:
			c = c.moved(bestShift(b, c.B0, c.B1, before, after))
		case c.B0 == c.B1:
			before = c.A0 - (c.B0 - before) // as many unchanged lines lie before it in a as in b
			after = c.A1 + (after - c.B1)
			c = c.moved(bestShift(a, c.A0, c.A1, before, after))
		}
		if n := len(out) - 1; n >= 0 && out[n].B1 == c.B0 && out[n].A1 == c.A0 {
			out[n].A1, out[n].B1 = c.A1, c.B1
			continue
		}
		out = append(out, c)
	}
	return out
}

func (c change) moved(by int) change {
	return change{c.A0 + by, c.A1 + by, c.B0 + by, c.B1 + by}
}

// bestShift returns by how many lines to move the block [start,end) of lines, which
// must stay between first and last. The lowest of equally good places wins, as in git.
func bestShift(lines []string, start, end, first, last int) int {
	best, bestCost := 0, boundaryCost(lines, start)+boundaryCost(lines, end)
	consider := func(by int, tieWins bool) {
		cost := boundaryCost(lines, start+by) + boundaryCost(lines, end+by)
		if cost < bestCost || cost == bestCost && tieWins {
			best, bestCost = by, cost
		}
	}
	for by := -1; start+by >= first && lines[start+by] == lines[end+by]; by-- {
		consider(by, false)
	}
	for by := 1; end+by <= last && lines[start+by-1] == lines[end+by-1]; by++ {
		consider(by, by > best)
	}
	return best
}

// boundaryCost says how ill a block's edge fits right above line i: least at the
// ends of the file and where a paragraph begins, most inside an instruction.
func boundaryCost(lines []string, i int) int {
	if i == 0 || i == len(lines) {
		return 0
	}
	above, below := strings.TrimSpace(lines[i-1]), strings.TrimSpace(lines[i])
	switch {
	case above == "" && below != "":
		return 0
	case below == "":
		return 1
	case strings.HasSuffix(above, `\`) || strings.HasSuffix(above, "`"):
		return 8
	case strings.HasPrefix(above, "#"): // a comment belongs to what is below it
		return 6
	case strings.TrimLeft(lines[i], " \t") != lines[i]:
		return 4
	default:
		return 2
	}
}
