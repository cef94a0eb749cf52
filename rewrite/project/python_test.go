package project

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPythonAt(t *testing.T) {
	for name, tc := range map[string]struct {
		files    map[string]string
		names    []string
		scripts  map[string]string
		requires string
		tools    []string
		pkg      string
	}{
		"project table": {
			files: map[string]string{"pyproject.toml": `
[project]
name = "My_App"
requires-python = ">=3.11"
dependencies = ["fastapi[standard]>=0.110", "psycopg2; sys_platform == 'linux'"]
[project.optional-dependencies]
docs = ["mkdocs"]
[project.scripts]
serve = "my_app.cli:main"
[dependency-groups]
dev = ["pytest", {include-group = "docs"}]
[tool.uv]
`, "uv.lock": "requires-python = \">=3.11\"\n[[package]]\nname = \"my-app\"\nversion = \"0\"\n[[package]]\nname = \"starlette\"\nversion = \"0.37\"\n"},
			names: []string{"fastapi", "mkdocs", "psycopg2", "pytest", "starlette"}, scripts: map[string]string{"serve": "my_app.cli:main"},
			requires: ">=3.11", tools: []string{"uv"}, pkg: "my-app",
		},
		"poetry": {
			files: map[string]string{"pyproject.toml": `
[tool.poetry]
name = "svc"
[tool.poetry.dependencies]
python = "^3.12"
django = "^5"
shared = {path = "../shared", develop = true}
[tool.poetry.group.dev.dependencies]
black = "*"
[tool.poetry.scripts]
svc = "svc:run"
other = {reference = "svc.other:main", type = "console"}
`, "poetry.lock": "[[package]]\nname = \"sqlparse\"\nversion = \"0.5\"\ngroups = [\"main\"]\n"},
			names: []string{"black", "django", "shared", "sqlparse"}, scripts: map[string]string{"svc": "svc:run", "other": "svc.other:main"},
			requires: "^3.12", tools: []string{"poetry"}, pkg: "svc",
		},
		"setup.cfg and setup.py": {
			files: map[string]string{
				"setup.cfg": "[metadata]\nname = tool\n[options]\npython_requires = >=3.8\ninstall_requires =\n    requests>=2\n    # no\n    lxml\n[options.entry_points]\nconsole_scripts =\n    tool = tool.main:run\n",
				"setup.py":  "from setuptools import setup\nDEPS = open('x').read()\nsetup(install_requires=DEPS, entry_points={'console_scripts': ['two=tool.two:main [x]'], 'other': ['no=a:b']})\n",
			},
			names: []string{"lxml", "requests"}, scripts: map[string]string{"tool": "tool.main:run", "two": "tool.two:main"},
			requires: ">=3.8", tools: []string{"setuptools"}, pkg: "tool",
		},
		"pipenv": {
			files: map[string]string{
				"Pipfile":      "[packages]\nflask = \"*\"\n[dev-packages]\nblack = \"*\"\n[requires]\npython_version = \"3.11\"\n",
				"Pipfile.lock": `{"default": {"werkzeug": {"version": "==3.0"}}, "develop": {"black": {"version": "==24"}}}`,
			},
			names: []string{"black", "flask", "werkzeug"}, scripts: map[string]string{}, requires: "==3.11", tools: []string{"pipenv"},
		},
		"conda": {
			files: map[string]string{"environment.yml": "dependencies:\n  - numpy\n  - pip:\n    - flask\n"},
			names: []string{"flask"}, scripts: map[string]string{}, tools: []string{"conda"},
		},
		"nothing": {files: map[string]string{"main.go": ""}, scripts: map[string]string{}},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := PythonAt(pythonContext(t, tc.files), ".")
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.names, requirementNames(p)); diff != "" {
				t.Error("names", diff)
			}
			if diff := cmp.Diff(tc.scripts, p.Scripts); diff != "" {
				t.Error("scripts", diff)
			}
			if p.RequiresPython != tc.requires || p.Package != tc.pkg || !slices.Equal(p.Tools, tc.tools) {
				t.Errorf("got %q %q %q", p.RequiresPython, p.Package, p.Tools)
			}
		})
	}
}

// requirementNames are the names of all dependencies, sorted, each once.
func requirementNames(p *Python) []string {
	var names []string
	for _, r := range p.Requirements {
		if r.Name != "" {
			names = append(names, r.Name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func TestPythonAtNamesTheBrokenFile(t *testing.T) {
	_, err := PythonAt(pythonContext(t, map[string]string{"app/pyproject.toml": "[project"}), "app")
	if err == nil || err.Error()[:len("app/pyproject.toml: ")] != "app/pyproject.toml: " {
		t.Errorf("error %v", err)
	}
}

func TestPythonRows(t *testing.T) {
	for script, s := range pythonRows().scripts {
		if s.Distribution == "" || s.Source == "" {
			t.Errorf("%s: row without distribution or source", script)
		}
	}
	wheels := []string{"both", "glibc", "none", "pure"}
	for name, p := range pythonRows().packages {
		if p.Source == "" || !slices.Contains(wheels, p.Wheel) || name != NormalPythonName(name) {
			t.Errorf("%s: row without source, or with wheel %q", name, p.Wheel)
		}
		if len(p.Links)+len(p.Opens) > 0 && len(p.Libraries) == 0 {
			t.Errorf("%s: needs libraries, but no package is named", name)
		}
		for _, r := range p.Requires {
			if _, ok := PythonPackageNamed(r); !ok {
				t.Errorf("%s: requires %s, which has no row", name, r)
			}
		}
	}
	if s, ok := PythonScriptNamed("rq"); !ok || s.Module != "rq.cli" {
		t.Errorf("rq: %+v", s)
	}
	var needs []string
	for _, p := range PythonNeeds([]string{"Sentence_Transformers", "flask", "psycopg", "psycopg-binary"}) {
		needs = append(needs, p.Name)
	}
	if want := []string{"scikit-learn", "sentence-transformers", "torch"}; !slices.Equal(needs, want) {
		t.Errorf("needs %q, want %q", needs, want)
	}
}
