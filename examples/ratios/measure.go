package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// results has the figures of one run: by benchmark, and of each by unit.
type results map[string]map[string]float64

// binaries are the test programs of the packages.
type binaries struct {
	sdk, folder string
	of          map[string]string // by package
}

// build compiles the tests of every package once, so that runs are nothing but
// measuring.
func build(ctx context.Context, sdk string, works []work) (*binaries, error) {
	sdk, err := filepath.Abs(sdk)
	if err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp("", "ratios")
	if err != nil {
		return nil, err
	}
	b := &binaries{sdk: sdk, folder: folder, of: make(map[string]string)}
	for _, w := range works {
		if b.of[w.pkg] != "" {
			continue
		}
		b.of[w.pkg] = filepath.Join(folder, strings.ReplaceAll(w.pkg, "/", "-"))
		cmd := exec.CommandContext(ctx, "go", "test", "-c", "-o", b.of[w.pkg], "./"+w.pkg)
		cmd.Dir = sdk
		if out, err := cmd.CombinedOutput(); err != nil {
			b.remove()
			return nil, fmt.Errorf("building the benchmarks of %s: %w\n%s", w.pkg, err, out)
		}
	}
	return b, nil
}

func (b *binaries) remove() { _ = os.RemoveAll(b.folder) }

// turns is how often a benchmark and its floor take turns within a run.
const turns = 4

// measure runs every benchmark, ours and its floor in turn. What else the
// machine does can only make either slower, and so the least of each counts.
func (b *binaries) measure(ctx context.Context, works []work) (results, error) {
	all := make(results)
	for _, w := range works {
		n := turns
		if w.time == once {
			n = 1 // long enough to be even
		}
		for range n {
			for _, name := range []string{w.floor, w.ours} {
				if name == "" {
					continue
				}
				figures, err := b.one(ctx, w, name)
				if err != nil {
					return nil, err
				}
				all.least(name+" "+w.pkg, figures)
			}
		}
	}
	return all, nil
}

// least keeps the smaller of two figures.
func (r results) least(name string, figures map[string]float64) {
	if r[name] == nil {
		r[name] = figures
		return
	}
	for unit, n := range figures {
		r[name][unit] = min(r[name][unit], n)
	}
}

// one runs one benchmark.
func (b *binaries) one(ctx context.Context, w work, name string) (map[string]float64, error) {
	cmd := exec.CommandContext(ctx, b.of[w.pkg], "-test.run=^$", "-test.bench="+exactly(name), "-test.benchtime="+w.time)
	cmd.Dir = filepath.Join(b.sdk, filepath.FromSlash(w.pkg))
	var faults bytes.Buffer
	cmd.Stderr = &faults
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%s of %s: %w\n%s%s", name, w.pkg, err, out, &faults)
	}
	for line := range strings.Lines(string(out)) {
		if got, figures := parse(line); got == name {
			return figures, nil
		}
	}
	return nil, fmt.Errorf("%s of %s: no such benchmark has run:\n%s", name, w.pkg, out)
}

// exactly is the pattern for one benchmark, level by level.
func exactly(name string) string {
	levels := strings.Split(name, "/")
	for i := range levels {
		levels[i] = "^" + regexp.QuoteMeta(levels[i]) + "$"
	}
	return strings.Join(levels, "/")
}

// processors is what package testing puts behind a benchmark's name.
var processors = regexp.MustCompile(`-\d+$`)

// parse reads a line such as
//
//	BenchmarkPage/ours-2   100   2388739 ns/op   921421 B/op   5713 allocs/op
//
// and gives no name for any other.
func parse(line string) (name string, figures map[string]float64) {
	words := strings.Fields(line)
	if len(words) < 4 || len(words)%2 != 0 || !strings.HasPrefix(words[0], "Benchmark") {
		return "", nil
	}
	figures = make(map[string]float64)
	for i := 2; i < len(words); i += 2 {
		n, err := strconv.ParseFloat(words[i], 64)
		if err != nil {
			return "", nil
		}
		figures[words[i+1]] = n
	}
	return processors.ReplaceAllString(words[0], ""), figures
}
