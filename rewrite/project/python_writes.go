package project

import (
	"path"
	"slices"
	"strings"
)

// pyWriters are functions that write the file which their first argument names, by the
// keyword that may stand before it.
var pyWriters = map[string]string{
	"sqlite3.connect": "database", "aiosqlite.connect": "database", "shelve.open": "filename", "dbm.open": "file",
	"logging.FileHandler": "filename", "logging.handlers.RotatingFileHandler": "filename",
	"logging.handlers.TimedRotatingFileHandler": "filename", "logging.handlers.WatchedFileHandler": "filename",
	"tinydb.TinyDB": "path", "pickledb.load": "location",
	// A session is an SQLite file of that name.
	"telethon.TelegramClient": "session", "telethon.sync.TelegramClient": "session",
}

// addWrite records the directory of a file that is written to, where constants make its path.
func (f *PythonFile) addWrite(m *pyModule, arg []pyToken, line int) {
	p, ok := m.path(f.Path, arg)
	if !ok || p.text == "" || p.text == ":memory:" || strings.HasPrefix(p.text, "/dev/") || strings.Contains(p.text, "\n") {
		return
	}
	if strings.HasPrefix(p.text, "sqlite") || strings.HasPrefix(p.text, "file:") {
		f.addSQLite(p.text, line)
		return
	}
	f.addDirectory(p.parent(), line)
}

// addMade records a directory that is made or written into.
func (f *PythonFile) addMade(m *pyModule, arg []pyToken, line int) {
	if p, ok := m.path(f.Path, arg); ok && p.text != "" && !strings.Contains(p.text, "\n") {
		f.addDirectory(p, line)
	}
}

func (f *PythonFile) addDirectory(p pyPath, line int) {
	if strings.Contains(p.text, besideMark) {
		return // what stands before an absolute path makes no sense of it
	}
	f.Writes = append(f.Writes, PythonUse{Name: p.text, File: f.Path, Line: line, Beside: p.beside})
}

// addSQLite records the file of an SQLAlchemy URL: three slashes a relative path,
// four an absolute one.
func (f *PythonFile) addSQLite(url string, line int) {
	scheme, rest, ok := strings.Cut(url, ":///")
	if !ok || !strings.HasPrefix(scheme, "sqlite") || rest == "" || rest == ":memory:" {
		return
	}
	rest, _, _ = strings.Cut(rest, "?")
	rest = strings.TrimPrefix(rest, "/"+besideMark) // "sqlite:////" before what is absolute already
	inner, beside := strings.CutPrefix(rest, besideMark)
	f.addDirectory(pyPath{path.Dir(inner), beside}, line)
}

// pyDirectories are names under which settings of Flask, Django and others keep a
// directory that the program writes into.
var pyDirectories = []string{"UPLOAD_FOLDER", "UPLOAD_DIR", "MEDIA_ROOT", "LOG_DIR", "LOGS_DIR", "DATA_DIR", "CACHE_DIR", "SESSION_FILE_DIR", "FILE_UPLOAD_TEMP_DIR"}

// pyFiles are those of a file.
var pyFiles = []string{"LOG_FILE", "DB_PATH", "DATABASE_PATH", "DB_FILE", "SQLITE_PATH"}

// noteSettings records what settings name: SQLite URLs, Django's database and log
// files, and directories under the names above.
func (f *PythonFile) noteSettings(m *pyModule) {
	t := m.tokens
	sqlite := false // a Django database engine
	for _, tok := range t {
		sqlite = sqlite || tok.Kind == pyString && strings.HasSuffix(tok.Text, "backends.sqlite3")
	}
	for i := range t {
		switch {
		case t[i].Kind == pyString && strings.HasPrefix(t[i].Text, "sqlite"):
			f.addURL(m, i)
		case t[i].Kind == pyString && isPyOp(t, i+1, ":"): // an entry of a dict
			value := t[i+2 : pyValueEnd(t, i+2)]
			switch {
			case t[i].Text == "NAME" && sqlite, t[i].Text == "filename":
				f.addWrite(m, value, t[i].Line)
			case slices.Contains(pyDirectories, t[i].Text):
				f.addMade(m, value, t[i].Line)
			}
		case t[i].Kind == pyName && isPyOp(t, i+1, "=") && !isPyOp(t, i+2, "="):
			f.noteSetting(m, t[i].Text, i+2)
		case t[i].Kind == pyString && isPyOp(t, i+1, "]") && isPyOp(t, i+2, "=") && !isPyOp(t, i+3, "="):
			f.noteSetting(m, t[i].Text, i+3)
		}
	}
}

func (f *PythonFile) noteSetting(m *pyModule, name string, at int) {
	value := m.tokens[at:pyValueEnd(m.tokens, at)]
	switch {
	case slices.Contains(pyDirectories, name):
		f.addMade(m, value, m.tokens[at-1].Line)
	case slices.Contains(pyFiles, name):
		f.addWrite(m, value, m.tokens[at-1].Line)
	}
}

// addURL records an SQLite URL: the string alone, or with what + adds to it.
func (f *PythonFile) addURL(m *pyModule, at int) {
	end := pyValueEnd(m.tokens, at)
	if p, ok := m.path(f.Path, m.tokens[at:end]); ok {
		f.addSQLite(p.text, m.tokens[at].Line)
	} else if m.tokens[at].Literal {
		f.addSQLite(m.tokens[at].Text, m.tokens[at].Line)
	}
}

// pyValueEnd is where the expression at a token ends: at a comma, a closing bracket
// of something around it, or the end of the line.
func pyValueEnd(t []pyToken, at int) int {
	for i := at; i < len(t); i++ {
		switch {
		case t[i].Kind == pyNewline:
			return i
		case t[i].Kind != pyOp:
		case strings.Contains("([{", t[i].Text):
			i = pyClosing(t, i)
		case strings.Contains(")]},", t[i].Text):
			return i
		}
	}
	return len(t)
}

// noteMethods records what methods of paths write: X.mkdir(), (X / "y").write_text().
func (f *PythonFile) noteMethods(m *pyModule) {
	t := m.tokens
	for i := 2; i+1 < len(t); i++ {
		if t[i].Kind != pyName || !isPyOp(t, i-1, ".") || !isPyOp(t, i+1, "(") {
			continue
		}
		start := pyOperandStart(t, i-1)
		switch t[i].Text {
		case "mkdir":
			f.addMade(m, t[start:i-1], t[i].Line)
		case "write_text", "write_bytes", "touch":
			f.addWrite(m, t[start:i-1], t[i].Line)
		}
	}
}

// pyOperandStart is where the operand that ends before a dot begins.
func pyOperandStart(t []pyToken, dot int) int {
	i := dot
	for i > 0 {
		switch prev := t[i-1]; {
		case prev.Kind == pyOp && strings.Contains(")]", prev.Text):
			depth := 0
			for i--; i > 0; i-- {
				if t[i].Kind == pyOp && strings.Contains(")]}", t[i].Text) {
					depth++
				}
				if t[i].Kind == pyOp && strings.Contains("([{", t[i].Text) {
					if depth--; depth == 0 {
						break
					}
				}
			}
		case prev.Kind == pyName && !isPyKeyword(prev.Text), prev.Kind == pyString:
			i--
			if !isPyOp(t, i-1, ".") {
				return i
			}
			i--
		default:
			return i
		}
	}
	return i
}
