package project

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWriteCalls(t *testing.T) {
	for _, test := range []struct {
		name string
		read func(file, text string) []WriteCall
		text string
		want string
	}{
		{"c", cWrites, `fopen("in", "r"); fopen("out", "wb"); open("a", O_RDONLY); open("b", O_CREAT | O_WRONLY, 0644);
mkdir("cache", 0755); std::ofstream log("log.txt"); sqlite3_open("shop.db", &db); printf("no");`,
			"out b cache/ log.txt shop.db"},
		{"c#", func(file, text string) []WriteCall {
			return dotnetWrites(file, slices.DeleteFunc(jvmLex(text, false), func(t jvmToken) bool { return t.Kind == jvmNewline }))
		}, `File.WriteAllText("a.txt", text); File.ReadAllText("b"); File.WriteAllText($"{name}.txt", text); new StreamWriter("c.log");
options.UseSqlite("Data Source=d.db;Cache=Shared"); Directory.CreateDirectory(@"uploads"); UseSqlServer("Data Source=server;Database=x");
services.AddDataProtection().PersistKeysToFileSystem(new DirectoryInfo("/keys")); new DirectoryInfo("/read"); Log.WriteTo.File("logs/x.log");`,
			"a.txt c.log d.db uploads/ /keys/ logs/x.log"},
		{"settings", func(file, text string) []WriteCall { return dotnetSettings(file, []byte(text)) },
			"{\n // a comment\n \"A\": {\"B\": \"Filename=/data/a.sqlite\"}, \"C\": [\"Server=x;Data Source=tcp:y\"],}", "/data/a.sqlite"},
		{"ruby", rubyWrites, "File.write('a', x)\nFile.read('b')\nFile.open(\"c\", 'w') { }\nFile.open('d')\nFileUtils.mkdir_p 'e'\nSQLite3::Database.new(\"f.db\")\nFile.write(\"#{g}\", x)\nLogger.new(STDOUT)",
			"a c e/ f.db"},
		{"php", phpWrites, `<?php file_put_contents("a", $x); file_get_contents("b"); fopen('c', 'w'); fopen('d', 'r'); mkdir(__DIR__ . '/e');
new PDO("sqlite:/srv/f.db"); new PDO("mysql:host=x"); file_put_contents("g" . $x, $y); $disk->mkdir("h"); new SQLite3(":memory:"); touch("$i");`,
			"a c e/ /srv/f.db"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, w := range test.read("x", test.text) {
				s := w.Path
				if w.Dir {
					s = fmt.Sprint(s, "/")
				}
				got = append(got, s)
			}
			if diff := cmp.Diff(test.want, strings.Join(got, " ")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
