package project

import (
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

func pythonContext(t *testing.T, files map[string]string) *Context {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, content := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(content)}
	}
	c, err := New(fsys, "")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestParseRequirements(t *testing.T) {
	c := pythonContext(t, map[string]string{
		"requirements.txt": "\ufeff# the web\r\n" +
			"Flask==3.0.1 ; python_version >= \"3.8\"\r\n" +
			"uvicorn[standard, Extra_Two] >= 0.29  # fast\r\n" +
			"-r requirements/base.txt\n--index-url https://example.com/simple\n-c constraints.txt\n" +
			"cryptography==42.0.0 \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb\n" +
			"-e ./lib/core\n-e git+https://github.com/a/My.Lib.git@v1#egg=my_lib[x]&subdirectory=p\n" +
			"git+https://github.com/a/other.git\n" +
			"named @ https://example.com/named-1.0.tar.gz\nhttps://example.com/zope.interface-5-py3-none-any.whl\n" +
			"./wheels/thing.whl\nprintf(>=1,<2)\n",
		"requirements/base.txt": "-r ../requirements.txt\nruamel.yaml~=0.18\n",
	})
	got, err := ParseRequirements(c, "requirements.txt")
	if err != nil {
		t.Fatal(err)
	}
	want := []PythonRequirement{
		{Name: "flask", Specifier: "==3.0.1", Marker: `python_version >= "3.8"`, File: "requirements.txt", Line: 2},
		{Name: "uvicorn", Extras: []string{"standard", "extra-two"}, Specifier: ">= 0.29", File: "requirements.txt", Line: 3},
		{Name: "ruamel-yaml", Specifier: "~=0.18", File: "requirements/base.txt", Line: 2},
		{Name: "cryptography", Specifier: "==42.0.0", Hashed: true, File: "requirements.txt", Line: 7},
		{Path: "lib/core", Editable: true, File: "requirements.txt", Line: 10},
		{Name: "my-lib", URL: "git+https://github.com/a/My.Lib.git@v1#egg=my_lib[x]&subdirectory=p", Editable: true, File: "requirements.txt", Line: 11},
		{Name: "other", URL: "git+https://github.com/a/other.git", File: "requirements.txt", Line: 12},
		{Name: "named", URL: "https://example.com/named-1.0.tar.gz", File: "requirements.txt", Line: 13},
		{Name: "zope-interface", URL: "https://example.com/zope.interface-5-py3-none-any.whl", File: "requirements.txt", Line: 14},
		{Path: "wheels/thing.whl", File: "requirements.txt", Line: 15},
		{Name: "printf", Specifier: ">=1,<2", File: "requirements.txt", Line: 16},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestParseRequirementsMissingInclude(t *testing.T) {
	c := pythonContext(t, map[string]string{"r.txt": "a\n-r gone.txt\n"})
	got, err := ParseRequirements(c, "r.txt")
	if err == nil || err.Error() != "r.txt:2: open gone.txt: file does not exist" {
		t.Errorf("error %v", err)
	}
	if len(got) != 1 {
		t.Errorf("read %v before the error", got)
	}
}
