package main

import (
	"context"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers/emulator"
	"github.com/taskfault/taskfault/sdk"
)

// Runs with a limit and a file of cursors come through all that there is, though
// each of them ends inside a page, and a source that is done begins anew only when
// the others have had their turn.
func TestLimitedRunsComeToTheEnd(t *testing.T) {
	alone(t)
	const failures = 40
	var all []string
	for _, s := range readable {
		all = append(all, "--source", sourceOf(t, s.Name, emulator.Config{Failures: failures}))
	}
	cases := map[string][]string{"all of them": all}
	for i, s := range readable {
		cases[s.Name] = all[2*i : 2*i+2]
	}
	for name, sources := range cases {
		for _, limit := range []int{1, 5, 37} {
			t.Run(fmt.Sprintf("%s, %d at a time", name, limit), func(t *testing.T) {
				t.Parallel()
				n, there := len(sources)/2, shownOfAll(failures)
				if n == 1 {
					there = shown(name, failures)
				}
				if limit == 1 && n > 1 {
					t.Skip("nothing that 5 at a time does not show, and long")
				}
				file := filepath.Join(t.TempDir(), "cursors")
				args := append([]string{"failures", "--limit", strconv.Itoa(limit), "--cursor-file", file}, sources...)
				found, printed, complete := make(map[any]bool), 0, make(map[any]bool)
				// Of the piece in which a run ends, some may come again.
				for most := 2*there/limit + 2*n; len(complete) < n; most-- {
					if most == 0 {
						t.Fatalf("the runs come to no end: %d of %d failures, and %d of %d sources", len(found), there, len(complete), n)
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
				if len(found) != there {
					t.Errorf("%d failures over all runs, want %d", len(found), there)
				}
				if limit <= finest && n == 1 && printed != there {
					t.Errorf("%d lines for %d failures, want none twice", printed, there)
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

// A fault at any request of a run that goes on inside the second page leaves the
// place as it is: what was printed there does not come again.
func TestAFaultInsideAPageKeepsThePlace(t *testing.T) {
	alone(t)
	const failures = 14
	for _, service := range readable {
		t.Run(service.Name, func(t *testing.T) {
			t.Parallel()
			c := &counted{Handler: service.New(emulator.Config{Failures: failures})}
			source := emulatorURL(service.Name, serve(t, c))
			tried := 0
			for allowed, complete := int64(0), false; !complete; allowed++ {
				if allowed > 100 {
					t.Fatal("no run comes to the end")
				}
				s := reader{service: service.Name}.anew(t)
				args := []string{"failures", "--source", source, "--page-size", "5", "--max-attempts", "1", "--cursor-file", s.file}
				c.limit.Store(0)
				first := drive(append(args, "--limit", "7")...)
				c.limit.Store(c.seen.Load() + allowed)
				broken := drive(args...)
				complete = broken.code == exitFound
				c.limit.Store(0)
				runs := []result{first, broken}
				if !complete {
					runs = append(runs, drive(args...))
				}
				// A list that could not be read, and what could not be looked up, is read
				// again from the beginning, and with it what was printed.
				anew := strings.Contains(broken.out, "could not be looked up") || of("receipt", broken.records(t))[0]["unread"] != 0.0
				if anew {
					runs = append(runs, drive(args...))
				}
				if !complete {
					tried++
				}
				lines, repeats := together(t, s, runs...)
				if want := shown(service.Name, failures); len(lines) != want || repeats != 0 && !anew {
					t.Errorf("a fault after %d requests: %d failures, %d of them printed twice; want %d and none\n%s", allowed, len(lines), repeats, want, broken.err)
				}
			}
			if tried < 3 {
				t.Errorf("%d runs met a fault: too few to prove anything", tried)
			}
		})
	}
}

// A page that comes with an error may have tasks and stand where the walk began:
// they are printed, and the place knows them beside those that it knew before.
func TestAnErrorPagesTasksArePrinted(t *testing.T) {
	tasks := make([]sdk.Task, 3)
	for i := range tasks {
		tasks[i] = sdk.Task{ID: strconv.Itoa(i), Type: "t", State: sdk.Failed}
	}
	var q sdk.Query
	for _, after := range []string{"", "there"} {
		for _, told := range []bool{false, true} { // whether the page says where it stands
			c := erring{page: sdk.Page{Tasks: slices.Clone(tasks[:2])}}
			if told {
				c.page.Cursor = q.CursorAt(c.Source(), after)
			}
			before := place{After: after, Printed: []string{keyOf(tasks[2]), keyOf(tasks[0])}}
			q.Resume = []sdk.Cursor{q.CursorAt(c.Source(), before.position())}
			for page, err := range (pieces{c, 1}).Pages(t.Context(), q) {
				q.Resume = []sdk.Cursor{page.Cursor}
				position, bad := q.Position(c.Source())
				got, _ := placeOf(position)
				slices.Sort(got.Printed)
				want := []string{keyOf(tasks[0]), keyOf(tasks[1]), keyOf(tasks[2])}
				slices.Sort(want)
				if err == nil || bad != nil || len(page.Tasks) != 1 || got.After != after || !slices.Equal(got.Printed, want) {
					t.Errorf("after %q, told %t: got %d tasks, %v and the place %+v; want the one that is left, the error, and %v", after, told, len(page.Tasks), err, got, want)
				}
			}
		}
	}
}

// erring is a client whose list is one page with an error.
type erring struct {
	sdk.Client
	page sdk.Page
}

func (erring) Source() sdk.Source { return sdk.Source{Service: "sdrs", Name: "sdrs://x"} }

func (e erring) Pages(context.Context, sdk.Query) iter.Seq2[sdk.Page, error] {
	return func(yield func(sdk.Page, error) bool) { yield(e.page, errors.New("broken")) }
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
