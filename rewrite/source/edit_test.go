package source

import (
	"bytes"
	"slices"
	"strings"
	"testing"
)

func at(start, end int, text string) Edit { return Edit{Span: Span{start, end}, New: text} }

func TestApply(t *testing.T) {
	const src = "0123456789"
	tests := []struct {
		name  string
		edits []Edit
		want  string // "" for an error
	}{
		{"none", nil, src},
		{"replace", []Edit{at(2, 4, "x")}, "01x456789"},
		{"delete all", []Edit{at(0, 10, "-")}, "-"},
		{"insert at both ends", []Edit{at(10, 10, "e"), at(0, 0, "s")}, "s0123456789e"},
		{"any order", []Edit{at(8, 9, "c"), at(1, 2, "a"), at(4, 6, "b")}, "0a23b67c9"},
		{"neighbours", []Edit{at(4, 6, "b"), at(2, 4, "a")}, "01ab6789"},
		{"insertions at one place", []Edit{at(5, 5, "a"), at(3, 3, "-"), at(5, 5, "b"), at(5, 5, "c")}, "012-34abc56789"},
		{"insertion before a replacement", []Edit{at(5, 7, "R"), at(5, 5, "i")}, "01234iR789"},
		{"insertion after a replacement", []Edit{at(7, 7, "i"), at(5, 7, "R")}, "01234Ri789"},
		{"overlap", []Edit{at(2, 5, "a"), at(4, 6, "b")}, ""},
		{"the same twice", []Edit{at(2, 4, "a"), at(2, 4, "a")}, ""},
		{"insertion inside", []Edit{at(2, 5, "a"), at(3, 3, "b")}, ""},
		{"behind the end", []Edit{at(9, 11, "a")}, ""},
		{"before the start", []Edit{at(-1, 2, "a")}, ""},
		{"backwards", []Edit{at(5, 4, "a")}, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			given := slices.Clone(test.edits)
			got, err := Apply([]byte(src), test.edits)
			if (err != nil) != (test.want == "") {
				t.Fatalf("error %v", err)
			}
			if string(got) != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
			if !slices.Equal(test.edits, given) {
				t.Error("the edits given were changed")
			}
		})
	}
}

func TestApplyGivesAFreshSlice(t *testing.T) {
	src := []byte("abc")
	out, err := Apply(src, nil)
	if err != nil {
		t.Fatal(err)
	}
	out[0] = 'x'
	if string(src) != "abc" {
		t.Error("the result shares the bytes of the source")
	}
}

func FuzzApply(f *testing.F) {
	f.Add([]byte("0123456789"), 2, 4, "a", 6, 6, "b")
	f.Add([]byte("0123456789"), 4, 4, "a", 4, 6, "")
	f.Add([]byte(""), 0, 0, "a", 0, 0, "b")
	f.Add([]byte("abc"), 3, 1, "a", -1, 9, "b")
	f.Fuzz(func(t *testing.T, src []byte, start1, end1 int, new1 string, start2, end2 int, new2 string) {
		edits := []Edit{at(start1, end1, new1), at(start2, end2, new2)}
		before := bytes.Clone(src)
		got, err := Apply(src, edits)
		if !bytes.Equal(src, before) {
			t.Fatal("the source was changed")
		}
		inside := func(e Edit) bool { return 0 <= e.Start && e.Start <= e.End && e.End <= len(src) }
		apart := end1 <= start2 || end2 <= start1
		if ok := inside(edits[0]) && inside(edits[1]) && apart; ok != (err == nil) {
			t.Fatalf("possible is %v, error is %v", ok, err)
		}
		if err != nil {
			return
		}
		// One after the other from the back must come to the same.
		first, second := edits[0], edits[1]
		if second.Start < first.Start || second.Start == first.Start && second.End < first.End {
			first, second = second, first
		}
		want := string(src[:first.Start]) + first.New + string(src[first.End:second.Start]) + second.New + string(src[second.End:])
		if string(got) != want {
			t.Fatalf("got %q, want %q", got, want)
		}
	})
}

func BenchmarkApply(b *testing.B) {
	src := []byte(strings.Repeat("0123456789", 2000))
	var edits []Edit
	for n := range 1000 {
		edits = append(edits, at(n*20+3, n*20+5, "new"))
	}
	b.SetBytes(int64(len(src)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Apply(src, edits); err != nil {
			b.Fatal(err)
		}
	}
}
