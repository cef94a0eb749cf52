package dockerfile

import (
	"errors"
	"strings"
	"testing"

	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

func FuzzParse(f *testing.F) {
	for _, text := range corpus {
		for _, vary := range variants {
			f.Add([]byte(vary(text)))
		}
	}
	for _, c := range rejected {
		f.Add([]byte(c.text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		d, err := Parse(source.NewFile("Dockerfile", text), map[string]string{"A": "1"})
		if err == nil {
			checkFaithful(t, d)
			return
		}
		var mine *Error
		if d != nil || !errors.As(err, &mine) || mine.Msg == "" || strings.ContainsAny(mine.Error(), "\r\n") {
			t.Errorf("the error is %#v", err)
		}
		if strings.Contains(err.Error(), "can't be told") || strings.Contains(err.Error(), "gave up") {
			t.Errorf("Docker reads it: %v", err)
		}
	})
}

func BenchmarkParse(b *testing.B) {
	var text strings.Builder
	text.WriteString("FROM debian:trixie\nRUN apt-get update")
	for range 1000 {
		text.WriteString(" \\\n  && apt-get install -y some-package")
	}
	text.WriteString("\n")
	for range 200 {
		text.WriteString("# why\nENV A=1 B=\"2 3\"\nCOPY --chown=1:1 a b /c/\nRUN <<EOF\nx\nEOF\n")
	}
	f := source.NewFile("Dockerfile", []byte(text.String()))
	b.SetBytes(int64(len(f.Bytes)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse(f, nil); err != nil {
			b.Fatal(err)
		}
	}
}
