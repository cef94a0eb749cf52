package shell_test

import (
	"testing"

	"github.com/dfmigrate/dfmigrate/rewrite/shell"
)

// runText is a RUN of an ordinary size.
const runText = `set -eux; apt-get update && apt-get install -y --no-install-recommends \
    build-essential "libpq-dev" curl \
 && rm -rf /var/lib/apt/lists/* && mkdir -p ${APP_HOME:-/app}/{data,log} \
 && if [ "$MODE" = debug ]; then pip install debugpy; fi`

func BenchmarkParse(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := shell.Parse(runText); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkExpand(b *testing.B) {
	script, err := shell.Parse(runText)
	if err != nil {
		b.Fatal(err)
	}
	env := func(name string) (string, bool) { return "/srv", name == "APP_HOME" }
	b.ReportAllocs()
	for b.Loop() {
		for _, c := range script.Commands {
			for _, w := range c.Words {
				w.Expand(env)
			}
		}
	}
}
