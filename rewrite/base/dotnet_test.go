package base

import "testing"

func TestDotnetFinal(t *testing.T) {
	tests := []struct {
		target              Target
		repository, version string
		extra               bool
		want                string
	}{
		{Distroless, "aspnet", "8.0", false, "mcr.microsoft.com/dotnet/aspnet:8.0-noble-chiseled"},
		{Distroless, "aspnet", "8.0", true, "mcr.microsoft.com/dotnet/aspnet:8.0-noble-chiseled-extra"},
		{Distroless, "runtime", "8.0.11", true, "mcr.microsoft.com/dotnet/runtime:8.0.11-noble-chiseled-extra"},
		{Distroless, "runtime", "8.0.1", true, "mcr.microsoft.com/dotnet/runtime:8.0-noble-chiseled-extra"},
		{Distroless, "runtime-deps", "10.0", false, "mcr.microsoft.com/dotnet/runtime-deps:10.0-noble-chiseled"},
		{Distroless, "aspnet", "9", false, "mcr.microsoft.com/dotnet/aspnet:9.0-noble-chiseled"},
		{Distroless, "aspnet", "6.0.30", true, "mcr.microsoft.com/dotnet/aspnet:6.0-jammy-chiseled-extra"},
		{Distroless, "aspnet", "5.0", true, ""},
		{Distroless, "aspnet", "1.1", true, ""},
		{Alpine, "aspnet", "3.1", true, "mcr.microsoft.com/dotnet/aspnet:3.1-alpine"},
		{Alpine, "aspnet", "8.0.11", false, "mcr.microsoft.com/dotnet/aspnet:8.0.11-alpine"},
	}
	for _, tt := range tests {
		f, ok := embedded.DotnetFinal(tt.target, tt.repository, tt.version, tt.extra)
		if f.Image != tt.want || ok != (tt.want != "") {
			t.Errorf("%s %s %s: %q, want %q", tt.target, tt.repository, tt.version, f.Image, tt.want)
		}
		if ok && (f.Libc == UnknownLibc || f.Shell != (tt.target == Alpine) || f.Interpreter == "") {
			t.Errorf("%s: %+v", f.Image, f)
		}
	}
}

func TestDotnetRows(t *testing.T) {
	rows := mustDecode[dotnetRows](t, "dotnet.yaml")
	for _, v := range rows.Versions {
		if !day.MatchString(v.End) {
			t.Errorf("%s: end %q is no day", v.Version, v.End)
		}
		for _, target := range []Target{Distroless, Alpine} {
			has := v.Alpine
			if target == Distroless {
				has = v.Chiseled != ""
			}
			if _, ok := embedded.DotnetFinal(target, "aspnet", v.Version, false); ok != has {
				t.Errorf("%s on %s: %v", v.Version, target, ok)
			}
		}
	}
	if DotnetEnd("6.0.30") == "" || DotnetEnd("10.0") != "" {
		t.Error("which series are supported can't be told")
	}
}

func TestDotnetTags(t *testing.T) {
	for ref, want := range map[string]string{
		"mcr.microsoft.com/dotnet/sdk:8.0":            "mcr.microsoft.com/dotnet/sdk:8.0-alpine",
		"mcr.microsoft.com/dotnet/sdk:8.0-jammy":      "mcr.microsoft.com/dotnet/sdk:8.0-alpine",
		"mcr.microsoft.com/dotnet/sdk:10.0-alpine":    "mcr.microsoft.com/dotnet/sdk:10.0-noble",
		"mcr.microsoft.com/dotnet/sdk:9.0.100-alpine": "mcr.microsoft.com/dotnet/sdk:9.0.100-bookworm-slim",
	} {
		img, _ := resolveText(t, ref)
		got, ok := AlpineTag(img)
		if img.Libc == Musl {
			got, ok = DebianTag(img)
		}
		if !ok || got != want {
			t.Errorf("%s: %q, want %q", ref, got, want)
		}
	}
}
