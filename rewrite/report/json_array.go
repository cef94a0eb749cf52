package report

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"
)

// jsonArray writes a JSON array element by element, so that a long report never
// stands in memory as a whole.
type jsonArray struct {
	w      io.Writer
	indent string // of the line that the array stands in
	n      int
}

func newJSONArray(w io.Writer, indent string) *jsonArray { return &jsonArray{w: w, indent: indent} }

func (a *jsonArray) add(element any) error {
	var out bytes.Buffer
	out.WriteString(map[bool]string{true: "[", false: ","}[a.n == 0])
	inner := a.indent + "  "
	out.WriteString("\n" + inner)
	text, err := marshal(element, inner)
	if err != nil {
		return err
	}
	out.WriteString(text)
	a.n++
	_, err = a.w.Write(out.Bytes())
	return err
}

func (a *jsonArray) close() error {
	end := "\n" + a.indent + "]"
	if a.n == 0 {
		end = "[]"
	}
	_, err := io.WriteString(a.w, end)
	return err
}

// marshal writes a value whose first line stands behind something, the others behind indent.
func marshal(value any, indent string) (string, error) {
	var out strings.Builder
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent(indent, "  ")
	if err := encoder.Encode(value); err != nil {
		return "", err
	}
	return strings.TrimSuffix(out.String(), "\n"), nil
}
