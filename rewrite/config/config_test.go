package config

import (
	"path/filepath"
	"testing"
)

// TestLayers: what stands nearer or later wins, key by key; a family and an exact base
// stand for each other.
func TestLayers(t *testing.T) {
	dir := tree(t, map[string]string{
		Name: "base: gcr.io/distroless/base-debian13:nonroot\nuser: 1000\nbuild-args: {A: 1.20, B: top}\n" +
			"overrides:\n- paths: [x]\n  user: 2000\n  build-args: {B: x}\n",
		"near/" + Name: "extends: ../" + Name + "\ntarget: alpine\n" +
			"overrides:\n- paths: [/b]\n  user: 3000\n- paths: [b]\n  base: alpine:3.24\n",
	})
	l := &Loader{Today: today}
	top, err := l.Load(Name)
	if err != nil {
		t.Fatal(err)
	}
	near, err := l.Load("near/" + Name)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		config                *Config
		file                  string
		target, base, user, b string
	}{
		{top, "Dockerfile", "", "gcr.io/distroless/base-debian13:nonroot", "1000", "top"},
		{top, "x/Dockerfile", "", "gcr.io/distroless/base-debian13:nonroot", "2000", "x"},
		{near, "near/Dockerfile", "alpine", "", "1000", "top"},
		{near, "near/x/Dockerfile", "alpine", "", "2000", "x"}, // a pattern of the file above
		{near, "near/b/Dockerfile", "", "alpine:3.24", "3000", "top"},
		{near, "near/c/b/Dockerfile", "", "alpine:3.24", "1000", "top"},
	} {
		got := tt.config.Of(filepath.Join(dir, filepath.FromSlash(tt.file)))
		if got.Target != tt.target || got.Base != tt.base || got.User != tt.user || got.BuildArgs["B"] != tt.b || got.BuildArgs["A"] != "1.20" {
			t.Errorf("%s: %+v", tt.file, got)
		}
	}
	// What the extending file met is not unused in the other.
	if told := top.Unused(nil); len(told) != 0 {
		t.Errorf("unused: %q", told)
	}
}

// TestExpiry: the last day counts to its end.
func TestExpiry(t *testing.T) {
	tree(t, map[string]string{Name: "accept:\n" +
		"- {id: privileged-port, reason: x, expires: 2026-06-14}\n" +
		"- {id: onbuild-kept, reason: x, expires: 2026-06-15}\n" +
		"- {id: onbuild-kept, reason: x, expires: never}\n"})
	c, err := (&Loader{Today: today}).Load(Name)
	if err != nil {
		t.Fatal(err)
	}
	accepted := c.Of("/a/Dockerfile").Accept
	if len(accepted) != 2 || accepted[0].Expires != "2026-06-15" || accepted[1].Expires != "" {
		t.Errorf("accepted %+v", accepted)
	}
	want := ".dfmigrate.yaml:2: the acceptance of privileged-port expired on 2026-06-14, so that its findings count again"
	if got := c.Expired(); len(got) != 1 || got[0] != want {
		t.Errorf("told %q, want %q", got, want)
	}
}
