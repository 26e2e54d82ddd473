package main

import (
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers/emulator"
)

// pipe makes a pipe with a name.
func pipe(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "pipe")
	if err := exec.Command("mkfifo", path).Run(); err != nil {
		t.Skipf("no pipe can be made here: %v", err)
	}
	return path
}

// A file is read once and to its bound, and only where it has an end.
func TestReadFile(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "file")
	if err := os.WriteFile(file, []byte("12345"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		path  string
		most  int64
		pipes bool
		want  string
		wrong string
	}{
		{file, 5, true, "12345", ""},
		{file, 5, false, "12345", ""},
		{file, 4, true, "", "too large"},
		{filepath.Join(folder, "none"), 5, true, "", "no such file"},
		{folder, 5, true, "", "is not a regular file or a pipe"},
		{"/dev/zero", 5, true, "", "is not a regular file or a pipe"},
		{"/dev/null", 5, false, "", "is not a regular file"},
	} {
		if _, err := os.Stat(c.path); err != nil && strings.HasPrefix(c.path, "/dev/") {
			continue // not on this system
		}
		got, err := readFile(t.Context(), c.path, c.most, c.pipes)
		switch {
		case c.wrong == "" && (err != nil || string(got) != c.want):
			t.Errorf("%s: got %q, %v; want %q", c.path, got, err, c.want)
		case c.wrong != "" && (err == nil || !strings.Contains(err.Error(), c.wrong)):
			t.Errorf("%s: got %q, %v; want %q", c.path, got, err, c.wrong)
		}
	}
}

// A pipe is read to its end, once, and one that nobody opens is waited for no longer
// than ctx.
func TestReadFileFromAPipe(t *testing.T) {
	path := pipe(t)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if got, err := readFile(ctx, path, 100, true); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("nobody writes: got %q, %v; want the end of ctx", got, err)
	}
	path = pipe(t)
	go func() { _ = os.WriteFile(path, []byte("token\n"), 0) }()
	if got, err := readFile(t.Context(), path, 100, true); err != nil || string(got) != "token\n" {
		t.Errorf("got %q, %v; want what was written", got, err)
	}
}

// The token may come by a pipe, and the run does not wait for it beyond its end.
func TestATokenFromAPipe(t *testing.T) {
	alone(t)
	source := sourceOf(t, "fnf", emulator.Config{TaskToken: waitingToken})
	args := []string{"report", "--source", source, "--error", "E", "--token-file"}
	path := pipe(t)
	began := time.Now()
	r := drive(append(args, path, "--timeout", "100ms")...)
	if took := time.Since(began); r.code != exitError || took > 5*time.Second || strings.Count(r.err, "\n") != 1 || !strings.Contains(r.err, "--token-file: nobody has written") {
		t.Errorf("nobody writes: exit code %d after %v, stderr %q; want %d and one line", r.code, took, r.err, exitError)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if r := (job{args: append(args, pipe(t))}).run(ctx); r.code != exitInterrupted || r.out+r.err != "" {
		t.Errorf("interrupted: exit code %d, %s%s; want %d and no words", r.code, r.out, r.err, exitInterrupted)
	}
	path = pipe(t)
	go func() { _ = os.WriteFile(path, []byte(waitingToken+"\n"), 0) }()
	if r := drive(append(args, path)...); r.code != exitGood || of("report", r.records(t))[0]["outcome"] != "reported" {
		t.Errorf("exit code %d, %s%s; want %d and a report", r.code, r.out, r.err, exitGood)
	}
}

// A token's file without an end, or with too much in it, is refused before anything
// is sent.
func TestATokenFileThatCannotBe(t *testing.T) {
	alone(t)
	large := filepath.Join(t.TempDir(), "large")
	if err := os.WriteFile(large, []byte(strings.Repeat("t", longestToken+1)), 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{"/dev/zero": "is not a regular file or a pipe", large: "is too large for a token", t.TempDir(): "is not a regular file or a pipe"} {
		if _, err := os.Stat(path); err != nil {
			continue // not on this system
		}
		r := drive("report", "--source", "fnf://cn-hangzhou?endpoint=http://127.0.0.1:1", "--error", "E", "--token-file", path)
		if r.code != exitUsage || strings.Count(r.err, "\n") != 1 || !strings.Contains(r.err, want) {
			t.Errorf("%s: exit code %d, stderr %q; want %d and %q", path, r.code, r.err, exitUsage, want)
		}
	}
}

// Nobody types a token, and the run ends all the same.
func TestATokenFromAStdinThatSaysNothing(t *testing.T) {
	alone(t)
	synctest.Test(t, func(t *testing.T) {
		silent, end := io.Pipe()
		defer end.Close()
		var stdout, stderr locked
		began := time.Now()
		code := run(t.Context(), world{
			args:  []string{"report", "--source", "fnf://cn-hangzhou?endpoint=http://127.0.0.1:1", "--error", "E", "--token-file", "-"},
			stdin: silent, stdout: &stdout, stderr: &stderr, env: func(string) (string, bool) { return "", false },
		})
		if took := time.Since(began); code != exitError || took != shortRun {
			t.Errorf("exit code %d after %v, want %d after %v\n%s", code, took, exitError, shortRun, stderr.String())
		}
	})
}
