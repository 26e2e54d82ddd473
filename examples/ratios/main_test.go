package main

import (
	"context"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	for _, c := range []struct {
		line, name string
		figures    map[string]float64
	}{
		{
			"BenchmarkPage/ours-2         	    2504	   2388739 ns/op	  921421 B/op	    5713 allocs/op\n", "BenchmarkPage/ours",
			map[string]float64{"ns/op": 2388739, "B/op": 921421, "allocs/op": 5713},
		},
		{"BenchmarkScanMemory 1 5e9 ns/op 21.5 peak-MiB", "BenchmarkScanMemory", map[string]float64{"ns/op": 5e9, "peak-MiB": 21.5}},
		{"ok  	a/package	1.735s", "", nil},
		{"BenchmarkPage/ours-2 --- FAIL: in it", "", nil},
		{"PASS", "", nil},
		{"", "", nil},
	} {
		name, figures := parse(c.line)
		if name != c.name || !maps.Equal(figures, c.figures) {
			t.Errorf("parse(%q) = %q, %v, want %q, %v", c.line, name, figures, c.name, c.figures)
		}
	}
}

func TestMedian(t *testing.T) {
	for _, c := range []struct {
		values []float64
		want   float64
	}{{[]float64{3}, 3}, {[]float64{9, 1, 5}, 5}, {[]float64{4, 1, 2, 9}, 3}} {
		if got := median(c.values); got != c.want {
			t.Errorf("median(%v) = %v, want %v", c.values, got, c.want)
		}
	}
}

func TestTable(t *testing.T) {
	works := []work{
		{"a page", "p", "B/ours", "B/floor", once, []figure{ratio("time", "ns/op", 0.40), ratio("bytes", "B/op", 0)}},
		{"a scan", "p", "S", "", once, []figure{amount("peak", "MiB", 24), more("more", "MiB", 24), amount("allocations", "allocs/op", never)}},
	}
	run := func(ours, peak float64) results {
		return results{
			"B/floor p": {"ns/op": 100, "B/op": 10}, "B/ours p": {"ns/op": ours, "B/op": 5},
			"S p": {"MiB": peak, "allocs/op": 0},
		}
	}
	var out strings.Builder
	if err := table(&out, works, []results{run(50, 20), run(30, 26), run(60, 25)}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"| a page | time | 0.50 | 0.30 to 0.60 | <= 0.4 | **missed** |\n",
		"| a page | bytes | 0.50 | 0.50 to 0.50 |  |  |\n",
		"| a scan | peak | 25.00 | 20.00 to 26.00 | <= 24 | **missed** |\n",
		"| a scan | allocations | 0.00 | 0.00 to 0.00 | <= 0 | met |\n",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("got\n%s\nwant in it\n%s", &out, want)
		}
	}
	works[0].figures[0].unit = "eggs/op"
	if err := table(&out, works, []results{run(1, 1)}); err == nil {
		t.Error("a figure that no benchmark reports went without an error")
	}
}

// Every benchmark that the table names must be there, under that name.
func TestWorksAreBenchmarks(t *testing.T) {
	for _, w := range works {
		for _, name := range []string{w.ours, w.floor} {
			if name == "" {
				continue
			}
			top, _, _ := strings.Cut(name, "/")
			if !declares(t, filepath.Join("..", "..", filepath.FromSlash(w.pkg)), top) {
				t.Errorf("%s: %s has no %s", w.name, w.pkg, top)
			}
		}
	}
}

func declares(t *testing.T, folder, function string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	pattern := regexp.MustCompile(`(?m)^func ` + function + `\(b \*testing\.B\)`)
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if pattern.Match(text) {
			return true
		}
	}
	return false
}

// One quick work goes the whole way, from the compiler to the table.
func TestRun(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and runs benchmarks")
	}
	var out strings.Builder
	if err := run(context.Background(), &out, io.Discard, filepath.Join("..", ".."), "catalog", 1); err != nil {
		t.Fatal(err)
	}
	if got := out.String(); !strings.Contains(got, "| a look-up in the catalog | allocations | 0.00 |") {
		t.Errorf("got\n%s", got)
	}
	for _, c := range []struct {
		only string
		runs int
	}{{"no such work", 1}, {"catalog", 0}} {
		if err := run(context.Background(), &out, io.Discard, "..", c.only, c.runs); err == nil {
			t.Errorf("%d runs of %q went without an error", c.runs, c.only)
		}
	}
}
