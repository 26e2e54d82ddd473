package main

import (
	"context"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/taskfault/taskfault/providers/emulator"
)

// stoppedReader takes a number of writes, and then none until it is freed.
type stoppedReader struct {
	locked
	takes int
	freed chan struct{}
}

func (s *stoppedReader) Write(p []byte) (int, error) {
	if s.takes--; s.takes < 0 {
		<-s.freed
		return 0, io.ErrClosedPipe
	}
	return s.locked.Write(p)
}

// A reader that has stopped to read does not keep the program beyond --timeout, nor
// beyond an interruption, and the file of cursors does not stand ahead of what it
// has taken.
func TestAReaderThatStopsIsNotWaitedFor(t *testing.T) {
	alone(t)
	const limit = 10 * time.Second
	for _, form := range []string{"jsonl", "table"} {
		for _, c := range []struct {
			name  string
			args  []string
			takes int
			code  int
		}{
			{"timeout", []string{"--timeout", limit.String()}, 1, exitError},
			{"timeout, nothing taken", []string{"--timeout", limit.String()}, 0, exitError},
			{"interruption", nil, 1, exitInterrupted},
		} {
			t.Run(form+", "+c.name, func(t *testing.T) {
				file := filepath.Join(t.TempDir(), "cursors")
				synctest.Test(t, func(t *testing.T) {
					ctx, cancel := context.WithCancel(t.Context())
					defer cancel()
					if c.args == nil {
						time.AfterFunc(limit, cancel)
					}
					out := &stoppedReader{takes: c.takes, freed: make(chan struct{})}
					if form == "table" {
						out.takes = 0 // it is written at once
					}
					began := time.Now()
					r := job{
						args:    append([]string{"failures", "--page-size", "5", "--output", form, "--cursor-file", file, "--source", "sdrs://eu-de?project_id=" + emulatorProject + "&endpoint=http://" + hostOf("sdrs")}, c.args...),
						network: network{hostOf("sdrs"): emulator.Transport(emulator.SDRS(emulator.Config{Failures: 40}))}, stdout: out,
					}.run(ctx)
					if took := time.Since(began); r.code != c.code || took < limit || took > limit+950*time.Millisecond {
						t.Errorf("exit code %d after %v, want %d within a second after %v", r.code, took, c.code, limit)
					}
					if !strings.Contains(r.err, "its reader has stopped reading") {
						t.Errorf("stderr %q, want why the output was lost", r.err)
					}
					close(out.freed)
				})
				if text, err := readCursors(t.Context(), file); err != nil || len(text.Entries) != 0 {
					t.Errorf("the file has %v (%v), and what was printed was not taken", text, err)
				}
			})
		}
	}
}

// A slow reader gets everything, also after the end of the run.
func TestASlowReaderGetsTheReceipts(t *testing.T) {
	alone(t)
	synctest.Test(t, func(t *testing.T) {
		reader, out := io.Pipe()
		var got locked
		done := make(chan struct{})
		go func() {
			defer close(done)
			part := make([]byte, 4<<10)
			for {
				n, err := reader.Read(part)
				_, _ = got.Write(part[:n])
				if err != nil {
					return
				}
				time.Sleep(5 * time.Millisecond)
			}
		}()
		stalled := &ending{RoundTripper: emulator.Transport(emulator.SDRS(emulator.Config{Failures: 40})), request: 4, end: func() { time.Sleep(time.Hour) }}
		r := job{
			args:    []string{"failures", "--page-size", "5", "--timeout", "5s", "--source", "sdrs://eu-de?project_id=" + emulatorProject + "&endpoint=http://" + hostOf("sdrs")},
			network: network{hostOf("sdrs"): stalled}, stdout: out,
		}.run(t.Context())
		_ = out.Close()
		<-done
		r.out = got.String()
		if receipts := of("receipt", r.records(t)); r.code != exitError || len(receipts) != 1 || strings.Contains(r.err, "stopped") {
			t.Errorf("exit code %d, %d receipts, stderr %q; want %d and one", r.code, len(receipts), r.err, exitError)
		}
	})
}

// Where nobody would see what is printed nothing is read: neither a source, nor
// the file of cursors, nor a token.
func TestStdoutThatIsClosed(t *testing.T) {
	alone(t)
	source, service := flaky(t, 3)
	file := filepath.Join(t.TempDir(), "cursors")
	for _, args := range [][]string{
		{"failures", "--source", source, "--cursor-file", file}, {"tasks", "--source", source}, {"get", "--source", source, "x"},
		{"explain", "SDRS.0204"}, {"emulator"},
	} {
		r := job{args: args, stdoutClosed: true}.run(context.Background())
		if r.code != exitError || r.out != "" || strings.Count(r.err, "\n") != 1 || !strings.Contains(r.err, "stdout is closed") {
			t.Errorf("%q: exit code %d, stdout %q, stderr %q; want %d and one line", args, r.code, r.out, r.err, exitError)
		}
	}
	if _, err := os.Stat(file); err == nil || service.seen.Load() != 0 {
		t.Error("the service was asked, or the file written")
	}
	if r := (job{args: []string{"failures", "--frob"}, stdoutClosed: true}).run(context.Background()); r.code != exitUsage {
		t.Errorf("a usage error: exit code %d, want %d", r.code, exitUsage)
	}
	// The report is what counts, not the line about it.
	workflow := sourceOf(t, "fnf", emulator.Config{TaskToken: waitingToken})
	if r := (job{args: []string{"report", "--source", workflow, "--token", waitingToken, "--error", "E"}, stdoutClosed: true}).run(context.Background()); r.code != exitGood {
		t.Errorf("a report: exit code %d, want %d\n%s", r.code, exitGood, r.err)
	}
}

// unixOnly skips what needs a shell and signals.
func unixOnly(t *testing.T) {
	t.Helper()
	if runtime.GOOS == "windows" || testing.Short() {
		t.Skip("starts processes with a shell's means")
	}
}

// inShell runs the program as a shell would, with redirections. With HANG_UP in the
// environment the shell ignores that signal, and sends it after a while.
func inShell(t *testing.T, redirections string, args ...string) result {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "sh", "-c", `[ -z "$HANG_UP" ] || { trap "" HUP; (sleep 0.3; kill -HUP $$) & }; exec "$0" -test.run='^TestTheProgramInAProcessOfItsOwn$' `+redirections, os.Args[0])
	cmd.Env = append(os.Environ(), wordsToRun+"="+strings.Join(args, "\n"))
	var out, err locked
	cmd.Stdout, cmd.Stderr = &out, &err
	_ = cmd.Run() // how it ended, the result tells
	return result{cmd.ProcessState.ExitCode(), out.String(), err.String()}
}

// A shell's >&- is told from its >/dev/null.
func TestStdoutThatAShellHasClosed(t *testing.T) {
	unixOnly(t)
	alone(t)
	source, service := flaky(t, 3)
	file := filepath.Join(t.TempDir(), "cursors")
	args := []string{"failures", "--source", source, "--cursor-file", file}
	for _, how := range []string{">&-", ">&- 2>&-", ">&- <&-", "1<>/dev/null", "1</dev/null"} {
		if r := inShell(t, how, args...); r.code != exitError {
			t.Errorf("%s: exit code %d, want %d\n%s", how, r.code, exitError, r.err)
		}
	}
	if _, err := os.Stat(file); err == nil || service.seen.Load() != 0 {
		t.Error("the service was asked, or the file written")
	}
	for _, how := range []string{">/dev/null", "2>&-", "<&-"} {
		if r := inShell(t, how, args...); r.code != exitFound || cursorsIn(t, file).Entries[0].Done != true {
			t.Errorf("%s: exit code %d, want %d and a file that says done\n%s", how, r.code, exitFound, r.err)
		}
	}
}

// A signal that the terminal is gone ends the program as any other does, with its
// receipts. One that the program was told to ignore does nothing.
func TestAHangUpPrintsTheReceipts(t *testing.T) {
	unixOnly(t)
	alone(t)
	service := emulator.SDRS(emulator.Config{Failures: 40})
	for _, s := range []os.Signal{syscall.SIGHUP, syscall.SIGTERM, os.Interrupt} {
		file := filepath.Join(t.TempDir(), "cursors")
		r := process(t, service, fate{request: 6, signal: s}, "failures", "--page-size", "5", "--rps", "100000", "--cursor-file", file)
		receipts := of("receipt", r.records(t))
		if r.code != exitInterrupted || len(receipts) != 1 || receipts[0]["complete"] != false {
			t.Errorf("%v: exit code %d and the receipts %v, want %d and one that is not complete\n%s", s, r.code, receipts, exitInterrupted, r.err)
		}
		if text := cursorsIn(t, file); len(text.Entries) != 1 || text.Entries[0].Done {
			t.Errorf("%v: the file has %+v, want where to go on", s, text)
		}
	}
}

// A program that was told to outlive its terminal, as nohup does, goes on.
func TestAHangUpThatIsIgnored(t *testing.T) {
	unixOnly(t)
	alone(t)
	service := emulator.SDRS(emulator.Config{Failures: 3})
	source := "sdrs://eu-de?project_id=" + emulatorProject + "&endpoint=" + serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(200 * time.Millisecond)
		service.ServeHTTP(w, r)
	}))
	t.Setenv("HANG_UP", "yes")
	if r := inShell(t, "", "failures", "--source", source); r.code != exitFound || len(of("task", r.records(t))) != 3 {
		t.Errorf("exit code %d, want %d and three tasks\n%s%s", r.code, exitFound, r.out, r.err)
	}
}
