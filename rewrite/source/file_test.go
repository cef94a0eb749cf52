package source

import (
	"strings"
	"testing"
)

func TestLines(t *testing.T) {
	tests := []struct {
		text  string
		lines []string
	}{
		{"", nil},
		{"a", []string{"a"}},
		{"a\n", []string{"a\n"}},
		{"\n", []string{"\n"}},
		{"a\r\n\r\nb", []string{"a\r\n", "\r\n", "b"}},
		{"a\rb\n\nc\n", []string{"a\rb\n", "\n", "c\n"}},
		{"\ufeffa\nb\n", []string{"\ufeffa\n", "b\n"}},
	}
	for _, test := range tests {
		f := NewFile("x", []byte(test.text))
		if f.Lines() != len(test.lines) {
			t.Errorf("%q has %d lines, want %d", test.text, f.Lines(), len(test.lines))
		}
		var all strings.Builder
		for n, want := range test.lines {
			got := f.Text(f.LineSpan(n + 1))
			if got != want {
				t.Errorf("line %d of %q is %q, want %q", n+1, test.text, got, want)
			}
			all.WriteString(got)
		}
		if all.String() != test.text {
			t.Errorf("the lines of %q join to %q", test.text, all.String())
		}
		if got := f.LineSpan(0); got != (Span{}) {
			t.Errorf("line 0 of %q is %v", test.text, got)
		}
		if got := f.LineSpan(f.Lines() + 1); got != (Span{len(test.text), len(test.text)}) {
			t.Errorf("the line after the end of %q is %v", test.text, got)
		}
	}
}

func TestPosition(t *testing.T) {
	tests := []struct {
		text string
		off  int
		want Position
	}{
		{"", 0, Position{1, 1}},
		{"ab\ncd", 0, Position{1, 1}},
		{"ab\ncd", 2, Position{1, 3}},
		{"ab\ncd", 3, Position{2, 1}},
		{"ab\ncd", 5, Position{2, 3}},
		{"ab\ncd\n", 6, Position{3, 1}},
		{"ab\n\ncd", 3, Position{2, 1}},
		{"ab\n\ncd", 4, Position{3, 1}},
		{"äb\n", 2, Position{1, 3}},
		{"\ufeffab\n", 0, Position{1, 1}},
		{"\ufeffab\n", 1, Position{1, 1}},
		{"\ufeffab\n", 3, Position{1, 1}},
		{"\ufeffab\n", 4, Position{1, 2}},
		{"ab", -1, Position{1, 1}},
		{"ab", 9, Position{1, 3}},
	}
	for _, test := range tests {
		if got := NewFile("x", []byte(test.text)).Position(test.off); got != test.want {
			t.Errorf("byte %d of %q is at %v, want %v", test.off, test.text, got, test.want)
		}
	}
}

func TestNewline(t *testing.T) {
	for text, want := range map[string]string{
		"": "\n", "a": "\n", "a\n": "\n", "a\r\n": "\r\n", "a\r\nb\n": "\n", "a\r\nb\nc\r\n": "\r\n", "a\r\nb\nc\n": "\n", "a\rb\n": "\n",
	} {
		if got := NewFile("x", []byte(text)).Newline(); got != want {
			t.Errorf("the line break of %q is %q, want %q", text, got, want)
		}
	}
}

func TestText(t *testing.T) {
	f := NewFile("x", []byte("abc"))
	for span, want := range map[Span]string{{0, 3}: "abc", {1, 2}: "b", {2, 2}: "", {2, 9}: "c", {-4, 1}: "a", {2, 1}: "", {7, 9}: ""} {
		if got := f.Text(span); got != want {
			t.Errorf("the text of %v is %q, want %q", span, got, want)
		}
	}
}

func TestHasBOM(t *testing.T) {
	for text, want := range map[string]bool{"\ufeffa": true, "a": false, "": false, "\xef\xbb": false, "a\ufeff": false} {
		if got := NewFile("x", []byte(text)).HasBOM(); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestSpan(t *testing.T) {
	s := Span{2, 4}
	if s.Len() != 2 || s.Empty() || !(Span{2, 2}).Empty() {
		t.Error("the length of a span is wrong")
	}
	for off, want := range map[int]bool{1: false, 2: true, 3: true, 4: false} {
		if s.Contains(off) != want {
			t.Errorf("contains %d is %v", off, !want)
		}
	}
}
