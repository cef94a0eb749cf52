package project

import (
	"fmt"
	"testing"
)

func TestPythonWrites(t *testing.T) {
	for _, c := range []struct{ what, file, src, want string }{
		{"constant", "a.py", `open("logs/x.log", "a")`, "logs"},
		{"beside the file", "web/a.py", "import os\nHERE = os.path.dirname(os.path.abspath(__file__))\nopen(os.path.join(HERE, 'out', 'x'), 'w')", "+web/out"},
		{"Django's database", "shop/settings.py", "from pathlib import Path\nBASE_DIR = Path(__file__).resolve().parent.parent\n" +
			`DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": BASE_DIR / "db.sqlite3"}}`, "+."},
		{"its older form", "shop/settings.py", "import os\nBASE_DIR = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))\n" +
			`DATABASES = {'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': os.path.join(BASE_DIR, 'data/db.sqlite3'),}}`, "+data"},
		{"another database", "s.py", `DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "NAME": "shop"}}`, ""},
		{"media", "shop/settings.py", "from pathlib import Path\nBASE_DIR = Path(__file__).resolve().parents[1]\nMEDIA_ROOT = BASE_DIR / 'media'", "+media"},
		{"media from the environment", "s.py", "import os\nMEDIA_ROOT = os.environ.get('MEDIA', '/srv/media')", "/srv/media"},
		{"imported directory", "shop/local.py", "from .base import ROOT\nMEDIA_ROOT = ROOT / 'media'", "+shop/media"},
		{"all of a module", "shop/local.py", "from .base import *\nMEDIA_ROOT = ROOT / 'media'", "+shop/media"},
		{"Flask's configuration", "config.py", "import os\nbasedir = os.path.abspath(os.path.dirname(__file__))\nclass Config:\n    URI = os.environ.get('DATABASE_URL') or 'sqlite:///' + os.path.join(basedir, 'app.db')", "+."},
		{"f-string", "db.py", "from pathlib import Path\nDIR = Path(__file__).parent\nURL = f'sqlite:///{DIR}/data/app.db'", "+data"},
		{"f-string that starts beside the file", "bot.py", "import os, sqlite3\nsqlite3.connect(f\"{os.path.realpath(os.path.dirname(__file__))}/database/bot.db\")", "+database"},
		{"f-string before what is absolute", "bot.py", "import os\nopen(f\"old{os.path.dirname(os.path.abspath(__file__))}/x\", 'w')", ""},
		{"keyword", "bot.py", "import logging\nlogging.FileHandler(filename='bot.log', mode='w')", "."},
		{"session", "bot.py", "from telethon import TelegramClient\nc = TelegramClient('bot', 1, 'x')", "."},
		{"upload folder", "app.py", "app.config['UPLOAD_FOLDER'] = 'static/uploads'", "static/uploads"},
		{"log handler", "s.py", `LOGGING = {"handlers": {"file": {"class": "logging.FileHandler", "filename": "/var/log/shop/shop.log"}}}`, "/var/log/shop"},
		{"path methods", "a.py", "from pathlib import Path\nPath('cache').mkdir(exist_ok=True)\n(Path('cache') / 'sub' / 'x.json').write_text('{}')", "cache cache/sub"},
		{"known at run time only", "a.py", "import os, sys\nopen(os.path.join(sys.argv[1], 'x'), 'w')\nx = x + x\nopen(x, 'w')", ""},
		{"modules that import each other", "shop/local.py", "from .other import *\nfrom . import *\nfrom .local import *\nMEDIA_ROOT = NOWHERE / 'media'", ""},
		{"read", "a.py", "open('config.json')\nmodels = load('sqlite-notes')", ""},
	} {
		files := map[string]string{c.file: c.src,
			"shop/base.py":     "from pathlib import Path\nROOT = Path(__file__).parent\n",
			"shop/other.py":    "from .local import *\nfrom .other import *\nfrom shop import *\n",
			"shop/__init__.py": "from .other import *\nfrom shop.local import NOWHERE\n",
		}
		f, err := PythonSource(pythonContext(t, files), c.file)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, use := range f.Writes {
			mark := ""
			if use.Beside {
				mark = "+"
			}
			got += fmt.Sprintf(" %s%s", mark, use.Name)
		}
		if got != "" {
			got = got[1:]
		}
		if got != c.want {
			t.Errorf("%s: got %q, want %q", c.what, got, c.want)
		}
	}
}
