package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"github.com/taskfault/taskfault/providers/emulator"
)

// Runs with a limit and a file of cursors come through all that there is, though
// each of them ends inside a page, and a source that is done begins anew only when
// the others have had their turn.
func TestLimitedRunsComeToTheEnd(t *testing.T) {
	alone(t)
	const failures = 40
	var all []string
	for _, s := range readable {
		all = append(all, "--source", sourceOf(t, s.name, emulator.Config{Failures: failures}))
	}
	cases := map[string][]string{"all of them": all}
	for i, s := range readable {
		cases[s.name] = all[2*i : 2*i+2]
	}
	for name, sources := range cases {
		for _, limit := range []int{1, 5, 37} {
			t.Run(fmt.Sprintf("%s, %d at a time", name, limit), func(t *testing.T) {
				t.Parallel()
				n := len(sources) / 2
				if limit == 1 && n > 1 {
					t.Skip("nothing that 5 at a time does not show, and long")
				}
				file := filepath.Join(t.TempDir(), "cursors")
				args := append([]string{"failures", "--limit", strconv.Itoa(limit), "--cursor-file", file}, sources...)
				found, printed, complete := make(map[any]bool), 0, make(map[any]bool)
				// Of the piece in which a run ends, some may come again.
				for most := 2*n*failures/limit + 2*n; len(complete) < n; most-- {
					if most == 0 {
						t.Fatalf("the runs come to no end: %d of %d failures, and %d of %d sources", len(found), n*failures, len(complete), n)
					}
					r := drive(args...)
					records := r.records(t)
					if r.code != exitFound && r.code != exitGood {
						t.Fatalf("exit code %d, want %d\n%s%s", r.code, exitFound, r.err, r.out)
					}
					for _, x := range of("task", records) {
						found[x["id"]] = true
						printed++
					}
					receipts := of("receipt", records)
					if len(receipts) != n {
						t.Fatalf("%d receipts, want %d", len(receipts), n)
					}
					for i, x := range receipts {
						if want := sources[2*i+1]; len(want) < 9 || x["source"].(string)[:7] != want[:7] {
							t.Errorf("receipt %d is of %v, want the order of the sources", i, x["source"])
						}
						if x["complete"] == true {
							complete[x["source"]] = true
						} else if x["limited"] != true {
							t.Errorf("the receipt %v is neither complete nor limited", x)
						}
					}
				}
				if len(found) != n*failures {
					t.Errorf("%d failures over all runs, want %d", len(found), n*failures)
				}
				if limit <= finest && n == 1 && printed != failures {
					t.Errorf("%d lines for %d failures, want none twice", printed, failures)
				}
			})
		}
	}
}

// A run without a limit goes on inside a page, too.
func TestAWholeRunGoesOnInsideAPage(t *testing.T) {
	alone(t)
	source, service := flaky(t, 30)
	file := filepath.Join(t.TempDir(), "cursors")
	args := []string{"failures", "--source", source, "--cursor-file", file}
	first := drive(append(args, "--limit", "7")...)
	service.limit.Store(service.seen.Load())
	broken := drive(append(args, "--max-attempts", "1")...) // which keeps the place
	service.limit.Store(0)
	second := drive(args...)
	ids := make(map[any]bool)
	for _, r := range []result{first, broken, second} {
		for _, x := range of("task", r.records(t)) {
			if ids[x["id"]] {
				t.Errorf("%v is printed twice", x["id"])
			}
			ids[x["id"]] = true
		}
	}
	if got := of("receipt", second.records(t))[0]; len(ids) != 30 || got["tasks"] != 23.0 || got["complete"] != true || broken.code != exitError {
		t.Errorf("%d failures, and the receipt %v; want 30, and 23 in a complete one\n%s", len(ids), got, broken.err)
	}
}

// A place inside a page that is damaged is an error of its source.
func TestAPlaceThatCannotBe(t *testing.T) {
	for _, position := range []string{insidePage, insidePage + "{", insidePage + "[]", insidePage + `{"printed":1}`} {
		if p, err := placeOf(position); err == nil {
			t.Errorf("%q: got %+v, want an error", position, p)
		}
	}
	for _, want := range []place{{After: "a\x00é", Printed: []string{"x", "y"}}, {Printed: []string{"x"}}} {
		if got, err := placeOf(want.position()); err != nil || got.After != want.After || !slices.Equal(got.Printed, want.Printed) {
			t.Errorf("got %+v and %v, want %+v", got, err, want)
		}
	}
}

// The window of a source that goes on is that of its cursor: told from now it may
// have moved, but another one is refused.
func TestGoingOnInAnotherWindow(t *testing.T) {
	alone(t)
	source, _ := flaky(t, 30)
	const since, until = "2018-01-01T00:00:00Z", "2090-01-01T00:00:00Z"
	for _, c := range []struct {
		name        string
		first, then []string
		code        int
	}{
		{"the same", []string{"--since", since, "--until", until}, []string{"--since", since, "--until", until}, exitFound},
		{"the same in another zone", []string{"--since", since}, []string{"--since", "2018-01-01T08:00:00+08:00"}, exitFound},
		{"moved", []string{"--since", "9000d"}, []string{"--since", "8000d"}, exitFound},
		{"another beginning", []string{"--since", since}, []string{"--since", "2019-01-01T00:00:00Z"}, exitUsage},
		{"another end", []string{"--until", until}, []string{"--until", "2080-01-01T00:00:00Z"}, exitUsage},
		{"no beginning", []string{"--since", since}, nil, exitUsage},
		{"a beginning", nil, []string{"--since", "9000d"}, exitUsage},
		{"an end", []string{"--since", since}, []string{"--since", since, "--until", until}, exitUsage},
	} {
		file := filepath.Join(t.TempDir(), "cursors")
		args := []string{"failures", "--source", source, "--cursor-file", file}
		if r := drive(append(slices.Concat(args, c.first), "--limit", "3")...); r.code != exitFound {
			t.Fatalf("%s: exit code %d at first\n%s", c.name, r.code, r.err)
		}
		before, _ := os.ReadFile(file)
		r := drive(slices.Concat(args, c.then)...)
		if r.code != c.code {
			t.Errorf("%s: exit code %d, want %d\n%s", c.name, r.code, c.code, r.err)
		}
		if after, _ := os.ReadFile(file); c.code == exitUsage && (string(after) != string(before) || r.out != "") {
			t.Errorf("%s: the file or the output was written", c.name)
		}
		// Once the source is done any window will do.
		_ = drive(slices.Concat(args, c.first)...)
		if r := drive(slices.Concat(args, c.then)...); r.code == exitUsage {
			t.Errorf("%s: refused after the end\n%s", c.name, r.err)
		}
	}
}
