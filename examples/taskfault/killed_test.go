package main

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/taskfault/taskfault/providers/emulator"
)

// wordsToRun tells a copy of this test program to be taskfault, and with which
// arguments, one a line.
const wordsToRun = "TASKFAULT_TEST_WORDS"

// TestTheProgramInAProcessOfItsOwn is that program, and nothing otherwise.
func TestTheProgramInAProcessOfItsOwn(t *testing.T) {
	words := os.Getenv(wordsToRun)
	if words == "" {
		t.Skip("only when another test asks for it")
	}
	os.Args = append([]string{"taskfault"}, strings.Split(words, "\n")...)
	main()
}

// lethal is a service that gives a signal to the program that asks it, when it
// asks for the n-th time.
type lethal struct {
	http.Handler
	n       int64
	signal  os.Signal
	seen    atomic.Int64
	started chan struct{} // closed when the process is known
	process *os.Process
}

func (l *lethal) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if l.seen.Add(1) == l.n {
		<-l.started
		_ = l.process.Signal(l.signal)
		<-r.Context().Done() // the connection ends with the program
		return
	}
	l.Handler.ServeHTTP(w, r)
}

// fate is what happens to a process: a signal at its n-th request, or its death
// when it has printed something. The zero one is to live.
type fate struct {
	request int
	signal  os.Signal
	printed string
}

// process runs the program as a process that reads h as an SDRS.
func process(t *testing.T, h http.Handler, f fate, args ...string) result {
	t.Helper()
	l := &lethal{Handler: h, n: int64(f.request), signal: f.signal, started: make(chan struct{})}
	words := append(slices.Clone(args), "--source", "sdrs://eu-de?project_id="+emulatorProject+"&endpoint="+serve(t, l))
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestTheProgramInAProcessOfItsOwn$")
	cmd.Env = append(os.Environ(), wordsToRun+"="+strings.Join(words, "\n"))
	var stderr locked
	out := &after{text: f.printed, do: func() {
		if f.printed != "" {
			<-l.started
			_ = l.process.Kill()
		}
	}}
	cmd.Stdout, cmd.Stderr = out, &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	l.process = cmd.Process
	close(l.started)
	_ = cmd.Wait() // how it ended, the result tells
	printed := out.String()
	whole := printed[:strings.LastIndexByte(printed, '\n')+1]
	return result{cmd.ProcessState.ExitCode(), whole, stderr.String()}
}

// A program that is killed leaves its file of cursors as it was or as it is to
// be, and the next run brings the rest.
func TestAKilledScanGoesOn(t *testing.T) {
	switch {
	case runtime.GOOS == "windows":
		t.Skip("a process cannot be sent an interrupt")
	case testing.Short():
		t.Skip("starts processes")
	}
	alone(t)
	const failures = 60
	service := emulator.SDRS(emulator.Config{Failures: failures})
	s := reader{service: "sdrs", file: filepath.Join(t.TempDir(), "cursors")}
	args := []string{"failures", "--page-size", "5", "--rps", "100000", "--cursor-file", s.file}
	want := found(t, process(t, service, fate{}, args[:len(args)-2]...))["sdrs"]
	if len(want) != failures {
		t.Fatalf("%d failures where nothing happens, want %d", len(want), failures)
	}
	content := func() string {
		body, _ := os.ReadFile(s.file)
		return string(body)
	}
	for _, n := range []int{1, 4, 9} {
		_ = os.Remove(s.file)
		killed := process(t, service, fate{request: n, signal: os.Kill}, args...)
		if killed.code != -1 || content() != "" {
			t.Errorf("killed at request %d: exit code %d and a file with %q, want none", n, killed.code, content())
		}
		interrupted := process(t, service, fate{request: 6, signal: os.Interrupt}, args...)
		if interrupted.code != exitInterrupted {
			t.Errorf("interrupted: exit code %d, want %d\n%s", interrupted.code, exitInterrupted, interrupted.err)
		}
		cursors := content()
		if again := process(t, service, fate{request: n, signal: os.Kill}, args...); again.code != -1 || content() != cursors || cursors == "" {
			t.Errorf("killed at request %d: exit code %d and a file with %q, want none and %q as before", n, again.code, content(), cursors)
		}
		dying := process(t, service, fate{printed: `"receipt"`}, args...)
		text, err := readCursors(t.Context(), s.file)
		if err != nil || len(text.Entries) != 1 {
			t.Fatalf("killed while it writes its cursors: %v and %q, want the entry of its source", err, content())
		}
		got, _ := together(t, s, interrupted, dying)
		same(t, "killed while it writes its cursors", got, want)
		last := process(t, service, fate{}, args...)
		if last.code != exitFound {
			t.Errorf("the last run: exit code %d, want %d\n%s", last.code, exitFound, last.err)
		}
		runs := []result{interrupted, last}
		if text.Entries[0].Done {
			runs = []result{last} // which has begun anew
		}
		got, _ = together(t, s, runs...)
		same(t, fmt.Sprintf("killed at request %d", n), got, want)
	}
}
