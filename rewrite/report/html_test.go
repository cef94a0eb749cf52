package report

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestHTMLNeedsNothingElse(t *testing.T) {
	f := refused()
	f.Findings[0].Message = "<script>alert(1)</script>"
	f.DiffPath = `"><b>x`
	var out bytes.Buffer
	printAs(t, &out, FormatHTML, append(everyOutcome(), f)...)
	for _, unwanted := range []string{"http://", "https://", "<link", "src=", "<script>alert", `"><b>x`} {
		if strings.Contains(out.String(), unwanted) {
			t.Errorf("the page holds %q", unwanted)
		}
	}
	for _, wanted := range []string{"@acme/payments", "By owner", "By toolchain", "Refused, by cause"} {
		if !strings.Contains(out.String(), wanted) {
			t.Errorf("the page lacks %q", wanted)
		}
	}
}

// TestHTMLInABrowser opens the page in Chromium and asks what its filter shows.
func TestHTMLInABrowser(t *testing.T) {
	browser := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			browser = found
			break
		}
	}
	if browser == "" {
		t.Skip("no Chromium on PATH: the filter of the page was not tried in a browser")
	}
	var out bytes.Buffer
	printAs(t, &out, FormatHTML, everyOutcome()...)
	dir := t.TempDir()
	file := filepath.Join(dir, "report.html")
	if err := os.WriteFile(file, out.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	tests := []struct{ fragment, count string }{
		{"", "5 of 5"},
		{"#status=refused", "1 of 5"},
		{"#text=SVC", "2 of 5"},
		{"#text=payments&status=migrated", "1 of 5"},
		{"#text=nowhere", "0 of 5"},
	}
	for _, test := range tests {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		dom, err := exec.CommandContext(ctx, browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
			"--disable-background-networking", "--disable-component-update", "--disable-sync",
			"--user-data-dir="+filepath.Join(dir, "profile"), "--dump-dom", "file://"+file+test.fragment).Output()
		if err != nil {
			t.Fatalf("%s: %v", browser, err)
		}
		if want := `<span id="count">` + test.count + `</span>`; !strings.Contains(string(dom), want) {
			t.Errorf("%q: no %s in the page", test.fragment, want)
		}
	}
}
