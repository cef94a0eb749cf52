//go:build unix

// Bench measures dfmigrate over a monorepo that it writes itself, beside the least that
// reading the same Dockerfiles takes, and beside other tools that are installed. See
// docs/performance.md.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

func main() {
	if err := start(); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func start() error {
	// The floor and the walk are measured as processes of their own, which are this program.
	if len(os.Args) > 1 {
		switch os.Args[1] {
		case "parse-each":
			return parseEach(os.Stdin)
		case "walk":
			return walkOnly(os.Args[2])
		}
	}
	b := &bench{}
	flag.StringVar(&b.program, "dfmigrate", "./dfmigrate", "the `program` to measure")
	flag.IntVar(&b.services, "services", 10000, "`number` of services of the monorepo")
	flag.IntVar(&b.lines, "lines", 100000, "`number` of lines of the long Dockerfile")
	flag.Uint64Var(&b.seed, "seed", 1, "of the monorepo")
	flag.IntVar(&b.times, "times", 3, "how often each is run; the run with the least CPU time counts")
	flag.StringVar(&b.write, "write", "", "only write the monorepo, to this `folder`")
	flag.BoolVar(&b.peers, "peers", true, "measure other tools")
	flag.Parse()
	if flag.NArg() > 0 {
		return fmt.Errorf("unexpected argument %q", flag.Arg(0))
	}
	if b.write != "" {
		_, err := writeTree(b.write, b.services, b.seed)
		return err
	}
	return b.run()
}

type bench struct {
	program         string
	services, lines int
	seed            uint64
	times           int
	write           string
	peers           bool

	self, dir string // this program, and a folder of its own
}

func (b *bench) run() (err error) {
	if b.self, err = os.Executable(); err != nil {
		return err
	}
	if b.program, err = exec.LookPath(b.program); err != nil {
		return err
	}
	if b.program, err = filepath.Abs(b.program); err != nil {
		return err
	}
	if b.dir, err = os.MkdirTemp("", "dfmigrate-bench-"); err != nil {
		return err
	}
	defer os.RemoveAll(b.dir)

	fmt.Printf("%-34s %9s %9s %9s %9s\n", "", "CPU s", "µs/file", "wall s", "peak MiB")
	small, err := b.tree("small", b.services/10, false)
	if err != nil {
		return err
	}
	large, err := b.tree("large", b.services, b.peers)
	if err != nil {
		return err
	}
	fmt.Printf("\nCPU time per file at %d files over that at %d: dfmigrate %.2f, floor %.2f\n", b.services, b.services/10,
		large.own.cpu.Seconds()/small.own.cpu.Seconds()/10, large.floor.cpu.Seconds()/small.floor.cpu.Seconds()/10)
	return b.long()
}

// result is what a tree took.
type result struct{ floor, own cost }

// tree measures over a monorepo of count services.
func (b *bench) tree(name string, count int, withPeers bool) (r result, err error) {
	dir := filepath.Join(b.dir, name)
	st, err := writeTree(dir, count, b.seed)
	if err != nil {
		return r, err
	}
	fmt.Printf("\n%d Dockerfiles: %d lines, %d KiB, among %d files\n", len(st.dockerfiles), st.lines, st.bytes>>10, st.files)
	list := strings.Join(st.dockerfiles, "\n")
	show := func(what string, c cost) {
		fmt.Printf("%-34s %9.2f %9.0f %9.2f %9.0f\n", what, c.cpu.Seconds(), float64(c.cpu.Microseconds())/float64(count), c.wall.Seconds(), float64(c.peak)/(1<<20))
	}

	walk, err := least(b.times, func() (cost, error) {
		c, _, err := run(nil, nil, os.Stderr, b.self, "walk", dir)
		return c, err
	})
	if err != nil {
		return r, err
	}
	show("walking the tree", walk)
	r.floor, err = least(b.times, func() (cost, error) {
		c, _, err := run(strings.NewReader(list), nil, os.Stderr, b.self, "parse-each")
		return c, err
	})
	if err != nil {
		return r, err
	}
	show("floor: buildkit's parser, once", r.floor)

	var said bytes.Buffer
	r.own, err = least(b.times, func() (cost, error) {
		said.Reset()
		return b.migrate(&said, dir)
	})
	if err != nil {
		return r, err
	}
	show("dfmigrate --to distroless", r.own)
	fmt.Printf("%s; %.1f times the floor\n", summaryLine(said.String()), r.own.cpu.Seconds()/r.floor.cpu.Seconds())

	for _, p := range peers {
		if !withPeers {
			break
		}
		c, failed, err := p.over(st.dockerfiles)
		if errors.As(err, &missing{}) {
			fmt.Println(err)
			continue
		}
		if err != nil {
			return r, err
		}
		show(p.name, c)
		fmt.Printf("%d of its calls failed; %.1f times dfmigrate\n", failed, c.cpu.Seconds()/r.own.cpu.Seconds())
	}
	return r, nil
}

// migrate runs dfmigrate over a tree, or a file, the patch going to a file.
func (b *bench) migrate(said io.Writer, path string) (cost, error) {
	patch, err := os.Create(filepath.Join(b.dir, "patch"))
	if err != nil {
		return cost{}, err
	}
	defer patch.Close()
	c, _, err := run(nil, patch, said, b.program, "--to", "distroless", path)
	return c, err
}

// long measures one file of many lines, and one of a tenth of them.
func (b *bench) long() error {
	var before time.Duration
	for _, lines := range []int{b.lines / 10, b.lines} {
		dir := filepath.Join(b.dir, fmt.Sprint("long-", lines))
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return err
		}
		name := filepath.Join(dir, "Dockerfile")
		if err := writeLong(name, lines); err != nil {
			return err
		}
		var said bytes.Buffer
		c, err := least(b.times, func() (cost, error) {
			said.Reset()
			return b.migrate(&said, name)
		})
		if err != nil {
			return err
		}
		fmt.Printf("\n%d lines in one Dockerfile: %.2f s CPU, %.2f s wall, %.0f MiB (%s)\n", lines,
			c.cpu.Seconds(), c.wall.Seconds(), float64(c.peak)/(1<<20), summaryLine(said.String()))
		if before > 0 {
			fmt.Printf("CPU time per line over that of a tenth of them: %.2f\n", c.cpu.Seconds()/before.Seconds()/10)
		}
		before = c.cpu
	}
	return nil
}

// summaryLine finds the line that counts the files in what dfmigrate said at the end;
// for a single file, which has none, the last line.
func summaryLine(said string) (line string) {
	for line = range strings.Lines(said) {
		line = strings.TrimSuffix(line, "\n")
		if strings.Contains(line, " files: ") {
			return line
		}
	}
	return line
}
