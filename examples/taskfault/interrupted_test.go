package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/taskfault/taskfault/providers/emulator"
)

// ending ends a run at a point of it: before its n-th request, or when so many
// pages with tasks were printed. A zero one never does.
type ending struct {
	http.RoundTripper
	locked
	request, page int
	requests      atomic.Int64
	pages         int
	end           context.CancelFunc
}

func (e *ending) RoundTrip(r *http.Request) (*http.Response, error) {
	if int(e.requests.Add(1)) == e.request {
		e.end()
	}
	return e.RoundTripper.RoundTrip(r)
}

func (e *ending) Write(p []byte) (int, error) {
	n, err := e.locked.Write(p)
	if strings.HasPrefix(string(p), `{"record":"task"`) {
		if e.pages++; e.pages == e.page {
			e.end()
		}
	}
	return n, err
}

// reader reads one service, with a file of cursors, as often as it is told to.
type reader struct {
	service string
	base    http.RoundTripper
	file    string
}

// read runs the program once, until e ends it.
func (s reader) read(t *testing.T, e *ending) result {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	e.RoundTripper, e.end = s.base, cancel
	for source := range strings.FieldsSeq(inNetwork()[sourcesVariable]) {
		if strings.HasPrefix(source, s.service+"://") {
			j := job{
				args:    []string{"failures", "--source", source, "--page-size", "5", "--cursor-file", s.file},
				network: network{hostOf(s.service): e}, stdout: e,
			}
			r := j.run(ctx)
			r.out = e.String()
			return r
		}
	}
	t.Fatalf("there is no service %s", s.service)
	return result{}
}

// anew is the same service for somebody who has read nothing.
func (s reader) anew(t *testing.T) reader {
	s.file = filepath.Join(t.TempDir(), "cursors")
	return s
}

// eachService runs f in a bubble for each service, with the lines that there are
// to find.
func eachService(t *testing.T, failures int, f func(t *testing.T, s reader, want map[string]string)) {
	t.Helper()
	alone(t)
	for _, service := range readable {
		t.Run(service.Name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := reader{service: service.Name, base: emulator.Transport(service.New(emulator.Config{Failures: failures}))}
				whole := s.anew(t).read(t, new(ending))
				want := found(t, whole)[s.service]
				if n := shown(s.service, failures); whole.code != exitFound || len(want) != n {
					t.Fatalf("undisturbed: exit code %d and %d failures, want %d and %d\n%s", whole.code, len(want), exitFound, n, whole.err)
				}
				f(t, s, want)
			})
		})
	}
}

// together are the lines of several runs, each task once.
func together(t *testing.T, s reader, runs ...result) (lines map[string]string, repeats int) {
	t.Helper()
	lines = make(map[string]string)
	for _, r := range runs {
		for id, line := range found(t, r)[s.service] {
			if lines[id] != "" {
				repeats++
			}
			lines[id] = line
		}
	}
	return lines, repeats
}

// same compares what was found with what there is.
func same(t *testing.T, what string, got, want map[string]string) {
	t.Helper()
	for id := range want {
		if got[id] != want[id] {
			t.Errorf("%s: the failure %s is %q, want %q", what, id, got[id], want[id])
		}
	}
	if len(got) != len(want) {
		t.Errorf("%s: %d failures, want %d", what, len(got), len(want))
	}
}

// Wherever a run is interrupted, at any request and after any page, the next one
// brings what it has not.
func TestAnInterruptedScanGoesOn(t *testing.T) {
	eachService(t, 12, func(t *testing.T, s reader, want map[string]string) {
		points, repeated := 0, 0
		try := func(what string, e *ending) (reached bool) {
			s := s.anew(t)
			first := s.read(t, e)
			complete := of("receipt", first.records(t))[0]["complete"] == true
			if code := map[bool]int{true: exitFound, false: exitInterrupted}[complete]; first.code != code {
				t.Errorf("%s: exit code %d with complete=%t, want %d\n%s", what, first.code, complete, code, first.err)
			}
			if _, err := os.Stat(s.file); err == nil {
				if text := cursorsIn(t, s.file); len(text.Entries) > 0 && text.Entries[0].Done != complete {
					t.Errorf("%s: the file says done=%t of a scan with complete=%t", what, text.Entries[0].Done, complete)
				}
			}
			if complete {
				return false
			}
			points++
			second := s.read(t, new(ending))
			got, repeats := together(t, s, first, second)
			same(t, what, got, want)
			repeated += repeats
			code := exitGood // where the first had printed everything
			if len(found(t, second)[s.service]) > 0 {
				code = exitFound
			}
			if second.code != code {
				t.Errorf("%s: the second run ends with exit code %d, want %d\n%s", what, second.code, code, second.err)
			}
			return true
		}
		step := 1
		if raceDetector {
			step = 7
		}
		for n := 1; try(fmt.Sprintf("request %d", n), &ending{request: n}); n += step {
		}
		byRequest := points
		for n := 1; try(fmt.Sprintf("page %d", n), &ending{page: n}); n++ {
		}
		t.Logf("interrupted at %d requests and %d pages: nothing lost, %d failures printed twice", byRequest, points-byRequest, repeated)
		if byRequest < 2 || points == byRequest {
			t.Errorf("interrupted at %d requests and %d pages: too few to prove anything", byRequest, points-byRequest)
		}
	})
}

// Runs that are all interrupted after their first page come to the end
// nevertheless.
func TestManyInterruptedScansComeToTheEnd(t *testing.T) {
	eachService(t, 20, func(t *testing.T, s reader, want map[string]string) {
		s = s.anew(t)
		var runs []result
		for complete := false; !complete; {
			if len(runs) > len(want) {
				t.Fatalf("%d runs, and no end", len(runs))
			}
			r := s.read(t, &ending{page: 1})
			complete = of("receipt", r.records(t))[0]["complete"] == true
			runs = append(runs, r)
		}
		got, repeats := together(t, s, runs...)
		same(t, "all runs", got, want)
		t.Logf("%d runs, %d failures printed twice", len(runs), repeats)
	})
}
