package image

import (
	"iter"
	"path"
	"strings"
)

// indexed is how many entries a tree or variables a configuration has before it keeps an
// index: to look at so few one by one takes less.
const indexed = 64

// treeIndex finds the entries of a tree that have to do with a path. It holds their
// numbers, in ascending order, and is extended as entries come.
type treeIndex struct {
	size  int
	at    map[string][]int // by their path
	below map[string][]int // by each folder above their path
}

func (x *treeIndex) extend(entries []Entry) {
	if x.at == nil {
		x.at, x.below = map[string][]int{}, map[string][]int{}
	}
	for ; x.size < len(entries); x.size++ {
		p := entries[x.size].Path
		x.at[p] = append(x.at[p], x.size)
		for dir := range foldersAbove(p) {
			x.below[dir] = append(x.below[dir], x.size)
		}
	}
}

// foldersAbove are the folders that a clean path lies in, the nearest first.
func foldersAbove(p string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for dir := path.Dir(p); dir != p; p, dir = dir, path.Dir(dir) {
			if !yield(dir) {
				return
			}
		}
	}
}

// related gives the numbers of the entries at a clean path, above it and below it, the
// last one first.
func (t *Tree) related(p string) iter.Seq[int] {
	return func(yield func(int) bool) {
		if len(t.entries) < indexed {
			for i := len(t.entries) - 1; i >= 0; i-- {
				if e := t.entries[i].Path; (Within(e, p) || Within(p, e)) && !yield(i) {
					return
				}
			}
			return
		}
		t.index.extend(t.entries)
		lists := [][]int{t.index.at[p], t.index.below[p]}
		for dir := range foldersAbove(p) {
			lists = append(lists, t.index.at[dir])
		}
		for {
			last := -1
			for n, list := range lists {
				if len(list) > 0 && (last < 0 || list[len(list)-1] > lists[last][len(lists[last])-1]) {
					last = n
				}
			}
			if last < 0 {
				return
			}
			list := lists[last]
			lists[last] = list[:len(list)-1]
			if !yield(list[len(list)-1]) {
				return
			}
		}
	}
}

// Within tells whether p is dir or lies below it.
func Within(p, dir string) bool {
	rest, ok := strings.CutPrefix(p, dir)
	return ok && (rest == "" || rest[0] == '/' || strings.HasSuffix(dir, "/"))
}
