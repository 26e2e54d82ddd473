package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/taskfault/taskfault/providers/emulator"
)

// moment is what a run had printed and written when it could have been killed.
type moment struct{ printed, cursors string }

// moments keeps one for each write to stdout, before and after it.
type moments struct {
	locked
	file string
	seen []moment
}

func (m *moments) Write(p []byte) (int, error) {
	m.note()
	n, err := m.locked.Write(p)
	m.note()
	return n, err
}

func (m *moments) note() {
	body, _ := os.ReadFile(m.file)
	m.seen = append(m.seen, moment{m.String(), string(body)})
}

// Wherever a run is killed, the next one brings what it has not printed, and
// repeats no more than a thousand tasks and what was on its way: the file is
// written while the run goes on, and never stands ahead of stdout.
func TestTheFileOfCursorsFollowsTheRun(t *testing.T) {
	alone(t)
	const failures = 3500
	synctest.Test(t, func(t *testing.T) {
		service := network{hostOf("sdrs"): emulator.Transport(emulator.SDRS(emulator.Config{Failures: failures}))}
		file := filepath.Join(t.TempDir(), "cursors")
		run := func(out *moments) result {
			r := job{
				args: []string{"failures", "--page-size", "100", "--cursor-file", file, "--output", "jsonl",
					"--source", "sdrs://eu-de?project_id=" + emulatorProject + "&endpoint=http://" + hostOf("sdrs")},
				network: service, stdout: out,
			}.run(t.Context())
			r.out = out.String()
			return r
		}
		whole := &moments{file: file}
		want := found(t, run(whole))["sdrs"]
		if len(want) != failures {
			t.Fatalf("%d failures, want %d", len(want), failures)
		}
		files, most := make(map[string]bool), 0
		for _, m := range whole.seen {
			if m.cursors == "" || files[m.cursors] {
				continue
			}
			files[m.cursors] = true
			if err := os.WriteFile(file, []byte(m.cursors), 0o600); err != nil {
				t.Fatal(err)
			}
			before := result{out: m.printed[:strings.LastIndexByte(m.printed, '\n')+1]}
			got, repeats := together(t, reader{service: "sdrs"}, before, run(&moments{file: file}))
			same(t, fmt.Sprintf("killed after %d bytes", len(m.printed)), got, want)
			most = max(most, repeats)
		}
		// How far behind stdout the file is, at any moment.
		if len(files) < 3 || most > 200 {
			t.Errorf("%d writes of the file, and up to %d tasks come again where it was just written; want 3 and few", len(files), most)
		}
		printedAt := make(map[string]int)
		for _, m := range whole.seen {
			n := strings.Count(m.printed, `"record":"task"`)
			if _, known := printedAt[m.cursors]; !known {
				printedAt[m.cursors] = n
			}
			if behind := n - printedAt[m.cursors]; behind > saveTasks {
				t.Errorf("%d tasks are printed, and the file is %d behind, want %d at most", n, behind, saveTasks)
			}
		}
	})
}

// A slow run writes the file every half minute, however few tasks there are; a
// table is written at the end, and the file after it.
func TestASlowRunWritesItsCursors(t *testing.T) {
	alone(t)
	for _, form := range []string{"jsonl", "table"} {
		t.Run(form, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "cursors")
			synctest.Test(t, func(t *testing.T) {
				base := emulator.Transport(emulator.SDRS(emulator.Config{Failures: 60}))
				began := time.Now()
				var last string
				changes, quiet := 0, began
				slow := roundTripper(func(r *http.Request) (*http.Response, error) {
					time.Sleep(6 * time.Second)
					body, _ := os.ReadFile(file)
					if string(body) != last {
						last, quiet = string(body), time.Now()
						changes++
					}
					if since := time.Since(quiet); form == "jsonl" && since > 36*time.Second { // a page may have come since
						t.Errorf("the file is %v old after %v", since, time.Since(began))
					}
					return base.RoundTrip(r)
				})
				r := job{
					args: []string{"failures", "--page-size", "5", "--cursor-file", file, "--output", form,
						"--source", "sdrs://eu-de?project_id=" + emulatorProject + "&endpoint=http://" + hostOf("sdrs")},
					network: network{hostOf("sdrs"): slow},
				}.run(t.Context())
				if r.code != exitFound || form == "jsonl" && changes < 3 || form == "table" && changes != 0 {
					t.Errorf("exit code %d, and the file was written %d times during %v\n%s", r.code, changes, time.Since(began), r.err)
				}
			})
			if text := cursorsIn(t, file); len(text.Entries) != 1 || !text.Entries[0].Done {
				t.Errorf("the file has %+v, want one entry that is done", text)
			}
		})
	}
}

// roundTripper is a function that is one.
type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// A file that cannot be written while the run goes on is told once, and the run
// goes on; the last write decides about the exit code.
func TestCursorsThatCannotBeWrittenForAWhile(t *testing.T) {
	if os.Getuid() == 0 {
		t.Log("root may write everywhere: the folder is removed instead")
	}
	alone(t)
	for _, back := range []bool{true, false} {
		folder := filepath.Join(t.TempDir(), "folder")
		if err := os.Mkdir(folder, 0o700); err != nil {
			t.Fatal(err)
		}
		service := emulator.SDRS(emulator.Config{Failures: 3000})
		n := 0
		source := "sdrs://eu-de?project_id=" + emulatorProject + "&endpoint=" + serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			switch n++; {
			case n == 2:
				_ = os.RemoveAll(folder)
			case n == 25 && back:
				_ = os.Mkdir(folder, 0o700)
			}
			service.ServeHTTP(w, r)
		}))
		r := drive("failures", "--source", source, "--page-size", "100", "--cursor-file", filepath.Join(folder, "cursors"))
		want := map[bool]int{true: exitFound, false: exitError}[back]
		if r.code != want || strings.Count(r.err, "it is tried again while the run goes on") != 1 || len(of("receipt", r.records(t))) != 1 {
			t.Errorf("back %t: exit code %d, want %d and one line\n%s", back, r.code, want, r.err)
		}
	}
}

// A run that is killed in the middle of a large scan leaves its place, no lock that
// holds anybody, and no file but its own.
func TestAKilledScanRepeatsLittle(t *testing.T) {
	unixOnly(t)
	alone(t)
	const failures, page = 5000, 100
	service := emulator.SDRS(emulator.Config{Failures: failures})
	s := reader{service: "sdrs", file: filepath.Join(t.TempDir(), "cursors")}
	args := []string{"failures", "--page-size", fmt.Sprint(page), "--rps", "100000", "--cursor-file", s.file}
	killed := process(t, service, fate{request: 38, signal: os.Kill}, args...)
	if text := cursorsIn(t, s.file); killed.code != -1 || len(text.Entries) != 1 || text.Entries[0].Done {
		t.Fatalf("exit code %d, the file has %+v; want a killed process and one entry", killed.code, text)
	}
	last := process(t, service, fate{}, args...)
	lines, repeats := together(t, s, killed, last)
	if last.code != exitFound || strings.Contains(last.err, "in use") || len(lines) != failures || repeats > saveTasks+page {
		t.Errorf("exit code %d, %d failures, %d of them again; want %d, %d and at most %d\n%s", last.code, len(lines), repeats, exitFound, failures, saveTasks+page, last.err)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(s.file), ".*")); len(left) != 0 {
		t.Errorf("files are left behind: %v", left)
	}
}

// Two runs on one file take turns: the second says whom it waits for, and goes on
// where the first has left off.
func TestTwoRunsOnOneFileTakeTurns(t *testing.T) {
	alone(t)
	service := emulator.SDRS(emulator.Config{Failures: 40})
	go1, arrived := make(chan struct{}), make(chan struct{}, 100)
	source := "sdrs://eu-de?project_id=" + emulatorProject + "&endpoint=" + serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		arrived <- struct{}{}
		<-go1
		service.ServeHTTP(w, r)
	}))
	file := filepath.Join(t.TempDir(), "cursors")
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(file, link); err != nil {
		t.Skipf("no link can be made here: %v", err)
	}
	args := []string{"failures", "--source", source, "--page-size", "5", "--limit", "15", "--cursor-file"}
	first := make(chan result, 1)
	go func() { first <- drive(append(slices.Clone(args), file)...) }()
	<-arrived
	second, told := make(chan result, 1), make(chan struct{}, 1)
	go func() { second <- job{args: append(slices.Clone(args), link), told: told}.run(t.Context()) }()
	<-told
	// A third does not wait for ever, and a fourth is interrupted.
	third := drive(append(slices.Clone(args), file, "--timeout", "100ms")...)
	errs, receipts := of("error", third.records(t)), of("receipt", third.records(t))
	if third.code != exitError || len(errs) != 1 || errs[0].error()["kind"] != "timeout" || len(receipts) != 1 || receipts[0]["requests"] != 0.0 {
		t.Errorf("the third: exit code %d, %s; want %d, an error of kind timeout and a receipt", third.code, third.out, exitError)
	}
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(100*time.Millisecond, cancel)
	fourth := job{args: append(slices.Clone(args), file)}.run(ctx)
	if fourth.code != exitInterrupted || len(of("receipt", fourth.records(t))) != 1 || len(of("error", fourth.records(t))) != 0 {
		t.Errorf("the fourth: exit code %d, %s; want %d and a receipt", fourth.code, fourth.out, exitInterrupted)
	}
	close(go1)
	a, b := <-first, <-second
	for i, r := range []result{a, b} {
		if r.code != exitFound {
			t.Errorf("run %d: exit code %d, want %d\n%s", i+1, r.code, exitFound, r.err)
		}
	}
	host, _ := os.Hostname()
	for i, text := range []string{b.err, third.err, fourth.err} {
		if want := fmt.Sprintf("is in use by process %d on %s since 20", os.Getpid(), host); strings.Count(text, "in use") != 1 || !strings.Contains(text, want) {
			t.Errorf("waiting run %d: stderr %q, want one line with %q", i+1, text, want)
		}
	}
	lines, repeats := together(t, reader{service: "sdrs"}, a, b)
	if len(lines) != 30 || repeats != 0 {
		t.Errorf("%d failures, %d of them twice; want 30 and none", len(lines), repeats)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(file), ".*")); len(left) != 0 {
		t.Errorf("files are left behind: %v", left)
	}
}

// Many runs at once on one file never lose an entry, nor each other's turn.
func TestManyRunsOnOneFile(t *testing.T) {
	alone(t)
	const runs, failures = 8, 40
	source, _ := flaky(t, failures)
	file := filepath.Join(t.TempDir(), "cursors")
	results := make(chan result, runs)
	for range runs {
		go func() {
			results <- drive("failures", "--source", source, "--page-size", "5", "--limit", "5", "--cursor-file", file)
		}()
	}
	var all []result
	for range runs {
		r := <-results
		if r.code != exitFound {
			t.Errorf("exit code %d, want %d\n%s", r.code, exitFound, r.err)
		}
		all = append(all, r)
	}
	if lines, repeats := together(t, reader{service: "sdrs"}, all...); len(lines) != failures || repeats != 0 {
		t.Errorf("%d failures over all runs, %d of them twice; want %d and none", len(lines), repeats, failures)
	}
}

// Two jobs of other sources cannot share a file, also where it is new: the second
// is told so at once, and by name.
func TestAFileOfAnotherJobIsRefusedInTurn(t *testing.T) {
	alone(t)
	source, _ := flaky(t, 5)
	other := sourceOf(t, "csbs", emulator.Config{Failures: 1})
	file := filepath.Join(t.TempDir(), "cursors")
	results := make(chan result, 2)
	for _, s := range []string{source, other} {
		go func() { results <- drive("failures", "--source", s, "--cursor-file", file) }()
	}
	a, b := <-results, <-results
	if a.code > b.code {
		a, b = b, a
	}
	if a.code != exitFound || b.code != exitUsage || !strings.Contains(b.err, "which is not among the sources: give each job a file of its own") {
		t.Errorf("exit codes %d and %d, want %d and %d\n%s%s", a.code, b.code, exitFound, exitUsage, a.err, b.err)
	}
}

// A link is written through, also where what it points to is not there yet.
func TestCursorFileBehindALinkThatLeadsNowhere(t *testing.T) {
	alone(t)
	source, _ := flaky(t, 5)
	base := t.TempDir()
	for _, d := range []string{"a", "b", "b/c"} {
		if err := os.Mkdir(filepath.Join(base, d), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	for link, to := range map[string]string{
		"absolute": filepath.Join(base, "b/absolute"), "a/relative": "../b/relative", "a/chain": "../absolute2", "absolute2": "b/chain",
		"folder": "b/c", "a/loop": "loop2", "a/loop2": "loop", "a/nowhere": "../none/file",
	} {
		if err := os.Symlink(to, filepath.Join(base, link)); err != nil {
			t.Skipf("no link can be made here: %v", err)
		}
	}
	if err := os.Symlink("folder/../behind", filepath.Join(base, "dots")); err != nil { // b/behind, and not behind
		t.Fatal(err)
	}
	for link, to := range map[string]string{
		"absolute": "b/absolute", "a/relative": "b/relative", "a/chain": "b/chain", "dots": "b/behind", "folder/direct": "b/c/direct",
	} {
		r := drive("failures", "--source", source, "--cursor-file", base+"/"+link)
		if r.code != exitFound {
			t.Errorf("%s: exit code %d, want %d\n%s", link, r.code, exitFound, r.err)
			continue
		}
		if info, err := os.Lstat(filepath.Join(base, to)); err != nil || !info.Mode().IsRegular() {
			t.Errorf("%s: no file at %s: %v", link, to, err)
		}
		if info, err := os.Lstat(filepath.Join(base, link)); link != "folder/direct" && (err != nil || info.Mode()&os.ModeSymlink == 0) {
			t.Errorf("%s: the link was replaced", link)
		}
	}
	if err := os.Symlink(os.DevNull, filepath.Join(base, "device")); err != nil {
		t.Fatal(err)
	}
	for _, link := range []string{"a/loop", "a/nowhere", "device"} {
		r := drive("failures", "--source", source, "--cursor-file", filepath.Join(base, link))
		if r.code != exitUsage || strings.Count(r.err, "\n") != 1 {
			t.Errorf("%s: exit code %d, want %d and one line\n%s", link, r.code, exitUsage, r.err)
		}
		if got, err := target(filepath.Join(base, link)); err == nil { // before a lock is made beside it
			t.Errorf("%s leads to %s, want an error", link, got)
		}
	}
}
