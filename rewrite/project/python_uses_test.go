package project

import (
	"fmt"
	"slices"
	"testing"
)

func useStrings(uses []PythonUse) []string {
	var s []string
	for _, u := range uses {
		s = append(s, fmt.Sprintf("%s:%d", u.Name, u.Line))
	}
	return s
}

func TestPythonSource(t *testing.T) {
	src := `"""os.system("no")
"""
import os, subprocess as sp
from subprocess import (run, check_output as co,
    PIPE)
import os.path
from ctypes import util, CDLL
from os import environ
import sys
# os.system("comment")
DB = "data/app.db"
UPLOAD_FOLDER = '/srv/uploads'
os.system(
    "echo hi")
sp.run("ls | wc", shell=True, check=True)
run(["git", "log"], stdout=PIPE)
co(cmd)
sp.Popen([sys.executable, "-m", "x"])
run(["dot"], shell=False)
self.os.system("not ours")
util.find_library("magic"); CDLL("libfoo.so.1")
port = int(os.environ.get("PORT", 8000)) + int(os.getenv('WORKERS'))
x = environ["TOKEN"]
open("log.txt", mode="a"); open(f"{x}.txt", "w"); open("in.txt")
sqlite3.connect(DB)
engine = "sqlite:////var/lib/db.sqlite?x=1"
`
	f, err := PythonSource(pythonContext(t, map[string]string{"a.py": src}), "a.py")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		what string
		got  []PythonUse
		want []string
	}{
		{"shell", f.Shell, []string{"echo hi:13", "ls | wc:15"}},
		{"programs", f.Programs, []string{"git:16", ":17", "dot:19"}},
		{"find", f.FindLibrary, []string{"magic:21"}},
		{"libraries", f.Libraries, []string{"libfoo.so.1:21"}},
		{"writes", f.Writes, []string{".:24", "data:25", "/srv/uploads:12", "/var/lib:26"}},
	} {
		if got := useStrings(c.got); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %q, want %q", c.what, got, c.want)
		}
	}
}

func TestPythonReach(t *testing.T) {
	c := pythonContext(t, map[string]string{
		"src/app/__init__.py":    "",
		"src/app/main.py":        "from . import views\nfrom app.db import models\nimport json",
		"src/app/views.py":       "from ..outside import x\nfrom .deep.er import *",
		"src/app/deep/er.py":     "",
		"src/app/db/__init__.py": "import os\nos.system('x')",
		"src/app/db/models.py":   "",
		"src/app/unused.py":      "",
		"src/app/tests/test.py":  "",
		"src/outside.py":         "",
	})
	var got []string
	for _, f := range PythonReach(PythonSources(c, "src"), []string{"src"}, "src/app/main.py") {
		got = append(got, f.Path)
	}
	slices.Sort(got)
	want := []string{"src/app/__init__.py", "src/app/db/__init__.py", "src/app/db/models.py", "src/app/deep/er.py", "src/app/main.py", "src/app/views.py", "src/outside.py"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

func TestLexPythonNeverFails(t *testing.T) {
	for _, src := range []string{"", "\\", "'", `"""`, "f'{", "(((", ")", "x = 'a\nb'", "\xff\xfe", "from", "import", "from . import", "a(", "import ,"} {
		parsePython([]byte(src))
	}
}
